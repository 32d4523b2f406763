"""What reports, the calendar and a complaint beside it do to a grievance."""

from models.cases.children import Child
from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.kinds import CaseKind, child_id
from models.cases.log.entries import Nature, ReportType
from models.cases.milestone import Milestone
from models.cases.standing import Matter, Panel, Said, WantedChild
from models.inputs.cms_complaint import ANSWERED as COMPLAINT_ANSWERED
from models.inputs.cms_complaint import ComplaintEnding, ComplaintStarted
from models.inputs.grievance import (
    Form,
    GrievanceAnswered,
    GrievanceEnding,
    GrievanceExtended,
    GrievanceFiled,
    GrievanceIntake,
    GrievanceRecalculated,
    GrievanceStage,
)
from models.procedure.acceptance.checks import check_hour
from models.procedure.case import CHILD_ENDED, Case, Played
from models.procedure.clocks import key
from models.procedure.common import BESIDE, by_name, close_beside
from models.procedure.grievance.checks import check_slips, contradiction
from models.procedure.grievance.clocks import answer, quality, to_file, track, unresolved
from models.procedure.grievance.correction import bound_recalculation, check_recalculation
from models.procedure.grievance.presentation import panel, show
from models.procedure.grievance.standing import ANSWERED, FILED, PLACE, Filing, GrievanceStanding
from models.procedure.play import End, Procedure, note


class GrievanceProcedure(Procedure[GrievanceIntake, GrievanceStanding]):
    """The course of one grievance to a plan."""

    intake = GrievanceIntake
    types = by_name(
        *BESIDE,
        ReportType("record_filed", GrievanceFiled, day="filed_on", hour="filed_at"),
        ReportType("record_extension", GrievanceExtended, day="noticed_on"),
        ReportType("record_answer", GrievanceAnswered, day="on"),
        # Of the day on which it was made: what it starts tells by itself when it was filed.
        ReportType("file_cms_complaint", ComplaintStarted),
        ReportType("recalculate", GrievanceRecalculated, Nature.FACT),
    )

    def blank(self, case: Case[GrievanceIntake]) -> GrievanceStanding:
        """See the base class."""
        standing = GrievanceStanding(form=case.intake.form)
        standing.milestones = [
            Milestone(key=FILED, title="Grievance filed"),
            Milestone(key=ANSWERED, title="Plan's answer"),
        ]
        standing.moment = case.opened_at
        return standing

    def open(self, case: Case[GrievanceIntake]) -> GrievanceStanding:
        """A grievance that is still to be filed, or that the plan has already."""
        standing, intake = self.blank(case), case.intake
        if intake.filed_on is None:
            running = to_file(case)
            if running is not None:
                standing.clocks = [running]
            else:
                standing.matters = [_matter(FollowUpKind.CHECK_IN, "file_any_time", 1)]
            standing.remarks = track(case, intake.event_on)
            note(standing, Said("grievance.opened", {"day": intake.event_on}))
            return standing
        _filed(case, standing, Filing(intake.filed_on, intake.filed_at))
        note(standing, Said("grievance.filed", {"day": intake.filed_on}))
        return standing

    def check_intake(self, case: Case[GrievanceIntake]) -> None:
        """Refuse an hour of filing that is still to come."""
        check_hour(case, "filed_at", case.intake.filed_on, case.intake.filed_at)

    def fits(
        self, case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
    ) -> str | None:
        """Why a report contradicts what was reported for the days before it."""
        return contradiction(case, standing, report)

    def check(
        self, case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
    ) -> None:
        """Refuse what contradicts what is known by now, and corrections of nothing."""
        if report.kind == "recalculate":
            check_recalculation(case, standing, report.said)
        else:
            check_slips(case, standing, report)

    def bind(
        self, case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
    ) -> dict[str, object]:
        """What a correction is of; and whether the plan has a complaint as a grievance too."""
        if report.kind == "recalculate":
            return bound_recalculation(case, report.said)
        if report.kind == "file_cms_complaint":
            known = "also_grievance" in report.said.model_fields_set
            filed = standing.filed_on is not None
            return {"also_grievance": report.said.also_grievance if known else filed}
        return {}

    def take(
        self, case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
    ) -> None:
        """A report takes effect on its day; after the end it is written down alone."""
        match report.kind:
            case "record_filed":
                if standing.concluded is None:
                    filing = Filing(report.day, report.hour, report.number)
                    _filed(case, standing, filing, report.said.form)
                note(standing, Said("grievance.filed", {"day": report.day}), report)
            case "record_extension":
                awaited = standing.waits_for is GrievanceStage.ANSWERING
                if awaited and standing.concluded is None:
                    _extended(case, standing, report.said)
                noticed = Said("common.extension_noticed", {"day": report.day})
                note(standing, noticed, report)
            case "record_answer":
                if standing.concluded is None:
                    _answered(case, standing, report)
                note(standing, _how_answered(report), report)
            case "file_cms_complaint":
                _complained(case, standing, report)
            case _ if report.kind == CHILD_ENDED:
                _complaint_ended(case, standing, report)

    def expire(self, case: Case[GrievanceIntake], standing: GrievanceStanding, end: End) -> None:
        """Our days to file ran out, or the plan's to answer."""
        over = standing.clock(end.key)
        assert over is not None  # noqa: S101 (only clocks end here)
        standing.remarks = quality(case, over.due_on)
        over.settle(DeadlineStatus.MISSED, over.due_on)
        missed = over.purpose is Purpose.GRIEVANCE
        standing.matters.append(_late(standing, filing=missed, root=over.root))
        whose = "filing" if missed else "answer"
        note(standing, Said(f"grievance.{whose}_ran_out", {"day": over.due_on}))

    def close(
        self, case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
    ) -> None:
        """See the base class."""
        if standing.concluded is None:
            close_beside(case, standing, report)

    def finish(self, case: Case[GrievanceIntake], standing: GrievanceStanding) -> None:
        """How it is shown."""
        standing.end_where_concluded()
        show(case, standing)

    def panel(self, case: Case[GrievanceIntake], standing: GrievanceStanding) -> Panel:
        """See the base class."""
        return panel(case, standing)


def _filed(
    case: Case[GrievanceIntake],
    standing: GrievanceStanding,
    filing: Filing,
    form: Form | None = None,
) -> None:
    """Our clock stops, the plan's starts."""
    running, remarks = answer(case, filing, None), track(case, filing.on)
    ours = standing.running(Purpose.GRIEVANCE)
    if ours is not None:
        ours.settle(DeadlineStatus.MET, filing.on)
    standing.drop(FollowUpKind.OVERDUE, FollowUpKind.CHECK_IN)
    standing.clocks.append(running)
    standing.remarks = remarks
    standing.filing, standing.form = filing, form or standing.form
    standing.waits_for = GrievanceStage.ANSWERING
    standing.step(FILED).done_on = filing.on


def _extended(
    case: Case[GrievanceIntake], standing: GrievanceStanding, said: GrievanceExtended
) -> None:
    """The plan takes more time: its clock ends later."""
    assert standing.filing is not None  # noqa: S101 (an answer is awaited)
    moved = answer(case, standing.filing, said)
    standing.clocks = [moved if one.key == moved.key else one for one in standing.clocks]
    standing.extension = said


def _answered(case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played) -> None:
    """The plan answered: resolved, or not."""
    said: GrievanceAnswered = report.said
    remarks = [] if said.resolved else unresolved(case, standing.form, said.form, report.day)
    running = standing.running(Purpose.ANSWER)
    if running is not None:
        running.settle(DeadlineStatus.MET, report.day)
    if standing.step(ANSWERED).done_on is None:
        standing.step(ANSWERED).done_on = report.day
    if said.resolved:
        standing.conclude(GrievanceEnding.RESOLVED, report)
        return
    standing.remarks = remarks
    standing.matters = [] if standing.complaint_runs else [_unresolved(report.number)]
    standing.waits_for = GrievanceStage.UNRESOLVED
    standing.answered_on, standing.answer_form = report.day, said.form


def _how_answered(report: Played) -> Said:
    said: GrievanceAnswered = report.said
    by = f" by {said.answered_by}" if said.answered_by else ""
    facts = {"day": report.day, "form": said.form.value, "by": by}
    return Said(f"grievance.answered_{'' if said.resolved else 'un'}resolved", facts)


def _complained(case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played) -> None:
    """A complaint to CMS is to run beside it; while it does, nothing asks for another."""
    given = report.said.model_dump(mode="json", exclude_none=True)
    if "also_grievance" in report.binds:
        given["also_grievance"] = report.binds["also_grievance"]
    wanted = WantedChild(CaseKind.CMS_COMPLAINT, report.number, 0, given)
    standing.wanted.append(wanted)
    if standing.concluded is None:
        standing.complaints.add(report.number)
        standing.drop(FollowUpKind.UNRESOLVED, FollowUpKind.OVERDUE)
    started = [child.id for child in case.children_of(report.number)]
    known = [child for child in case.children if child.kind is CaseKind.CMS_COMPLAINT]
    name = started[0] if started else child_id(case.id, CaseKind.CMS_COMPLAINT, len(known) + 1)
    note(standing, Said("grievance.complaint_started", {"id": name}), report)


def _complaint_ended(
    case: Case[GrievanceIntake], standing: GrievanceStanding, report: Played
) -> None:
    """A complaint that was answered ends what it was about; one that was given up does not."""
    complaint: Child = report.said
    standing.complaints.discard(complaint.report)
    if standing.concluded is not None or standing.complaint_runs:
        return
    if complaint.ending == ComplaintEnding.RESOLVED:
        standing.conclude(GrievanceEnding.RESOLVED, report)
        return
    answered = any(
        one.key == COMPLAINT_ANSWERED and one.done_on is not None for one in complaint.milestones
    )
    if answered and not complaint.lost and standing.waits_for is GrievanceStage.UNRESOLVED:
        standing.conclude(GrievanceEnding.UNRESOLVED, report)
        return
    _take_up_again(case, standing, complaint.report)


def _take_up_again(case: Case[GrievanceIntake], standing: GrievanceStanding, root: int) -> None:
    """Nobody else looks after what is still open: it is looked after here again."""
    if standing.waits_for is GrievanceStage.UNRESOLVED:
        assert standing.answered_on is not None  # noqa: S101 (by an answer)
        standing.remarks = unresolved(
            case, standing.form, standing.answer_form, standing.answered_on
        )
        standing.drop(FollowUpKind.OVERDUE, FollowUpKind.UNRESOLVED)
        standing.matters.append(_unresolved(root))
        return
    filing = standing.waits_for is GrievanceStage.FILING
    awaited = standing.latest(Purpose.GRIEVANCE if filing else Purpose.ANSWER)
    if awaited is not None and awaited.status is DeadlineStatus.MISSED:
        standing.remarks = quality(case, awaited.due_on)
        standing.drop(FollowUpKind.OVERDUE)
        standing.matters.append(_late(standing, filing=filing, root=root))


def _late(standing: GrievanceStanding, *, filing: bool, root: int) -> Matter:
    """A time has run out: ours to file, or the plan's to answer."""
    name = "filing_missed" if filing else "answer_late"
    if not filing and standing.complaint_runs:
        name = "answer_late_too"
    return _matter(FollowUpKind.OVERDUE, name, root)


def _unresolved(root: int) -> Matter:
    return _matter(FollowUpKind.UNRESOLVED, "further", root)


def _matter(kind: FollowUpKind, name: str, root: int) -> Matter:
    said = Said(f"grievance.{name}")
    return Matter(key=key(PLACE, kind.value, root), kind=kind, level=PLACE, said=said)


PROCEDURE = GrievanceProcedure()
