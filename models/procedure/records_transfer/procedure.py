"""What reports and the calendar do to a request for records.

Reports may come in any order. They are played by their days, and what comes shows what must have
come before, by then at the latest: whoever answers has the request.
"""

from datetime import date

from models.cases.deadline import DeadlineStatus, FollowUpKind
from models.cases.evidence import Evidence, EvidenceKind
from models.cases.log.entries import Again, ReportType
from models.cases.milestone import Milestone
from models.cases.standing import Panel, Said
from models.inputs.records_transfer import (
    AllArrived,
    EscalatedTo,
    PartArrived,
    RecipientConfirmed,
    RecordsEnding,
    RecordsEscalated,
    RecordsExtended,
    RecordsIntake,
    RecordsRecipient,
    RequestReceived,
    RequestSent,
)
from models.procedure.case import Case, Played
from models.procedure.common import BESIDE, by_name, close_beside
from models.procedure.play import End, Procedure, note
from models.procedure.records_transfer.checks import ARRIVALS, check_slips, contradiction
from models.procedure.records_transfer.holders_time import Receipt, holders_time
from models.procedure.records_transfer.matters import (
    PRESSING,
    pressing,
    to_confirm_arrival,
    to_confirm_receipt,
    to_send,
    without_a_limit,
)
from models.procedure.records_transfer.presentation import panel, show
from models.procedure.records_transfer.standing import (
    CONFIRMED,
    DELIVERED,
    RECEIVED,
    ROOT,
    SENT,
    RecordsStanding,
)

_WHOM = {
    EscalatedTo.PRIVACY_OFFICER: "to the holder's privacy officer",
    EscalatedTo.OCR: "to the HHS Office for Civil Rights (OCR)",
}


class RecordsProcedure(Procedure[RecordsIntake, RecordsStanding]):
    """The course of one request for records."""

    intake = RecordsIntake
    types = by_name(
        *BESIDE,
        ReportType("record_sent", RequestSent, day="sent_on"),
        ReportType("record_received", RequestReceived, day="received_on", again=Again.CORRECTS),
        ReportType("record_extension", RecordsExtended, day="noticed_on", again=Again.REPLACES),
        ReportType("record_partial", PartArrived, day="on"),
        ReportType("record_delivered", AllArrived, day="on"),
        ReportType("record_confirmed", RecipientConfirmed, day="on"),
        ReportType("record_escalation", RecordsEscalated, day="on"),
    )

    def blank(self, case: Case[RecordsIntake]) -> RecordsStanding:
        """See the base class."""
        intake = case.intake
        for_others = intake.recipient is not RecordsRecipient.CASE_MANAGER
        standing = RecordsStanding()
        standing.milestones = [
            Milestone(key=SENT, title="Request sent"),
            Milestone(key=RECEIVED, title="Holder has the request"),
            Milestone(key=DELIVERED, title="Records complete", latest_on=intake.needed_on),
            Milestone(key=CONFIRMED, title="Recipient has the records", needed=for_others),
        ]
        standing.moment = case.opened_at
        return standing

    def open(self, case: Case[RecordsIntake]) -> RecordsStanding:
        """A request that is still to be sent, or what has become of it already."""
        standing, intake = self.blank(case), case.intake
        if intake.sent_on is None and intake.received_on is None:
            standing.matters = [to_send()]
            note(standing, Said("records_transfer.opened"))
        if intake.sent_on is not None:
            _sent(standing, intake.sent_on, number=ROOT)
            note(standing, Said("records_transfer.sent", {"day": intake.sent_on}))
        if intake.received_on is not None:
            _received(case, standing, Receipt(intake.received_on))
            note(standing, _receipt(standing))
        return standing

    def fits(
        self, case: Case[RecordsIntake], standing: RecordsStanding, report: Played
    ) -> str | None:
        """Why a report contradicts what was reported for the days before it."""
        return contradiction(case, standing, report)

    def check(self, case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> None:
        """Refuse what contradicts days that are known already."""
        check_slips(case, standing, report)

    def bind(
        self, case: Case[RecordsIntake], standing: RecordsStanding, report: Played
    ) -> dict[str, object]:
        """A request was sent once more on a later day; any other day corrects the one before."""
        if report.kind != "record_sent" or standing.sent_on is None:
            return {}
        if report.day > standing.sent_on:
            return {}
        known = super().said_before(case, standing, report)
        if known is None:
            return {"corrects": {"1": {"sent_on": "sent_on"}}}
        return {"replaces": known, "merges": True}

    def said_before(
        self, case: Case[RecordsIntake], standing: RecordsStanding, report: Played
    ) -> int | None:
        """A receipt that the intake brought is said again too."""
        known = super().said_before(case, standing, report)
        from_intake = 1 if case.intake.received_on is not None else None
        return known or (from_intake if report.kind == "record_received" else None)

    def take(self, case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> None:
        """A report takes effect on its day."""
        match report.kind:
            case "record_sent":
                _sent(standing, report.day, number=report.number)
                standing.sent_how = report.said.how or standing.sent_how
                note(standing, Said("records_transfer.sent", {"day": report.day}), report)
            case "record_received":
                known = Receipt(
                    report.day,
                    extended_on=standing.extended_on,
                    promised_on=standing.promised_on,
                )
                _received(case, standing, known)
                note(standing, _receipt(standing), report)
            case "record_extension":
                _extended(case, standing, report)
            case "record_partial":
                if standing.received_on is None:
                    _received(case, standing, Receipt(report.day, presumed=True))
                    note(standing, _receipt(standing), report, main=False)
                _keep_document(case, standing, report)
                note(standing, Said("records_transfer.part_arrived", {"day": report.day}), report)
            case "record_delivered":
                _complete(case, standing, report)
                note(standing, Said("records_transfer.all_arrived", {"day": report.day}), report)
                if case.intake.recipient is RecordsRecipient.CASE_MANAGER:
                    _confirm(standing, report)
            case "record_confirmed":
                if standing.delivered_on is None:
                    _complete(case, standing, report)
                    arrived = Said("records_transfer.all_arrived", {"day": report.day})
                    note(standing, arrived, report, main=False)
                note(standing, Said("records_transfer.confirmed", {"day": report.day}), report)
                _confirm(standing, report)
            case "record_escalation":
                _escalated(case, standing, report)

    def expire(self, case: Case[RecordsIntake], standing: RecordsStanding, end: End) -> None:
        """The holder's time ran out."""
        over = standing.clock(end.key)
        assert over is not None  # noqa: S101 (only the holder's clock ends here)
        asked = pressing(case, standing, over.due_on)
        over.settle(DeadlineStatus.MISSED, over.due_on)
        standing.drop(*PRESSING)
        standing.matters.append(asked)
        note(standing, Said("records_transfer.ran_out", {"day": over.due_on}))

    def close(self, case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> None:
        """See the base class."""
        if standing.concluded is None:
            close_beside(case, standing, report)

    def finish(self, case: Case[RecordsIntake], standing: RecordsStanding) -> None:
        """How it is shown; what arrived in the order in which it was reported."""
        standing.evidence.sort(key=lambda piece: int(piece.id.rpartition(".")[2]))
        standing.end_where_concluded()
        show(case, standing)

    def panel(self, case: Case[RecordsIntake], standing: RecordsStanding) -> Panel:
        """See the base class."""
        return panel(case, standing)


def _sent(standing: RecordsStanding, day: date, *, number: int) -> None:
    """Until the holder is known to have it, somebody must ask."""
    if standing.received_on is None and standing.delivered_on is None:
        standing.drop(FollowUpKind.TRACKING, FollowUpKind.CONFIRM_RECEIPT)
        standing.matters.append(to_confirm_receipt(number))
    standing.sent_on = standing.step(SENT).done_on = day


def _received(case: Case[RecordsIntake], standing: RecordsStanding, receipt: Receipt) -> None:
    """The holder's time runs from that day, with what extends it."""
    if standing.delivered_on is None:
        _run_clock(case, standing, receipt)
    standing.received_on, standing.receipt_presumed = receipt.on, receipt.presumed
    standing.extended_on, standing.promised_on = receipt.extended_on, receipt.promised_on
    _mark_received(standing, receipt.on)


def _run_clock(case: Case[RecordsIntake], standing: RecordsStanding, receipt: Receipt) -> None:
    """The one clock of the holder: a count made anew takes the place of the one before."""
    time, before = holders_time(case, receipt), standing.holders_clock
    running = time.clock
    standing.remarks, standing.terms = list(time.remarks), time.terms
    if running is None:
        standing.matters = [without_a_limit(case, standing, receipt.on)]
        return
    promised = receipt.promised_on or running.due_on
    standing.step(DELIVERED).expected_on = min(running.due_on, promised)
    standing.clocks = [running]
    if before is not None and before.settled_on is not None and running.due_on <= before.due_on:
        # It has run out, and what was noticed since extends nothing.
        running.settle(before.status, before.settled_on)
    else:
        standing.matters = []


def _mark_received(standing: RecordsStanding, day: date) -> None:
    """What the holder has was sent, by the same day at the latest."""
    standing.step(RECEIVED).done_on = day
    if standing.sent_on is None:
        standing.step(SENT).done_on = day


def _receipt(standing: RecordsStanding) -> Said:
    by_then = ", at the latest that day" if standing.receipt_presumed else ""
    facts = {"day": standing.received_on, "by_then": by_then}
    return Said("records_transfer.received", facts)


def _extended(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> None:
    """Whoever asks for more time has the request: that day at the latest."""
    if standing.delivered_on is None:
        known = standing.received_on
        receipt = Receipt(
            on=known or report.day,
            presumed=known is None or standing.receipt_presumed,
            extended_on=report.day,
            promised_on=report.said.until,
        )
        _received(case, standing, receipt)
        note(standing, _receipt(standing), report, main=False)
    note(standing, Said("common.extension_noticed", {"day": report.day}), report)


def _complete(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> None:
    """Everything is there, so the holder had the request by then."""
    if standing.received_on is None:
        standing.received_on, standing.receipt_presumed = report.day, True
        _mark_received(standing, report.day)
    clock = standing.holders_clock
    if clock is not None and clock.is_open:
        clock.settle(DeadlineStatus.MET, report.day)
    standing.remarks, standing.matters = [], []
    if case.intake.recipient is not RecordsRecipient.CASE_MANAGER:
        standing.matters = [to_confirm_arrival(case.intake, report.number)]
    standing.delivered_on = standing.step(DELIVERED).done_on = report.day
    _keep_document(case, standing, report)


def _confirm(standing: RecordsStanding, report: Played) -> None:
    standing.step(CONFIRMED).done_on = report.day
    standing.conclude(RecordsEnding.DELIVERED, report)


def _keep_document(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> None:
    """Whatever arrives speaks for the appeal: it is listed at once.

    Pieces are numbered as they were reported, whatever was taken back since.
    """
    before = [one for one in case.log if one.kind in ARRIVALS and one.number < report.number]
    standing.evidence.append(
        Evidence(
            id=f"{case.id}.{len(before) + 1}",
            kind=EvidenceKind.RECORDS,
            name=getattr(report.said, "document", None),
            location=getattr(report.said, "location", None),
            given_by=case.intake.holder,
            received_on=report.day,
        )
    )


def _escalated(case: Case[RecordsIntake], standing: RecordsStanding, report: Played) -> None:
    """What follows waits for the holder's time to run out, where it still runs."""
    if report.said.to is EscalatedTo.OCR:
        standing.ocr_on = report.day
    else:
        standing.privacy_officer_on = report.day
    standing.escalated_by = report.number
    clock = standing.holders_clock
    if standing.delivered_on is None and (clock is None or not clock.is_open):
        asked = pressing(case, standing, report.day)
        standing.drop(*PRESSING)
        standing.matters.append(asked)
    facts = {"day": report.day, "whom": _WHOM[report.said.to]}
    note(standing, Said("records_transfer.escalated", facts), report)


PROCEDURE = RecordsProcedure()
