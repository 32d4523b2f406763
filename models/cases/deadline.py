"""A deadline of a case: a reckoning, the reminders before it, and how it ended."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.cases.evidence import Element
from models.cases.last_day import LastDay
from models.cases.log.rereading import as_accepted
from models.cases.people import Role
from models.inputs.common_intake import Override
from models.rulebook.reckoning import Reckoning


class Purpose(StrEnum):
    """What must happen before a deadline."""

    FILING = "filing"
    DISMISSAL_REVIEW = "dismissal_review"
    CONTINUATION = "continuation"
    """A day beside the filing: a request by then keeps benefits going while it is decided."""

    DECISION = "decision"
    FORWARDING = "forwarding"
    EFFECTUATION = "effectuation"
    GRIEVANCE = "grievance"
    REFUSAL_APPEAL = "refusal_appeal"
    PLANNED = "planned"
    HEARING = "hearing"
    AUTHORIZATION = "authorization"
    ANSWER = "answer"
    RECORDS = "records"
    CONTACT = "contact"
    RESOLUTION = "resolution"

    @property
    def ours(self) -> bool:
        """Whether our side must act; otherwise the adjudicator, plan or holder must."""
        return self in {
            Purpose.FILING,
            Purpose.DISMISSAL_REVIEW,
            Purpose.CONTINUATION,
            Purpose.GRIEVANCE,
            Purpose.REFUSAL_APPEAL,
            Purpose.PLANNED,
            Purpose.HEARING,
        }

    @property
    def ends(self) -> str:
        """What its end is, by which the words for it are named."""
        if self is Purpose.HEARING:
            return "held"
        return "received_by" if self.ours else "runs_until"


class DeadlineStatus(StrEnum):
    """How a deadline stands."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    SUPERSEDED = "superseded"


class ReminderOutcome(StrEnum):
    """How a reminder ended."""

    PENDING = "pending"
    SENT = "sent"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"
    SUPERSEDED = "superseded"


class Reminder(BaseModel):
    """One reminder: a moment, the people it goes to, and what became of it."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(description="Name of the reminder within its schedule, such as 7d or 0.75.")
    at: datetime = Field(description="UTC instant, within the daytime of those it goes to.")
    first_at: datetime | None = Field(
        default=None, description="Where it is tried again: when it was due at first (UTC)."
    )
    recipients: tuple[Role, ...]
    outcome: ReminderOutcome = ReminderOutcome.PENDING
    tries: int = Field(default=0, description="Rounds of sending that failed so far.")
    note: str = Field(default="", description="Why it was skipped, or what failed. No addresses.")
    owed: bool = Field(
        default=True, description="False of one that would have been, had the clock run on."
    )

    @property
    def due(self) -> datetime:
        """When it was due (UTC), whenever it is tried again."""
        return self.first_at or self.at


class Deadline(LastDay, BaseModel):
    """One time limit of a case, ours or theirs, with its reckoning and its reminders."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(
        description="Unique in the case and stable: level, purpose, and the report it goes back to."
    )
    purpose: Purpose
    level: str
    level_title: str
    who: str = Field(description="Who must act, in words.")
    where: str = Field(default="", description="Where the request goes, for our own deadlines.")
    action: str = Field(
        default="", description="What to do or to wait for, where the purpose does not say it all."
    )
    reckoning: Reckoning
    override: Annotated[Override, as_accepted(Override)] | None = None
    reminders: list[Reminder] = Field(default_factory=list)
    status: DeadlineStatus = DeadlineStatus.OPEN
    settled_on: date | None = None
    acknowledged: bool = False
    sequence: int = Field(default=0, description="Rises when the day moves; for the calendar file.")
    in_calendars: tuple[Role, ...] = Field(
        default=(), description="Who was sent its calendar file and not yet its cancellation."
    )
    cleared: int = Field(
        default=0,
        description="How often it was taken out of the calendar of whoever asks: names its entry.",
    )
    expires_at: datetime = Field(
        description="UTC instant at which the day to work to ends, after any override."
    )
    due_on: date = Field(description="The day to work to, after any override.")

    @property
    def is_open(self) -> bool:
        """Whether it still runs."""
        return self.status is DeadlineStatus.OPEN


class FollowUpKind(StrEnum):
    """Why something is looked after again and again."""

    CHECK_IN = "check_in"
    ESCALATION = "escalation"
    FORWARDING = "forwarding"
    GOOD_CAUSE = "good_cause"
    EFFECTUATION = "effectuation"
    CONFIRM_RECEIPT = "confirm_receipt"
    OVERDUE = "overdue"
    UNRESOLVED = "unresolved"
    TRACKING = "tracking"
    REFUSED = "refused"
    MISSING_ELEMENTS = "missing_elements"
    PLAN_BROKEN = "plan_broken"
    SUPPLEMENT = "supplement"
    INCOMPLETE = "incomplete"
    VACATE = "vacate"
    REOPENING = "reopening"
    DEATH = "death"
    AMOUNT_RISES = "amount"
    HEARING_OFF = "hearing_off"
    APPOINTMENT = "appointment"
    DRAFT = "draft"
    CONFIRM_DATES = "confirm_dates"
    SET_ASIDE = "set_aside"
    MEND_CONTACT = "mend_contact"
    UNDELIVERED = "undelivered"
    SMS_STOPPED = "sms_stopped"
    OUT_OF_REACH = "out_of_reach"
    CORRECTED = "corrected"
    GOES_ON = "goes_on"
    COVERS = "covers"
    COVER_OVER = "cover_over"


ABOUT_DELIVERY = frozenset(
    {
        FollowUpKind.MEND_CONTACT,
        FollowUpKind.UNDELIVERED,
        FollowUpKind.SMS_STOPPED,
        FollowUpKind.OUT_OF_REACH,
        FollowUpKind.CORRECTED,
        FollowUpKind.GOES_ON,
        FollowUpKind.COVERS,
        FollowUpKind.COVER_OVER,
    }
)
"""Matters of how people are reached, and of what they were told: they outlive the step of the work
that they came up in."""


class FollowUp(BaseModel):
    """Something to look after that the law sets no limit for: check-ins and reminders to act."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: FollowUpKind
    level: str
    title: str = Field(description="What to do, in a few words; may be shown in lists.")
    text: str = Field(description="What to do and how, in a sentence or two.")
    elements: tuple[Element, ...] = Field(
        default=(), description="What a report still lacks, where that is the matter."
    )
    reminders: list[Reminder] = Field(default_factory=list)
    is_open: bool = True
    acknowledged: bool = False
