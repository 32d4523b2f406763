"""What reports and the calendar do to a second opinion."""

from collections.abc import Callable, Iterable

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.log.entries import Again, MadeBy, ReportType
from models.cases.standing import Misfit, Panel, Said
from models.inputs.grievance import GrievanceStarted
from models.inputs.records_transfer import RecordsStarted
from models.inputs.second_opinion import (
    AddendumReceived,
    OpinionConcluded,
    RecordsAtSpecialist,
    RecordsProgress,
    RecordsRequested,
    ReferralRecorded,
    ReferralRequested,
    RefusalAnswered,
    RefusalRecorded,
    Replanned,
    ReportReceived,
    SecondOpinionIntake,
    SpecialistChosen,
    VisitBooked,
    VisitHappened,
)
from models.procedure.case import Played
from models.procedure.common import BESIDE, by_name, close_beside
from models.procedure.play import End, Procedure, end_of, note
from models.procedure.second_opinion.binding import bound, said_before
from models.procedure.second_opinion.checks import check_slips, contradiction, must_wait
from models.procedure.second_opinion.planning import backward_plan, look_ahead, plan_anew
from models.procedure.second_opinion.presentation import panel, show
from models.procedure.second_opinion.referral import (
    answer_refusal,
    fall_silent,
    file_grievance,
    record_referral,
    record_refusal,
    request_referral,
)
from models.procedure.second_opinion.report import (
    conclude,
    end_when_all_is_taken,
    record_addendum,
    record_report,
    with_those_beside,
)
from models.procedure.second_opinion.standing import (
    OpinionCase,
    OpinionStanding,
    known_on,
    opinion_of,
)
from models.procedure.second_opinion.steps import (
    RECORDS_WORD,
    follow_records,
    steps_of,
    take_plan,
    take_promises,
    take_word,
    words_of_transfers,
)
from models.procedure.second_opinion.terms import estimate_of, terms_of
from models.procedure.second_opinion.visit import (
    book_visit,
    choose_specialist,
    record_step,
    request_records,
)
from models.rulebook import RulebookError

REPLAN, HEAR_OF_RECORDS = "replan", "hear_of_records"
"""What the case it serves reports to it: another day, and how the records stand."""


class OpinionProcedure(Procedure[SecondOpinionIntake, OpinionStanding]):
    """The course of one second opinion."""

    intake = SecondOpinionIntake
    types = by_name(
        *BESIDE,
        ReportType(
            "request_referral",
            ReferralRequested,
            day="requested_on",
            hour="requested_at",
            again=Again.REPLACES,
        ),
        ReportType("record_referral", ReferralRecorded, day="on", again=Again.REPLACES),
        ReportType("record_refusal", RefusalRecorded, day="notice_date", again=Again.REPLACES),
        ReportType("answer_refusal", RefusalAnswered),
        ReportType("file_grievance", GrievanceStarted),
        ReportType("choose_specialist", SpecialistChosen, day="on", again=Again.REPLACES),
        ReportType("book_visit", VisitBooked),
        ReportType("request_records", RecordsStarted),
        ReportType("record_records_request", RecordsRequested, day="on", again=Again.REPLACES),
        ReportType("record_records", RecordsAtSpecialist, day="on", again=Again.REPLACES),
        ReportType("record_visit", VisitHappened, day="on", again=Again.REPLACES),
        ReportType("record_report", ReportReceived, day="received_on"),
        ReportType("record_addendum", AddendumReceived, day="received_on"),
        ReportType("conclude", OpinionConcluded, day="on"),
        # These two hold from the day on which the case that it serves told them.
        ReportType(REPLAN, Replanned, made_by=MadeBy.PARENT),
        ReportType(HEAR_OF_RECORDS, RecordsProgress, made_by=MadeBy.PARENT),
    )

    def blank(self, case: OpinionCase) -> OpinionStanding:
        """See the base class."""
        standing = OpinionStanding(needed_by=case.intake.needed_by)
        standing.milestones = steps_of(case.intake)
        standing.moment = case.opened_at
        return standing

    def open(self, case: OpinionCase) -> OpinionStanding:
        """The plan, and the terms on which it is covered."""
        standing = self.blank(case)
        standing.plan = backward_plan(case, standing.needed_by)
        standing.terms = terms_of(case, known_on(case, standing))
        take_plan(case, standing)
        note(standing, Said("second_opinion.opened"))
        look_ahead(case, standing, known_on(case, standing))
        return standing

    def fits(self, case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
        """Why a report contradicts what was reported for the days before it."""
        return contradiction(case, standing, report)

    def check(self, case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
        """See the base class."""
        check_slips(case, standing, report)

    def bind(
        self, case: OpinionCase, standing: OpinionStanding, report: Played
    ) -> dict[str, object]:
        """Which opinion, piece or refusal a report is about."""
        return bound(case, standing, report)

    def said_before(
        self, case: OpinionCase, standing: OpinionStanding, report: Played
    ) -> int | None:
        """See the base class."""
        return said_before(case, standing, report)

    def take(self, case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
        """A report takes effect on its day; on a third opinion not before that is opened."""
        standing.playing = report.number
        standing.newest = max(standing.newest, report.number)
        if must_wait(standing, report):
            standing.waiting.append(report)
            standing.taken.add(report.number)
            return
        _EFFECTS[report.kind](case, standing, report)
        standing.taken.add(report.number)
        while standing.third and standing.waiting:
            waited = standing.waiting.pop(0)
            _EFFECTS[waited.kind](case, standing, waited)
        end_when_all_is_taken(case, standing, now=False)
        if standing.ending is None:
            look_ahead(case, standing, known_on(case, standing))

    def ends(self, case: OpinionCase, standing: OpinionStanding) -> Iterable[End]:
        """The ends of the open clocks, and what records transfers beside it have done."""
        yield from (end_of(clock) for clock in standing.open_clocks)
        yield from words_of_transfers(case, standing)

    def expire(self, case: OpinionCase, standing: OpinionStanding, end: End) -> None:
        """A planned day passed, the plan did not answer, or a right ran out."""
        standing.playing = standing.newest
        if end.what == RECORDS_WORD:
            take_word(case, standing, end)
        else:
            over = standing.clock(end.key)
            assert over is not None  # noqa: S101 (only clocks end here)
            if over.purpose is Purpose.AUTHORIZATION:
                fall_silent(case, standing, over)
            else:
                over.settle(DeadlineStatus.MISSED, over.due_on)
                facts = {"day": over.due_on, "title": over.reckoning.title}
                note(standing, Said("second_opinion.passed", facts))
        look_ahead(case, standing, known_on(case, standing))

    def close(self, case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
        """See the base class."""
        close_beside(case, standing, report)

    def finish(self, case: OpinionCase, standing: OpinionStanding) -> None:
        """What those beside it say now, what comes next today, and how it is shown."""
        for report in standing.waiting:
            reason = "No third opinion is open: that needs a second one that disagrees."
            standing.misfits.append(Misfit(report.number, reason))
        end_when_all_is_taken(case, standing, now=True)
        if standing.ending is None:
            standing.playing = standing.newest
            take_promises(case, standing)
            look_ahead(case, standing, case.today)
        standing.evidence = with_those_beside(case, standing)
        try:
            standing.estimate = estimate_of(case, standing)
        except RulebookError:
            # The law as it is held today does not say: nothing is estimated.
            standing.estimate = None
        show(case, standing)

    def panel(self, case: OpinionCase, standing: OpinionStanding) -> Panel:
        """See the base class."""
        return panel(case, standing)


def _plan_anew(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    plan_anew(case, standing, report.said.needed_by, root=report.number)


def _follow_records(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    del case
    standing.promised_at = report.at
    follow_records(standing, opinion_of(standing, report), report.said)


_EFFECTS: dict[str, Callable[[OpinionCase, OpinionStanding, Played], None]] = {
    "request_referral": request_referral,
    "record_referral": record_referral,
    "record_refusal": record_refusal,
    "answer_refusal": answer_refusal,
    "file_grievance": file_grievance,
    "choose_specialist": choose_specialist,
    "book_visit": book_visit,
    "request_records": request_records,
    "record_records_request": record_step,
    "record_records": record_step,
    "record_visit": record_step,
    "record_report": record_report,
    "record_addendum": record_addendum,
    "conclude": conclude,
    REPLAN: _plan_anew,
    HEAR_OF_RECORDS: _follow_records,
}
"""What each kind of report does."""


PROCEDURE = OpinionProcedure()
