"""A records transfer: one request to one holder of records, on the HIPAA clock."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.any_event import Event
from models.any_intake import AnyIntake, ShortText


class RecordsKind(StrEnum):
    """What is asked for."""

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

    what: RecordsKind = RecordsKind.MEDICAL_RECORDS
    holder: ShortText | None = None
    recipient: RecordsRecipient = RecordsRecipient.CASE_MANAGER
    sent_on: date | None = None
    received_on: date | None = None
    needed_on: date | None = Field(default=None)


class RecordsIntake(AnyIntake, RecordsFacts):
    """What a case manager fills in to open a records transfer."""


class RecordsStarted(RecordsFacts, Event):
    """Start a records transfer beside this work."""
