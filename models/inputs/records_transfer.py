"""A records transfer: one request to one holder of records. 45 CFR 164.524 and the case files."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.inputs.common_intake import AnyIntake, ShortText, reject
from models.inputs.common_report import Event
from models.rulebook.covered_days import CoveredDay, PlannedDay


class RecordsKind(StrEnum):
    """What is asked for: it decides which clock the holder has."""

    MEDICAL_RECORDS = "medical_records"
    CASE_FILE = "case_file"


class RecordsRecipient(StrEnum):
    """Who is to have the records."""

    SPECIALIST = "specialist"
    CASE_MANAGER = "case_manager"
    ADJUDICATOR = "adjudicator"


class RecordsFacts(BaseModel):
    """What a records transfer adds to the people and places of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: RecordsKind = Field(
        default=RecordsKind.MEDICAL_RECORDS,
        description="case_file: what the plan or the QIO has on the appeal.",
    )
    holder: ShortText | None = Field(default=None, description="Who has the records.")
    recipient: RecordsRecipient = RecordsRecipient.CASE_MANAGER
    sent_on: CoveredDay | None = Field(
        default=None, description="The day the request was sent, if it is sent already."
    )
    received_on: CoveredDay | None = Field(
        default=None, description="The day the holder received the request, if known."
    )
    needed_on: PlannedDay | None = Field(
        default=None, description="The day by which the records are needed; no limit of the law."
    )


class RecordsIntake(AnyIntake, RecordsFacts):
    """What a case manager fills in to open a records transfer."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.sent_on and self.received_on and self.received_on < self.sent_on:
            reject("received_on", "is before sent_on; a request is received after it is sent")
        return self


class RecordsStarted(RecordsFacts, Event):
    """Start a records transfer beside this work."""


class RecordsStage(StrEnum):
    """What a records transfer waits for."""

    SENDING = "sending"
    RECEIVING = "receiving"
    WAITING = "waiting"
    OVERDUE = "overdue"
    CONFIRMING = "confirming"


class ExtensionTerms(BaseModel):
    """Until when the holder may take more time, and how much, as the rulebook has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    noticed_by: date = Field(description="The last day on which the holder may say so.")
    ends_by: date = Field(description="The latest day it may then promise.")
    words: str = Field(description="On what ground, with the citation.")


class RecordsEnding(StrEnum):
    """How a records transfer ends, unless it is closed or withdrawn."""

    DELIVERED = "delivered"


class RequestSent(Event):
    """The request was sent to the holder; a later day, where it was sent once more."""

    sent_on: date
    how: ShortText | None = Field(default=None, description="Such as fax, portal, certified mail.")


class RequestReceived(Event):
    """The holder has the request since that day; sent again, it corrects the day."""

    received_on: date


class RecordsExtended(Event):
    """The holder takes more time, with its reasons and a date in writing: once."""

    noticed_on: date
    until: date | None = Field(
        default=None, description="The day it promises; the whole extension when left out."
    )


class RecordsArrived(Event):
    """What every arrival of records says."""

    on: date
    document: ShortText | None = Field(default=None, description="The document's name.")
    location: ShortText | None = Field(default=None, description="Where the document is kept.")


class PartArrived(RecordsArrived):
    """A part of the records arrived; the holder's clock goes on."""


class AllArrived(RecordsArrived):
    """All the records arrived, or all that was still missing."""


class RecipientConfirmed(Event):
    """The recipient has the records."""

    on: date


class EscalatedTo(StrEnum):
    """Over whose head a late holder is complained of."""

    PRIVACY_OFFICER = "privacy_officer"
    OCR = "ocr"


class RecordsEscalated(Event):
    """The holder's privacy officer was written to, or a complaint was made to OCR."""

    on: date
    to: EscalatedTo
