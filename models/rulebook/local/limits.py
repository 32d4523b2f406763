"""Time limits that a State or a plan sets otherwise than the federal rule, as a desk lists them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.rulebook.facts import Facts
from models.rulebook.local.plans import PlanNumber
from models.rulebook.programs import ProgramTerms
from models.rulebook.row import Row, RuleId, Words
from models.rulebook.states import State
from models.rulebook.words import span_in_words

MARK = "DESK"
"""The mark of evidence of a length that the desk vouches for."""

_TEN_YEARS = {"months": 120, "calendar_days": 3660, "working_days": 2600, "hours": 87_840}
"""No limit is longer, in each unit."""


class LocalLimit(BaseModel):
    """One row's length for the cases of a State or of a plan, with where that stands."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rule: RuleId
    state: State | None = None
    plan: PlanNumber | None = Field(
        default=None, description="The contract number; it holds for each of its packages."
    )
    length: Annotated[int, Field(ge=1)]
    unit: Literal["calendar_days", "working_days", "months", "hours"]
    source: Annotated[Words, StringConstraints(max_length=300)]
    effective_from: date | None = Field(default=None, description="None: for all days.")
    effective_to: date | None = Field(default=None, description="Last day, or None: still.")

    @model_validator(mode="after")
    def _says_for_whom(self) -> Self:
        if self.state is None and self.plan is None:
            message = "state: expected a State or a plan"
            raise ValueError(message)
        if self.length > _TEN_YEARS[self.unit]:
            message = "length: expected ten years at most"
            raise ValueError(message)
        days = self.effective_from, self.effective_to
        if days[0] is not None and days[1] is not None and days[1] < days[0]:
            message = "effective_to: is before effective_from"
            raise ValueError(message)
        return self

    @property
    def whom(self) -> str:
        """For whom it holds: a State, a plan, or both."""
        return ", plan ".join(one for one in (self.state, self.plan) if one is not None)

    def covers(self, rule: str, day: date, facts: Facts) -> bool:
        """Whether it holds for a row whose version a day chooses, of a case with these facts."""
        begins, ends = self.effective_from, self.effective_to
        contract = (facts.plan_number or "").partition("-")[0]
        return (
            self.rule == rule
            and self.state in {None, facts.state}
            and (self.plan is None or self.plan in {contract, facts.plan_number})
            and (begins is None or begins <= day)
            and (ends is None or day <= ends)
        )


def unfit(
    limit: LocalLimit, rows: Mapping[str, Row], programs: Mapping[str, ProgramTerms]
) -> tuple[str, str] | None:
    """The field of a limit that does not fit the rulebook, with the reason; None where all do."""
    row = rows.get(limit.rule)
    if row is None:
        return "rule", f"{limit.rule} is no row"
    if row.kind == "fact":
        return "rule", f"{limit.rule} states a fact and sets no time limit"
    if not all(programs[name].local_limits for name in row.programs):
        return "rule", f"no State or plan sets the time of {limit.rule} otherwise"
    return None


def with_local_limit(row: Row, limits: Iterable[LocalLimit], day: date, facts: Facts) -> Row:
    """A row as it counts for a case: of several limits that hold the one listed last.

    What the row says of some cases alone, as of expedited ones, stays.

    Args:
        row: A row of kind limit.
        limits: The desk's.
        day: The day that starts the clock.
        facts: Of the case.

    Raises:
        NotInForceError: no version covers the day.
    """
    found = [one for one in limits if one.covers(row.id, day, facts)]
    if not found:
        return row
    local, version = found[-1], row.version_on(day)
    federal = version.limit(facts)
    if federal.when:
        return row
    citation = federal.citation or version.citation
    said = (
        f"The desk's own file gives the length: {local.whom}, {local.source}. "
        f"The federal length is {span_in_words(federal).lower()} ({citation})."
    )
    own = federal.model_copy(
        update={
            "length": local.length,
            "unit": local.unit,
            "arguable": None,
            "quote": None,
            "citation": local.source,
            "evidence": MARK,
            "note": " ".join(one for one in (said, federal.note) if one),
        }
    )
    ours = version.model_copy(update={"limits": (own,), "evidence": MARK, "quote": None})
    return row.model_copy(update={"versions": (ours,)})
