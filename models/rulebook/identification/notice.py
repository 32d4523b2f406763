"""One kind of notice: how it is called, whether it opens an appeal, and what to do with it."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.rulebook.facts import Kind
from models.rulebook.row import Address, Evidence, ProgramId, RuleId, Words

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]


class Notice(BaseModel):
    """What a desk needs to know of a notice in hand. No time limit stands here: rows have those."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Name
    title: Words
    forms: tuple[Words, ...] = Field(
        default=(), description="Numbers printed on it, such as CMS-10003, or its remark code."
    )
    names: tuple[Words, ...] = Field(default=(), description="What else it is called.")
    spanish: tuple[Words, ...] = Field(default=(), description="Its name in Spanish.")
    sender: Words = Field(description="Who gives or sends it.")
    appealable: Literal["yes", "no", "depends"]
    why: Words
    program: ProgramId | None = Field(default=None, description="The program of a case on it.")
    level: Words | None = Field(default=None, description="The level that such a case opens at.")
    kind: Kind | None = Field(default=None, description="What such a case is usually about.")
    stage: Literal["denied", "pending"] = Field(
        default="denied", description="How the case opens: pending, to report the rest then."
    )
    fields: tuple[FieldName, ...] = Field(
        default=(), description="Fields of the intake to take from the notice."
    )
    rule: RuleId | None = Field(default=None, description="The row of the clock that it starts.")
    next: Words
    evidence: Evidence = Field(description="How far what stands here was verified.")
    source: Address | None = None
    read_on: date | None = Field(default=None, description="The day the source was read.")

    @property
    def verified(self) -> bool:
        """Whether a text was seen, going by the mark."""
        return "UNVERIFIED" not in self.evidence

    @property
    def all_names(self) -> tuple[str, ...]:
        """Everything it is called, forms left aside."""
        return (self.title, *self.names, *self.spanish)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        opens = {"program": self.program, "level": self.level, "kind": self.kind}
        given = [name for name, value in opens.items() if value is not None]
        if given and len(given) < len(opens):
            missing = next(name for name in opens if name not in given)
            _refuse(missing, f"expected together with {given[0]}")
        if self.appealable == "yes" and not given and self.rule is None:
            _refuse("program", "expected where it opens an appeal, or else a rule")
        if self.appealable == "no" and (given or self.rule is not None):
            _refuse("appealable", "expected yes or depends with a program or a rule")
        if bool(given) != bool(self.fields):
            _refuse("fields", "expected together with a program")
        if not self.evidence.startswith("UNVERIFIED") and not (self.source or self.rule):
            _refuse("evidence", "expected UNVERIFIED without a source and without a rule")
        if (self.source is None) != (self.read_on is None):
            _refuse("read_on", "expected together with a source")
        return self


def _refuse(field: str, problem: str) -> None:
    message = f"{field}: {problem}"
    raise ValueError(message)
