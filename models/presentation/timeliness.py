"""How each time limit of a case was kept, a line each: what auditors ask for.

Computed from what a case answers to the queries `deadlines` and `history`. Days are calendar days
in the zone of whoever must act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from models.cases.deadline import Deadline, DeadlineStatus, Purpose
from models.cases.kinds import CaseKind
from models.procedure.kinds import PROCEDURES
from models.rulebook import NotInForceError, UnknownRuleError, rulebook

_EXTENSION = "record_extension"

_REQUESTS = ("file_appeal", "request_good_cause", "record_filed")

_ANSWERED_BY: Mapping[Purpose, tuple[str, ...]] = {
    Purpose.FILING: _REQUESTS,
    Purpose.DISMISSAL_REVIEW: _REQUESTS,
    Purpose.CONTINUATION: _REQUESTS,
    Purpose.GRIEVANCE: _REQUESTS,
    Purpose.DECISION: ("record_decision",),
    Purpose.FORWARDING: ("escalate",),
    Purpose.EFFECTUATION: ("record_effectuation",),
    Purpose.AUTHORIZATION: ("record_referral", "record_refusal"),
    Purpose.ANSWER: ("record_answer",),
    Purpose.RECORDS: ("record_delivered",),
    Purpose.CONTACT: ("record_contact", "record_answer"),
    Purpose.RESOLUTION: ("record_answer",),
}
"""Which reports say that what a limit is for was done, also when it was done too late."""

_EXTENDED = {Purpose.DECISION, Purpose.ANSWER, Purpose.RECORDS, Purpose.RESOLUTION}
"""Limits of others, who may take more time."""


class KeptLimit(BaseModel):
    """One time limit, and how it was kept."""

    model_config = ConfigDict(frozen=True)

    case_id: str
    program: str
    level: str
    clock: str
    """Its id in the case."""

    side: str
    """`ours`, or `theirs`: who must act."""

    adjudicator: str
    """Who decides at its level; where there is no ladder, who must act."""

    started_on: date | None
    started_by: str
    """The kind of the report that it goes back to, such as `intake` or `file_appeal`."""

    due_on: date
    last_arguable_on: date
    answered_on: date | None
    """When it was done; None while it was not, and for a limit that fell away."""

    days_late: int | None
    """Days after the last one on which it counted; 0 in time, None where nothing was done."""

    extension_days: int
    rule: str
    citation: str
    mark: str
    """How far the rule was verified."""


def kept_limits(
    case_id: str,
    kind: CaseKind,
    program: str,
    deadlines: Sequence[Deadline],
    reports: Sequence[Mapping[str, Any]],
) -> list[KeptLimit]:
    """Every limit of a case, those that were superseded among them.

    Args:
        case_id: The Workflow ID.
        kind: What the case is.
        program: Its program; empty where it has none.
        deadlines: As the query `deadlines` answers.
        reports: As the query `history` answers.
    """
    case = _Case(
        id=case_id,
        kind=kind,
        program=program,
        standing=[one for one in reports if one["stands"] and one["set_aside"] is None],
        kinds={str(one["number"]): str(one["kind"]) for one in reports},
    )
    return [_kept(case, one) for one in deadlines]


def day_of(kind: CaseKind, report: Mapping[str, Any]) -> date | None:
    """The day that a report is about; None of one that is about none, or that does not say it.

    Args:
        kind: What the case is.
        report: As the query `history` answers.
    """
    form = PROCEDURES[kind].types.get(report["kind"])
    if form is None or not form.day:
        return None
    try:
        said = form.model.model_validate(report["content"])
    except ValidationError:
        return None
    day = getattr(said, form.day)
    return day if isinstance(day, date) else None


@dataclass(frozen=True)
class _Case:
    id: str
    kind: CaseKind
    program: str
    standing: Sequence[Mapping[str, Any]]
    """Its reports that count."""

    kinds: Mapping[str, str]
    """The kind of each report, by its number."""


def _kept(case: _Case, deadline: Deadline) -> KeptLimit:
    reckoning = deadline.reckoning
    answered_on = _answered_on(case, deadline)
    late = max((answered_on - deadline.last_arguable).days, 0) if answered_on else None
    return KeptLimit(
        case_id=case.id,
        program=case.program,
        level=deadline.level,
        clock=deadline.id,
        side="ours" if deadline.purpose.ours else "theirs",
        adjudicator=_adjudicator(case.program, deadline),
        started_on=reckoning.started_on,
        started_by=case.kinds.get(deadline.id.rpartition(".")[2], ""),
        due_on=deadline.due_on,
        last_arguable_on=deadline.last_arguable,
        answered_on=answered_on,
        days_late=late,
        extension_days=_extension_days(case, deadline),
        rule=reckoning.rule,
        citation=reckoning.citation,
        mark=reckoning.evidence,
    )


def _answered_on(case: _Case, deadline: Deadline) -> date | None:
    """When it was done: as it was settled, or, once missed, as the first report after it says."""
    if deadline.status is DeadlineStatus.MET:
        return deadline.settled_on
    if deadline.status is not DeadlineStatus.MISSED:
        return None
    days = [
        day
        for report in case.standing
        if report["kind"] in _ANSWERED_BY.get(deadline.purpose, ())
        and _is_at(deadline.level, report)
        and (day := day_of(case.kind, report)) is not None
        and day >= deadline.last_arguable
    ]
    return min(days, default=None)


def _is_at(level: str, report: Mapping[str, Any]) -> bool:
    """Whether a report is about a level, as far as it says."""
    said = report.get("level") or report["content"].get("level")
    return said is None or said == level


def _extension_days(case: _Case, deadline: Deadline) -> int:
    """How many days more were taken while it ran, as the reports say or the rule has it."""
    started_on = deadline.reckoning.started_on
    if deadline.purpose not in _EXTENDED or started_on is None:
        return 0
    taken = 0
    for report in case.standing:
        if report["kind"] != _EXTENSION:
            continue
        noticed = day_of(case.kind, report)
        if noticed is not None and started_on <= noticed <= deadline.last_arguable:
            taken += report["content"].get("days") or _days_of_rule(deadline, started_on)
    return taken


def _days_of_rule(deadline: Deadline, started_on: date) -> int:
    try:
        extension = rulebook.row(deadline.reckoning.rule).version_on(started_on).extension
    except (UnknownRuleError, NotInForceError):
        return 0
    return extension.days if extension is not None else 0


def _adjudicator(program: str, deadline: Deadline) -> str:
    try:
        level = rulebook.level(program, deadline.level)
    except UnknownRuleError:
        return deadline.who
    return level.adjudicator_on(deadline.reckoning.started_on or deadline.due_on)
