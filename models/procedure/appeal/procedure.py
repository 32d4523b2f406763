"""What reports and the calendar do to an appeal: each to its own part of the law."""

from collections.abc import Callable, Iterable
from datetime import datetime

from models.cases.log.confirmation import CONFIRM_DATES
from models.cases.log.entries import Again, Nature, ReportType
from models.cases.program import Ending, Outcome, Stage
from models.cases.standing import Note, Panel, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.inputs.confirmation import DatesConfirmed
from models.inputs.grievance import GrievanceStarted
from models.inputs.records_transfer import RecordsStarted
from models.inputs.request.appointment import AppointmentRecorded
from models.inputs.request.claim_details import DETAILS, DetailsAdded
from models.inputs.request.drafting import DRAFT, DraftAsked
from models.inputs.request.sending import DELIVERY, DeliveryRecorded
from models.procedure.appeal.children import look_beside
from models.procedure.appeal.confirmation import (
    confirmation_looks,
    look_after_dates,
    note_confirmation,
)
from models.procedure.appeal.decisions.adverse import adverse
from models.procedure.appeal.decisions.decision import expedite, extend, filed
from models.procedure.appeal.decisions.effectuation import record_effectuation
from models.procedure.appeal.decisions.escalation import escalate
from models.procedure.appeal.decisions.outcome import record_decision
from models.procedure.appeal.decisions.sent_back import vacates_itself
from models.procedure.appeal.evidence import listed, look_after_evidence, submit
from models.procedure.appeal.expiry import ends, expire
from models.procedure.appeal.facts import level_of
from models.procedure.appeal.position import end, go_on
from models.procedure.appeal.presentation import looks, panel, show
from models.procedure.appeal.representation import (
    APPOINTMENT,
    appointment_looks,
    appointment_notes,
    look_after_appointment,
)
from models.procedure.appeal.requests.completeness import complete_request
from models.procedure.appeal.requests.death import look_after_estate, record_death
from models.procedure.appeal.requests.delivery import (
    delivery_notes,
    look_after_receipts,
    note_sent,
    send_out,
)
from models.procedure.appeal.requests.drafts import draft_notes, look_after_drafts
from models.procedure.appeal.requests.filing import file_appeal, is_late
from models.procedure.appeal.requests.good_cause import file_late, request_good_cause
from models.procedure.appeal.requests.hearing import HEARING, hearing_notes, look_after_hearing
from models.procedure.appeal.requests.reopening import past_its_day, reopened, request_reopening
from models.procedure.appeal.requests.withdrawal import record_withdrawal
from models.procedure.appeal.standing import AppealStanding, KnownFacts, LevelReached, Notice
from models.procedure.appeal.validation.checks import check_intake, check_report
from models.procedure.appeal.validation.correction import bound, correctable
from models.procedure.appeal.validation.order import why_unfit
from models.procedure.case import Case, Played
from models.procedure.common import ADMINISTRATIVE, CLOSE, ENDED_BY_OTHERS, WITHDRAW, by_name
from models.procedure.play import End, Procedure, note


class AppealProcedure(Procedure[Intake, AppealStanding]):
    """The course of one appeal."""

    intake = Intake
    types = by_name(
        *ADMINISTRATIVE,
        ReportType(CLOSE, appeal_reports.Closed, Nature.CLOSING),
        *ENDED_BY_OTHERS,
        ReportType(CONFIRM_DATES, DatesConfirmed, Nature.ADMINISTRATIVE, is_fixed=True),
        ReportType("record_receipt", appeal_reports.ReceiptRecorded, Nature.FACT),
        ReportType("file_appeal", appeal_reports.AppealFiled, day="filed_on", hour="filed_at"),
        ReportType(
            "record_decision",
            appeal_reports.DecisionRecorded,
            day="notice_date",
            again=Again.REPLACES,
        ),
        ReportType(
            "request_expedited",
            appeal_reports.ExpeditedRequested,
            day="requested_on",
            hour="requested_at",
        ),
        ReportType("record_extension", appeal_reports.ExtensionRecorded, day="noticed_on"),
        ReportType("escalate", appeal_reports.Escalated, day="on", hour="at"),
        ReportType("record_effectuation", appeal_reports.EffectuationRecorded, day="on"),
        ReportType("record_withdrawal", appeal_reports.WithdrawalRecorded, day="on"),
        ReportType("record_death", appeal_reports.DeathRecorded, day="on"),
        ReportType("request_reopening", appeal_reports.ReopeningRequested, day="filed_on"),
        ReportType("complete_request", appeal_reports.RequestCompleted, day="on"),
        ReportType("request_good_cause", appeal_reports.GoodCauseRequested, day="happened_on"),
        ReportType(HEARING, appeal_reports.HearingRecorded, Nature.FACT),
        ReportType(DELIVERY, DeliveryRecorded, Nature.FACT),
        ReportType(APPOINTMENT, AppointmentRecorded, Nature.FACT),
        ReportType("recalculate", appeal_reports.Recalculated, Nature.FACT),
        ReportType("start_second_opinion", appeal_reports.SecondOpinionStarted, Nature.FACT),
        ReportType("request_records", RecordsStarted, Nature.FACT),
        ReportType("file_grievance", GrievanceStarted, Nature.FACT),
        ReportType(DRAFT, DraftAsked, Nature.FACT),
        ReportType(DETAILS, DetailsAdded, Nature.FACT),
        ReportType("record_evidence", appeal_reports.EvidenceRecorded, Nature.FACT),
        ReportType("submit_evidence", appeal_reports.EvidenceSubmitted, day="sent_on"),
    )

    def blank(self, case: Case[Intake]) -> AppealStanding:
        """See the base class."""
        intake = case.intake
        standing = AppealStanding(
            level=intake.entry_level,
            speed=intake.speed,
            at=f"{intake.entry_level}.{intake.stage.value}.1",
            known=KnownFacts(
                amount=intake.amount_in_controversy,
                services_end=intake.services_end,
                services_end_at=intake.services_end_at,
                statement_on=intake.statement_on,
                statement_at=intake.statement_at,
            ),
        )
        standing.evidence = listed(case)
        standing.moment = case.opened_at
        return standing

    def open(self, case: Case[Intake]) -> AppealStanding:
        """The case begins: at a denial to appeal, or at a request that awaits its decision."""
        standing, intake = self.blank(case), case.intake
        level = level_of(case, intake.entry_level)
        if intake.stage is Stage.PENDING and intake.filed_on is not None:
            step = LevelReached(
                level=level.level,
                title=level.title,
                adjudicator=level.adjudicator_on(intake.filed_on),
                root=1,
                filed_in=1,
                filed_on=intake.filed_on,
                clock_on=intake.filed_on,
                clock_at=intake.filed_at,
            )
            step, position = filed(case, standing, level, step)
            standing.levels.append(step)
            go_on(standing, position)
            facts: dict[str, object] = {"level": level.title, "day": intake.filed_on}
            note(standing, Said("appeal.opened_filed", facts))
            note_sent(standing, 1, intake.filed_on)
            return standing
        denied = intake.notice_date or case.opened_on
        standing.notice = Notice(
            on=denied, root=1, number=1, received=intake.received, override=intake.override
        )
        go_on(standing, adverse(case, standing, level, standing.notice))
        standing.last_outcome = Outcome.UNFAVORABLE
        note(standing, Said("appeal.opened_denied", {"day": denied}))
        return standing

    def fits(self, case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
        """See the base class."""
        return why_unfit(case, standing, report)

    def take(self, case: Case[Intake], standing: AppealStanding, report: Played) -> None:
        """A report takes effect on its day."""
        if report.kind == "file_appeal" and is_late(case, standing, report):
            file_late(case, standing, report)
        else:
            _TAKES[report.kind](case, standing, report)

    def ends(self, case: Case[Intake], standing: AppealStanding) -> Iterable[End]:
        """See the base class."""
        return ends(case, standing)

    def expire(self, case: Case[Intake], standing: AppealStanding, end: End) -> None:
        """See the base class."""
        expire(case, standing, end)

    def close(self, case: Case[Intake], standing: AppealStanding, report: Played) -> None:
        """The case manager ends the case, or it is ended with another."""
        del case
        ending = Ending.CLOSED_OTHERWISE
        if report.kind == CLOSE:
            said: appeal_reports.Closed = report.said
            ending = said.ending
            standing.keep_grievances = said.keep_grievances
            facts = {"ending": ending.value, "reason": said.reason}
            note(standing, Said("appeal.closed", facts), report)
        elif report.kind == WITHDRAW:
            standing.keep_grievances = report.said.keep_grievances
            note(standing, Said("common.withdrawn"), report)
        else:
            note(standing, Said("common.cancelled"), report)
        end(standing, ending, report.day)

    def finish(self, case: Case[Intake], standing: AppealStanding) -> None:
        """What depends on today and on those beside the case, and how it is shown."""
        look_beside(case, standing)
        note_confirmation(case, standing)
        if standing.ending is None and standing.level_title:
            look_after_evidence(case, standing)
            look_after_estate(case, standing)
            look_after_receipts(case, standing)
            look_after_hearing(case, standing)
            look_after_appointment(case, standing)
            look_after_drafts(case, standing)
            look_after_dates(case, standing)
        standing.matters = [one for one in standing.matters if not past_its_day(one, case.today)]
        standing.notes.extend(_of_facts(case, standing))
        show(case, standing)

    def looks(self, case: Case[Intake], standing: AppealStanding) -> Iterable[datetime]:
        """See the base class."""
        return (
            *looks(case, standing),
            *appointment_looks(case, standing),
            *confirmation_looks(case, standing),
        )

    def check_intake(self, case: Case[Intake]) -> None:
        """See the base class."""
        check_intake(case)

    def bind(
        self, case: Case[Intake], standing: AppealStanding, report: Played
    ) -> dict[str, object]:
        """See the base class."""
        return bound(case, standing, report)

    def said_before(
        self, case: Case[Intake], standing: AppealStanding, report: Played
    ) -> int | None:
        """The decision that a new one takes the place of, where nothing was filed upon it."""
        del case
        said = report.said
        again = said.level is not None and reopened(standing, said.level)
        if vacates_itself(said) or again:
            return None
        mistaken = correctable(standing, report.said.level)
        return mistaken.decided_in if mistaken is not None else None

    def check(self, case: Case[Intake], standing: AppealStanding, report: Played) -> None:
        """See the base class."""
        check_report(case, standing, report)

    def panel(self, case: Case[Intake], standing: AppealStanding) -> Panel:
        """See the base class."""
        return panel(case, standing)


def _of_facts(case: Case[Intake], standing: AppealStanding) -> Iterable[Note]:
    """The lines of the account about what has no place in the order of the play."""
    yield from hearing_notes(case)
    yield from appointment_notes(case)
    yield from delivery_notes(case, standing)
    yield from draft_notes(case)
    for fact in case.facts("record_receipt"):
        said = Said("appeal.receipt_proven", {"day": fact.said.received.on})
        yield Note(fact.at, said, fact.number)
    for fact in case.facts("record_evidence"):
        facts = {"day": fact.said.received_on, "kind": fact.said.kind.value.replace("_", " ")}
        yield Note(fact.at, Said("appeal.evidence_received", facts), fact.number)


def _submit(standing: AppealStanding, report: Played) -> None:
    submit(standing, report)
    send_out(standing, report, evidence=True)


_TAKES: dict[str, Callable[[Case[Intake], AppealStanding, Played], None]] = {
    "file_appeal": file_appeal,
    "record_decision": record_decision,
    "request_expedited": expedite,
    "record_extension": extend,
    "escalate": escalate,
    "record_effectuation": lambda _, standing, report: record_effectuation(standing, report),
    "request_good_cause": request_good_cause,
    "record_withdrawal": record_withdrawal,
    "record_death": lambda _, standing, report: record_death(standing, report),
    "request_reopening": request_reopening,
    "complete_request": complete_request,
    "submit_evidence": lambda _, standing, report: _submit(standing, report),
}
"""What a report of each kind does on its day."""


PROCEDURE = AppealProcedure()
