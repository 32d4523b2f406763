"""What a grievance cannot take down, and why: each refusal is a sentence."""

from collections.abc import Callable
from datetime import date

from models.cases.deadline import DeadlineStatus, Purpose
from models.inputs.grievance import GrievanceIntake, GrievanceStage
from models.inputs.validation import Refusal
from models.local_time import short_day
from models.procedure.acceptance.checks import check_hour
from models.procedure.case import CHILD_ENDED, Case, Played
from models.procedure.grievance.standing import GrievanceStanding

_NOTHING_TO_EXTEND = "No answer of the plan is awaited that could be extended."

_Contradiction = Callable[[Case[GrievanceIntake], GrievanceStanding, Played], str | None]


def contradiction(
    case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
) -> str | None:
    """Why a report contradicts what stands on its day, in a sentence; None where it does not."""
    if standing.concluded is not None:
        return None
    return _CONTRADICTIONS[report.kind](case, standing, report)


def check_slips(case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played) -> None:
    """Refuse a new report that contradicts what is known by now.

    Raises:
        Refusal: in a sentence.
    """
    why = None
    match report.kind:
        case "record_filed":
            why = _filed(case, standing, report)
            check_hour(case, "filed_at", report.day, report.hour)
        case "record_extension":
            why = _before("noticed_on", report.day, standing.filed_on, "the filing")
            if standing.answered_on is not None and report.day > standing.answered_on:
                why = _NOTHING_TO_EXTEND
        case "record_answer":
            why = _before("on", report.day, standing.filed_on, "the filing")
        case "file_cms_complaint":
            why = _no_complaint(standing)
    if why is not None:
        raise Refusal(why)


def _filed(case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played) -> str | None:
    if standing.waits_for is not GrievanceStage.FILING:
        assert standing.filed_on is not None  # noqa: S101 (what was filed has its day)
        return (
            f"The grievance was filed already, on {short_day(standing.filed_on)}; correct a "
            "wrong day with "
            "recalculate."
        )
    return _before("filed_on", report.day, case.intake.event_on, "the event")


def _extended(
    case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
) -> str | None:
    del case
    if standing.waits_for is GrievanceStage.UNRESOLVED:
        # An answer that is heard of later makes it a notice too many; it was noticed all the same.
        return None
    running = standing.latest(Purpose.ANSWER)
    if running is None:
        return _NOTHING_TO_EXTEND
    if running.reckoning.to_the_hour:
        return "The 24-hour clock cannot be extended (42 CFR 422.564(f), 423.564(f))."
    if standing.extension is not None:
        return (
            "The plan has extended its time already; the rule knows one extension. Correct its "
            "days with recalculate."
        )
    if not running.is_open:
        return (
            f"noticed_on: {short_day(report.day)} is after the plan's time ran out on "
            f"{short_day(running.due_on)}; its "
            "answer is overdue."
        )
    return _before("noticed_on", report.day, standing.filed_on, "the filing")


def _answered(
    case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
) -> str | None:
    del case
    if standing.waits_for is GrievanceStage.FILING:
        return "The plan answers only what was filed: record_filed comes first."
    return _before("on", report.day, standing.filed_on, "the filing")


def _complained(
    case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
) -> str | None:
    """A complaint that was started beside it has been started, whatever is corrected since."""
    del case, standing, report
    return None


def _complaint_ended(
    case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
) -> str | None:
    del case
    return None if report.said.report in standing.complaints else "It is not asked for any more."


_CONTRADICTIONS: dict[str, _Contradiction] = {
    "record_filed": _filed,
    "record_extension": _extended,
    "record_answer": _answered,
    "file_cms_complaint": _complained,
    CHILD_ENDED: _complaint_ended,
}
"""Why what happens contradicts what stands, or None."""


def _no_complaint(standing: GrievanceStanding) -> str | None:
    if standing.complaint_runs:
        return "A complaint to CMS is running already."
    ours = standing.latest(Purpose.GRIEVANCE)
    missed = ours is not None and ours.status is DeadlineStatus.MISSED
    if standing.waits_for is GrievanceStage.FILING and not missed:
        return (
            "The plan has not had the grievance yet: file it first, or start a CmsComplaint of "
            "its own where it cannot wait."
        )
    return None


def _before(name: str, day: date, earliest: date | None, what: str) -> str | None:
    """Of a day before the one that has to come first."""
    if earliest is None or day >= earliest:
        return None
    return f"{name}: {short_day(day)} is before {what}, {short_day(earliest)}."
