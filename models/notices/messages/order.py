"""An order to remind people, and the report of what was delivered."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.cases.deadline import Deadline, ReminderOutcome
from models.cases.evidence import Element
from models.cases.kinds import CaseKind
from models.cases.log.rereading import as_accepted
from models.cases.people import Person, Role
from models.notices.messages.channel import Channel


class MessageKind(StrEnum):
    """Which message goes out."""

    OPENED = "opened"
    NEW_DEADLINE = "new_deadline"
    DEADLINE = "deadline"
    STILL_COUNTS = "still_counts"
    MISSED = "missed"
    DECISION_OVERDUE = "decision_overdue"
    FOLLOW_UP = "follow_up"
    REPORT_REQUEST = "report_request"
    CLOSED = "closed"
    NOT_OPENED = "not_opened"
    FILED = "filed"
    CORRECTION = "correction"
    ASSIGNED = "assigned"
    COVER = "cover"
    HEARING = "hearing"
    UNASSIGNED = "unassigned"


class Recipient(BaseModel):
    """One person a message goes to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    person: Annotated[Person, as_accepted(Person)]
    zone: str = Field(description="The zone times are told in: the person's or the case's.")
    contact: int = Field(
        default=0,
        description="How often their contact details were changed: what was refused is sent again "
        "to new ones.",
    )
    cleared: dict[str, int] = Field(
        default_factory=dict,
        description="How often the entry of a deadline was taken out of their calendar, by its id; "
        "the next is another entry.",
    )


class CorrectedBy(StrEnum):
    """What moved a day though nobody reported anything."""

    RULEBOOK = "rulebook"
    """The law is held otherwise than before."""

    BUILD = "build"
    """The program counts otherwise than before."""


class Corrected(BaseModel):
    """That a day replaces another which the reader was told, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: CorrectedBy
    was: date = Field(description="The day that they were told.")


class Matter(BaseModel):
    """Another reminder that falls together with the one an order is for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: MessageKind
    about: str = Field(description="Id of the deadline or follow-up: part of the ledger's key.")
    reminder: str = Field(description="The reminder's key: part of the ledger's key.")
    due_to_send_at: datetime = Field(description="When the reminder was due (UTC).")
    overtakes: tuple[str, ...] = ()
    deadline: Deadline | None = None
    corrected: Corrected | None = None
    instead_of: date | None = Field(
        default=None, description="The day of it that these people were told before it moved."
    )
    code: str = Field(description="What to name to acknowledge it.")
    title: str = Field(description="What it is about, without health details or names.")
    action: str = Field(description="What the reader should do, in a sentence or two.")


class CalledOff(BaseModel):
    """A deadline that is over, for the people whose calendars still show it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="The deadline's.")
    purpose: str
    level: str
    level_title: str
    sequence: int = Field(description="The deadline's last; the cancellation is one above it.")
    due_on: date
    ends_at: datetime | None = Field(default=None, description="UTC, of a limit to the hour.")
    cleared: int = Field(
        default=0, description="How often it was taken out of these calendars before."
    )
    roles: tuple[Role, ...] = Field(description="Whose calendars show it.")


class ReminderOrder(BaseModel):
    """Everything needed to write and send one message to some people of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: str = Field(description="The workflow id.")
    case: CaseKind = Field(
        default=CaseKind.APPEAL, description="What sort of work the message is about."
    )
    kind: MessageKind
    told_as: MessageKind | None = Field(
        default=None,
        description="Of a message to somebody new: which one others were told of it by. It says "
        "what the reader has to do.",
    )
    about: str = Field(description="Id of the deadline or follow-up: part of the ledger's key.")
    reminder: str = Field(description="The reminder's key: part of the ledger's key.")
    manager: Annotated[Person, as_accepted(Person)] | None = Field(
        default=None, description="The case manager, for readers who are to ask or tell them."
    )
    edition: str = Field(
        default="",
        description="Part of the ledger's key, steady through retries. Differs when the same "
        "reminder comes round again because the case was started anew: names that opening.",
    )
    due_to_send_at: datetime = Field(description="When the reminder was due (UTC).")
    now: datetime = Field(description="The workflow's clock: times left are counted from here.")
    recipients: tuple[Recipient, ...]
    overtakes: tuple[str, ...] = Field(
        default=(),
        description="Keys of earlier reminders of the same schedule that never got through and are "
        "tried no more.",
    )
    deadline: Deadline | None = Field(default=None, description="What the message is about.")
    corrected: Corrected | None = Field(
        default=None, description="Where its day replaces one that these people were told."
    )
    instead_of: date | None = Field(
        default=None, description="The day of it that these people were told before it moved."
    )
    calendar: tuple[Deadline, ...] = Field(
        default=(), description="Deadlines to send as calendar files."
    )
    cancelled: tuple[CalledOff, ...] = Field(
        default=(),
        description="Deadlines to take out of calendars, by calendar files of their own.",
    )
    ending: str = Field(default="", description="How the work ended, for the closing message.")
    code: str = Field(
        default="",
        description="What the reader names to acknowledge it; see models.notices.codes.",
    )
    title: str = Field(description="What it is about, without health details or names.")
    action: str = Field(description="What the reader should do now, in a sentence or two.")
    also: tuple[Matter, ...] = Field(
        default=(), description="What else is due to these people now, and goes with it."
    )
    elements: tuple[Element, ...] = Field(
        default=(), description="What a report still lacks, for the request to complete it."
    )
    service: str = Field(default="", description="What was denied: for the body, never a subject.")
    program_title: str = ""
    references: dict[str, str] = Field(default_factory=dict)


class DeliveryOutcome(StrEnum):
    """What became of one message to one person by one channel.

    Accepted is what a server or gateway said, which is not yet delivered. Refused is for good, by
    what the address is; failed is for now. Unknown may have arrived. Superseded was overtaken by a
    later reminder before it got through.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SUPERSEDED = "superseded"
    NO_CONTACT = "no_contact"
    NO_CHANNEL = "no_channel"


MAY_HAVE_COME = frozenset({DeliveryOutcome.ACCEPTED, DeliveryOutcome.UNKNOWN})
"""How a try ended whose message somebody may have read."""


class Delivery(BaseModel):
    """One message to one person by one channel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    channel: Channel
    outcome: DeliveryOutcome
    possibly_doubled: bool = Field(
        default=False, description="Whether a try before this one may have arrived."
    )
    earlier: bool = Field(
        default=False, description="Whether it had ended so before: nothing was sent this time."
    )
    note: str = Field(default="", description="Why it failed, in plain words. No addresses.")

    @property
    def may_have_come(self) -> bool:
        """Whether somebody may have read it: by this try, or by one before it that was in doubt.

        A turn tries first and the queue next, and the case hears of the last try alone.
        """
        return self.outcome in MAY_HAVE_COME or self.possibly_doubled


class AlertOrder(BaseModel):
    """Word to the operator that reminders of a case do not get through: nothing private."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: str = Field(description="The workflow id.")
    reminder: str
    reason: str = Field(description="Roles, channels and outcomes; no provider's words.")
    failing: tuple[Channel, ...] = Field(
        default=(),
        description="The channels, where nothing but their failing for now is the trouble: then "
        "other cases have it too, and the operator hears of it once.",
    )


class DeliveryReport(BaseModel):
    """What became of an order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: ReminderOutcome
    deliveries: tuple[Delivery, ...]
    superseded: tuple[str, ...] = Field(
        default=(), description="Ids of deadlines that had passed by then: not told any more."
    )
