"""What reports and the calendar do to a complaint to CMS."""

from collections.abc import Callable
from datetime import date

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.log.entries import Again, Nature, ReportType
from models.cases.milestone import Milestone
from models.cases.standing import Clock, Matter, Panel, Said, Schedule
from models.inputs.cms_complaint import (
    ANSWERED,
    ASSIGNED,
    CONTACTED,
    MADE,
    Category,
    ComplaintAnswered,
    ComplaintAssigned,
    ComplaintEnding,
    ComplaintExtended,
    ComplaintIntake,
    ComplaintMade,
    ComplaintRecalculated,
    ComplaintStage,
    PlanContacted,
)
from models.inputs.validation import Refusal
from models.local_time import short_day
from models.procedure.case import Case, Played
from models.procedure.clocks import clock, count, key, stated
from models.procedure.cms_complaint.correction import bound_recalculation, check_recalculation
from models.procedure.cms_complaint.presentation import panel, show
from models.procedure.cms_complaint.standing import ComplaintStanding
from models.procedure.common import BESIDE, by_name, close_beside
from models.procedure.play import End, Procedure, note
from models.rulebook import Facts

PLACE, TITLE = "cms_complaint", "the complaint to CMS"

_ANSWERED_ALREADY = "The complaint was answered already."
_NOTHING_TO_EXTEND = "No time of the plan runs that could be extended."

_FOLLOWS = {"record_assigned": "assigned_on", "record_contact": "on", "record_answer": "on"}
"""What follows the complaint, and the field that says when."""


class ComplaintProcedure(Procedure[ComplaintIntake, ComplaintStanding]):
    """The course of one complaint to CMS."""

    intake = ComplaintIntake
    types = by_name(
        *BESIDE,
        ReportType("record_filed", ComplaintMade, day="filed_on"),
        ReportType("record_assigned", ComplaintAssigned, day="assigned_on", again=Again.CORRECTS),
        ReportType("record_extension", ComplaintExtended, day="noticed_on"),
        ReportType("record_contact", PlanContacted, day="on"),
        ReportType("record_answer", ComplaintAnswered, day="on"),
        ReportType("recalculate", ComplaintRecalculated, Nature.FACT),
    )

    looks_ahead = True

    def blank(self, case: Case[ComplaintIntake]) -> ComplaintStanding:
        """See the base class."""
        standing = ComplaintStanding(
            category=case.intake.category, also_grievance=case.intake.also_grievance
        )
        standing.milestones = [
            Milestone(key=MADE, title="Complaint made"),
            Milestone(key=ASSIGNED, title="Assigned to the plan"),
            Milestone(key=CONTACTED, title="The plan was in touch"),
            Milestone(key=ANSWERED, title="Answered"),
        ]
        standing.moment = case.opened_at
        return standing

    def open(self, case: Case[ComplaintIntake]) -> ComplaintStanding:
        """A call that is still to be made, or what has come of it already."""
        standing, intake = self.blank(case), case.intake
        if intake.filed_on is None:
            standing.matters.append(_matter("call", FollowUpKind.UNRESOLVED, 1))
            standing.remarks = [Said("cms_complaint.ready")]
            note(standing, Said("cms_complaint.opened"))
            return standing
        _made(standing, intake.filed_on, intake.tracking_number, root=1)
        note(standing, Said("cms_complaint.made", {"day": intake.filed_on}))
        if intake.assigned_on is not None:
            _assigned(standing, case, intake.assigned_on, root=1)
            note(standing, _assignment(standing))
        return standing

    def fits(
        self, case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
    ) -> str | None:
        """Why a report contradicts what was reported for the days before it."""
        check = _CHECKS.get(report.kind)
        if check is None:
            return "It changes nothing here."
        return _before_it_was_made(case, standing, report) or check(standing, report)

    def check(
        self, case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
    ) -> None:
        """Refuse a correction of nothing, and what has come to nothing by an answer."""
        if report.kind == "recalculate":
            check_recalculation(case, standing, report.said)
        answered_on = standing.step(ANSWERED).done_on
        if report.kind == "record_extension" and answered_on and report.day > answered_on:
            raise Refusal(_NOTHING_TO_EXTEND)
        if report.kind == "record_assigned" and answered_on:
            raise Refusal(_ANSWERED_ALREADY)

    def said_before(
        self, case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
    ) -> int | None:
        """An assignment that the intake brought is said again too."""
        known = super().said_before(case, standing, report)
        from_intake = 1 if case.intake.assigned_on is not None else None
        return known or (from_intake if report.kind == "record_assigned" else None)

    def bind(
        self, case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
    ) -> dict[str, object]:
        """What a correction is of; and what became urgent has lost its extension."""
        if report.kind == "recalculate":
            return bound_recalculation(case, report.said)
        urgent = report.kind == "record_assigned" and report.said.category not in {
            None,
            Category.OTHER,
        }
        extended = case.last("record_extension") if urgent and standing.extended else None
        return {"takes_back": [extended]} if extended else {}

    def take(
        self, case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
    ) -> None:
        """A report takes effect on its day."""
        said = report.said
        match report.kind:
            case "record_filed":
                standing.category = said.category or standing.category
                _made(standing, said.filed_on, said.tracking_number, root=report.number)
                note(standing, Said("cms_complaint.made", {"day": said.filed_on}), report)
            case "record_assigned":
                standing.category = said.category or standing.category
                _assigned(standing, case, said.assigned_on, root=report.number)
                standing.tracking_number = said.tracking_number or standing.tracking_number
                note(standing, _assignment(standing), report)
            case "record_extension":
                if standing.step(ANSWERED).done_on is None:
                    _extended(standing, case, said.days)
                note(standing, Said("common.extension_noticed", {"day": said.noticed_on}), report)
            case "record_contact":
                _settle(standing, Purpose.CONTACT, report.day)
                _done(standing, CONTACTED, report.day)
                note(standing, Said("cms_complaint.contacted", {"day": report.day}), report)
            case "record_answer":
                _answered(standing, report)
                how = "resolved" if said.resolved else "unresolved"
                note(standing, Said(f"cms_complaint.{how}", {"day": report.day}), report)

    def expire(self, case: Case[ComplaintIntake], standing: ComplaintStanding, end: End) -> None:
        """The plan's time ran out: to call, or to resolve."""
        del case
        over = standing.clock(end.key)
        assert over is not None  # noqa: S101 (only clocks end here)
        doors = _doors(over.due_on)
        over.settle(DeadlineStatus.MISSED, over.due_on)
        if over.purpose is Purpose.RESOLUTION:
            standing.matters.append(_matter("late", FollowUpKind.OVERDUE, over.root))
            standing.remarks = doors
        facts = {"day": over.due_on, "purpose": over.purpose.value}
        note(standing, Said("cms_complaint.ran_out", facts))

    def close(
        self, case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
    ) -> None:
        """See the base class."""
        if standing.concluded is None:
            close_beside(case, standing, report)

    def finish(self, case: Case[ComplaintIntake], standing: ComplaintStanding) -> None:
        """How it is shown."""
        standing.end_where_concluded()
        show(case, standing)

    def panel(self, case: Case[ComplaintIntake], standing: ComplaintStanding) -> Panel:
        """See the base class."""
        return panel(case, standing)


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
        return _ANSWERED_ALREADY
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
        return _NOTHING_TO_EXTEND
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


def _made(
    standing: ComplaintStanding, day: date, tracking_number: str | None, *, root: int
) -> None:
    standing.matters = [_matter("assignment", FollowUpKind.TRACKING, root)]
    standing.remarks = []
    standing.filed_on = day
    standing.tracking_number = tracking_number or standing.tracking_number
    standing.waits_for = ComplaintStage.ASSIGNING
    _done(standing, MADE, day)


def _assigned(
    standing: ComplaintStanding, case: Case[ComplaintIntake], day: date, *, root: int
) -> None:
    """The plan's clocks count from the day of assignment."""
    standing.assigned_on, standing.root = day, root
    clocks = [_resolution(standing, case)]
    # A complaint to be resolved sooner than the plan must call needs no second clock.
    contacted = standing.step(CONTACTED).done_on is not None
    if not contacted and standing.category is Category.OTHER:
        clocks.append(_contact(standing, case))
    standing.clocks.extend(clocks)
    standing.matters, standing.remarks = [], []
    standing.waits_for = ComplaintStage.RESOLVING
    standing.step(ASSIGNED).done_on = day


def _resolution(standing: ComplaintStanding, case: Case[ComplaintIntake]) -> Clock:
    assert standing.assigned_on is not None  # noqa: S101 (the clock counts from it)
    facts = Facts(
        urgency=standing.category.value,
        extended=standing.extended,
        extension_days=standing.extension_days,
    )
    reckoning = count("CTM.RESOLVE", standing.assigned_on, case.zone, facts)
    running = clock(
        key(PLACE, Purpose.RESOLUTION.value, standing.root),
        reckoning,
        Purpose.RESOLUTION,
        title=TITLE,
        begins_on=standing.assigned_on,
    )
    running.who, running.about = "the plan", Said("cms_complaint.answer")
    running.action = Said("cms_complaint.must_resolve")
    return running


def _contact(standing: ComplaintStanding, case: Case[ComplaintIntake]) -> Clock:
    assert standing.assigned_on is not None  # noqa: S101 (the clock counts from it)
    reckoning = count("CTM.CONTACT", standing.assigned_on, case.zone, Facts())
    running = clock(
        key(PLACE, Purpose.CONTACT.value, standing.root),
        reckoning,
        Purpose.CONTACT,
        title=TITLE,
        begins_on=standing.assigned_on,
    )
    running.who, running.about = "the plan", Said("cms_complaint.call_back")
    running.action = Said("cms_complaint.must_call")
    running.schedule = Schedule.NONE
    return running


def _extended(standing: ComplaintStanding, case: Case[ComplaintIntake], days: int | None) -> None:
    """The plan takes more time: its clock ends later."""
    before = standing.extended, standing.extension_days
    standing.extended, standing.extension_days = True, days
    try:
        moved = _resolution(standing, case)
    except BaseException:
        standing.extended, standing.extension_days = before
        raise
    standing.clocks = [moved if one.key == moved.key else one for one in standing.clocks]
    standing.remarks = []


def _answered(standing: ComplaintStanding, report: Played) -> None:
    """The complaint was closed: resolved, or not."""
    resolved = report.said.resolved
    if standing.concluded is not None:
        # It was resolved before that day.
        return
    doors = [] if resolved else _doors(report.day)
    _settle(standing, Purpose.RESOLUTION, report.day)
    _settle(standing, Purpose.CONTACT, report.day)
    standing.matters = []
    _done(standing, ANSWERED, report.day)
    if resolved:
        standing.conclude(ComplaintEnding.RESOLVED, report)
        return
    standing.matters = [_matter("further", FollowUpKind.UNRESOLVED, report.number)]
    standing.remarks = doors
    standing.waits_for = ComplaintStage.FURTHER_DOORS


def _settle(standing: ComplaintStanding, purpose: Purpose, day: date) -> None:
    """What a clock was for was done: in time, as it still runs."""
    running = standing.running(purpose)
    if running is not None:
        running.settle(DeadlineStatus.MET, day)


def _done(standing: ComplaintStanding, step: str, day: date) -> None:
    """A step was passed; what was reported for the earliest day stands."""
    milestone = standing.step(step)
    if milestone.done_on is None:
        milestone.done_on = day


def _matter(name: str, kind: FollowUpKind, root: int) -> Matter:
    return Matter(
        key=key(PLACE, kind.value, root), kind=kind, level=PLACE, said=Said(f"cms_complaint.{name}")
    )


def _assignment(standing: ComplaintStanding) -> Said:
    grade = standing.category.value.replace("_", " ")
    return Said("cms_complaint.assigned", {"day": standing.assigned_on, "grade": grade})


def _doors(day: date) -> list[Said]:
    return [Said("common.law", {"law": stated(rule, day)}) for rule in ("OMB", "G.NOAPPEAL")]


PROCEDURE = ComplaintProcedure()
