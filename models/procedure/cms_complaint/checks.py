"""Why a report to a complaint to CMS cannot be taken."""

from collections.abc import Callable

from models.cases.deadline import Purpose
from models.cases.log.entries import Nature
from models.inputs.cms_complaint import (
    ANSWERED,
    Category,
    ComplaintIntake,
)
from models.local_time import short_day
from models.procedure.case import Case, Played
from models.procedure.cms_complaint.standing import ComplaintStanding

ANSWERED_ALREADY = "The complaint was answered already."
NOTHING_TO_EXTEND = "No time of the plan runs that could be extended."
_FOLLOWS = {"record_assigned": "assigned_on", "record_contact": "on", "record_answer": "on"}
"""What follows the complaint, and the field that says when."""


def contradiction(
    case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
) -> str | None:
    """Why a report contradicts what stands on its day, in a sentence; None where it does not."""
    check = _CHECKS.get(report.kind)
    if check is None:
        return "It changes nothing here."
    return _before_it_was_made(case, standing, report) or check(standing, report)


def _made_already(standing: ComplaintStanding, report: Played) -> str | None:
    del report
    if standing.filed_on is None:
        return None
    return (
        f"The complaint was made already, on {short_day(standing.filed_on)}; correct a wrong day "
        "with "
        "recalculate."
    )


def _before_it_was_made(
    case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
) -> str | None:
    """Where the complaint is reported as made on a later day: that the day is before it."""
    field = _FOLLOWS.get(report.kind)
    if field is None or standing.filed_on is not None:
        return None
    made = next((one for one in case.played(Nature.HAPPENING) if one.kind == "record_filed"), None)
    return (
        None
        if made is None
        else f"{field}: {short_day(report.day)} is before the complaint, {short_day(made.day)}."
    )


def _no_assignment(standing: ComplaintStanding, report: Played) -> str | None:
    if standing.filed_on is None:
        return "CMS assigns what was made: record_filed comes first."
    if standing.step(ANSWERED).done_on is not None:
        return ANSWERED_ALREADY
    if standing.assigned_on is not None:
        return f"The complaint was assigned already, on {short_day(standing.assigned_on)}."
    return _before_the_complaint(standing, report, "assigned_on")


def _not_made(standing: ComplaintStanding, report: Played) -> str | None:
    if standing.filed_on is None:
        return "Nobody answers what was not made: record_filed comes first."
    return _before_the_complaint(standing, report, "on")


def _before_the_complaint(standing: ComplaintStanding, report: Played, field: str) -> str | None:
    """The intake may say when the complaint was made: what is of an earlier day came before it."""
    if standing.filed_on is not None and report.day < standing.filed_on:
        return (
            f"{field}: {short_day(report.day)} is before the complaint, "
            f"{short_day(standing.filed_on)}."
        )
    return None


def _no_extension(standing: ComplaintStanding, report: Played) -> str | None:
    """An answer that is heard of later makes it a notice too many: that is no contradiction."""
    answered = standing.step(ANSWERED).done_on is not None
    return None if answered else _not_extended(standing, report)


def _not_extended(standing: ComplaintStanding, report: Played) -> str | None:
    running = standing.latest(Purpose.RESOLUTION)
    if running is None:
        return NOTHING_TO_EXTEND
    if standing.category is not Category.OTHER or not standing.also_grievance:
        return (
            "Only a complaint that is a grievance too, and neither urgent nor of immediate need, "
            "can be extended (42 CFR 422.125, 423.129)."
        )
    if standing.extended:
        return (
            "The plan has extended its time already; the rule knows one extension. Correct its "
            "days with recalculate."
        )
    if not running.is_open:
        return (
            f"noticed_on: {short_day(report.day)} is after the plan's time ran out on "
            f"{short_day(running.due_on)}; the "
            "complaint is overdue."
        )
    if standing.assigned_on is not None and report.day < standing.assigned_on:
        return (
            f"noticed_on: {short_day(report.day)} is before the assignment, "
            f"{short_day(standing.assigned_on)}."
        )
    return None


_CHECKS: dict[str, Callable[[ComplaintStanding, Played], str | None]] = {
    "record_filed": _made_already,
    "record_assigned": _no_assignment,
    "record_extension": _no_extension,
    "record_contact": _not_made,
    "record_answer": _not_made,
}
"""Why a report of each kind cannot be taken, or None."""
