"""What a case asks of the rulebook, and the answer that is recorded in its history."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.deadline import Deadline, FollowUp, FollowUpKind
from models.intake import Override, Receipt
from models.people import Role
from models.program import Kind, Phase, Program, Speed
from models.reminder_policy import ReminderPolicy


class Occasion(StrEnum):
    """What happened at a level, so that the rulebook is asked what follows."""

    ADVERSE_DECISION = "adverse_decision"
    DISMISSAL = "dismissal"
    FAVORABLE_DECISION = "favorable_decision"
    FILED = "filed"
    DECISION_LATE = "decision_late"
    FILING_MISSED = "filing_missed"
    LATE_REQUEST = "late_request"
    EFFECTUATION_LATE = "effectuation_late"
    FOLLOW_UPS_USED_UP = "follow_ups_used_up"


class Question(BaseModel):
    """One consultation. Days are calendar days in ``zone``; ``now`` is the workflow's clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    occasion: Occasion
    case_id: str
    program: Program
    level: str = Field(description="The level at which it happened.")
    kind: Kind
    speed: Speed
    prior_authorization: bool
    escalated: bool = False
    amount: Decimal | None = None
    on: date = Field(description="The day that starts the clock: of the notice, the filing, ...")
    at: time | None = Field(default=None, description="Its local hour, where known.")
    received: Receipt | None = None
    services_end: date | None = None
    services_end_at: time | None = None
    records_on: date | None = None
    records_at: time | None = None
    statement_on: date | None = None
    statement_at: time | None = None
    late: bool = Field(default=False, description="The request came after its own deadline.")
    filed_on: date | None = Field(default=None, description="When the decided request was filed.")
    filed_at: time | None = None
    forward_from: date | None = Field(
        default=None, description="The day by which a plan that affirmed must have sent the file."
    )
    extended: bool = False
    extension_days: int | None = None
    override: Override | None = None
    follow_up: FollowUpKind | None = None
    count: int = Field(description="How many deadlines and follow-ups the case has had: for ids.")
    opening: bool = Field(default=False, description="Whether this is the case's first answer.")
    now: datetime
    zone: str
    zones: dict[Role, str] = Field(description="The zone of each person who can be written to.")
    policy: ReminderPolicy


class Answer(BaseModel):
    """What follows: where the case now stands, and the clocks that run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: str
    level_title: str
    adjudicator: str
    phase: Phase
    deadlines: tuple[Deadline, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    remarks: tuple[str, ...] = ()
    amount_short: bool = False
    exhausted: bool = Field(default=False, description="No further level exists.")
