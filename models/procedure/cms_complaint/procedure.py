"""What reports and the calendar do to a complaint to CMS."""

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
from models.procedure.case import Case, Played
from models.procedure.clocks import clock, count, key, stated
from models.procedure.cms_complaint.checks import ANSWERED_ALREADY, NOTHING_TO_EXTEND, contradiction
from models.procedure.cms_complaint.correction import bound_recalculation, check_recalculation
from models.procedure.cms_complaint.presentation import panel, show
from models.procedure.cms_complaint.standing import ComplaintStanding
from models.procedure.common import BESIDE, by_name, close_beside
from models.procedure.play import End, Procedure, note
from models.rulebook import Facts

PLACE, TITLE = "cms_complaint", "the complaint to CMS"


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
        return contradiction(case, standing, report)

    def check(
        self, case: Case[ComplaintIntake], standing: ComplaintStanding, report: Played
    ) -> None:
        """Refuse a correction of nothing, and what has come to nothing by an answer."""
        if report.kind == "recalculate":
            check_recalculation(case, standing, report.said)
        answered_on = standing.step(ANSWERED).done_on
        if report.kind == "record_extension" and answered_on and report.day > answered_on:
            raise Refusal(NOTHING_TO_EXTEND)
        if report.kind == "record_assigned" and answered_on:
            raise Refusal(ANSWERED_ALREADY)

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
