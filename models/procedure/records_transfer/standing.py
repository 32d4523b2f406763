"""Where a request for records stands."""

from dataclasses import dataclass
from datetime import date

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.standing import Clock
from models.inputs.records_transfer import ExtensionTerms, RecordsStage
from models.procedure.conclusion import ConcludingStanding

PLACE, TITLE = "records_transfer", "the request for records"

SENT, RECEIVED, DELIVERED, CONFIRMED = "sent", "received", "delivered", "confirmed"
"""The milestones of a records transfer."""

ROOT = 1
"""One request has one time of its holder: whichever report brings or moves it, it goes back to the
intake, and so does what is asked about while it runs or has run out."""


@dataclass
class RecordsStanding(ConcludingStanding):
    """Where a request for records stands."""

    sent_on: date | None = None
    sent_how: str | None = None
    received_on: date | None = None
    receipt_presumed: bool = False
    """What came later shows the receipt; its day is not known."""

    terms: ExtensionTerms | None = None
    extended_on: date | None = None
    """When the holder said so."""

    promised_on: date | None = None
    privacy_officer_on: date | None = None
    ocr_on: date | None = None
    escalated_by: int = ROOT
    """The number of the last report of a complaint over the holder's head."""

    delivered_on: date | None = None

    @property
    def holders_clock(self) -> Clock | None:
        """The holder's one time limit, running or over; None before receipt or where none is."""
        return next((one for one in self.clocks if one.purpose is Purpose.RECORDS), None)

    @property
    def late(self) -> bool:
        """Whether the holder's time has run out."""
        clock = self.holders_clock
        return clock is not None and clock.status is DeadlineStatus.MISSED

    @property
    def waits_for(self) -> RecordsStage:
        """What it waits for."""
        if self.delivered_on is not None:
            return RecordsStage.CONFIRMING
        if self.late:
            return RecordsStage.OVERDUE
        if self.received_on is not None:
            return RecordsStage.WAITING
        return RecordsStage.SENDING if self.sent_on is None else RecordsStage.RECEIVING
