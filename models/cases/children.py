"""What a case knows of the cases that run beside it: the latest word of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.cases.evidence import Evidence
from models.cases.kinds import CaseKind
from models.cases.milestone import Milestone
from models.rulebook.covered_days import out_of_range

ModelT = TypeVar("ModelT", bound=BaseModel)


class Word(BaseModel):
    """What a case tells the one that started it: a snapshot. The latest wins."""

    # Between cases, which may be on different builds for a while: what a newer one says more is
    # passed over, where a form that people fill in would be refused.
    model_config = ConfigDict(frozen=True, extra="ignore")

    child: str = Field(description="The workflow id of the one that tells it.")
    kind: CaseKind
    sequence: int = Field(description="Rises with each word: an older one never wins.")
    stage: str
    what: str = Field(default="", description="The step in words, without health details.")
    milestones: tuple[Milestone, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    ending: str | None = None


@dataclass(frozen=True)
class Child:
    """A case beside this one, as it was last heard."""

    id: str
    kind: CaseKind
    report: int
    """The number of the report that asked for it."""

    place: int
    serves: str
    started_at: datetime
    """When it was started (UTC)."""

    stage: str
    ending: str | None
    ended_at: datetime | None
    """When its end was heard of (UTC)."""

    lost: bool
    """Whether it ended without a word: terminated, failed, or gone."""

    milestones: tuple[Milestone, ...]
    evidence: tuple[tuple[Evidence, datetime], ...]
    """Each piece with the moment at which it was first heard of (UTC)."""

    heard_at: datetime | None
    sequence: int = -1
    """Of its latest word; -1 before the first."""

    @property
    def is_open(self) -> bool:
        """Whether it still runs, as far as is known."""
        return self.ending is None


_KINDS = frozenset(kind.value for kind in CaseKind)
"""Those that this build knows."""


def child_from_json(id_: str, entry: Mapping[str, Any]) -> Child | None:
    """Read a child as a case carries it; what a newer build added is passed over.

    None where this build does not know its kind, or another workflow had its id: then it was never
    started.
    """
    if entry.get("taken") or entry["kind"] not in _KINDS:
        return None
    word = entry.get("word", {})
    heard = entry.get("evidence_heard", {})
    first = entry["started_at"]
    return Child(
        id=id_,
        kind=CaseKind(entry["kind"]),
        report=int(entry["report"]),
        place=int(entry.get("place", 0)),
        serves=str(entry.get("serves", "")),
        started_at=datetime.fromisoformat(first),
        stage=str(word.get("stage", "started")),
        ending=entry.get("ending") or word.get("ending"),
        ended_at=_moment(entry.get("ended_at")),
        lost=bool(entry.get("lost", False)),
        milestones=tuple(_readable(Milestone, word.get("milestones", ()))),
        evidence=tuple(
            (one, datetime.fromisoformat(heard.get(one.id, entry.get("heard_at") or first)))
            for one in _readable(Evidence, word.get("evidence", ()))
        ),
        heard_at=_moment(entry.get("heard_at")),
        sequence=int(word.get("sequence", -1)),
    )


def _readable(model: type[ModelT], parts: Sequence[Any]) -> Iterator[ModelT]:
    """The parts of a word that this build can read, and count with."""
    for one in parts:
        try:
            part = model.model_validate(one)
        except ValidationError:
            continue
        if not out_of_range(part):
            yield part


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
