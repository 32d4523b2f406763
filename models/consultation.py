"""What a workflow asks of the rulebook, and the answer that is recorded in its history."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.any_intake import Override, Receipt
from models.deadline import Deadline, FollowUp, FollowUpKind
from models.people import Role
from models.plan import BackwardPlan, PlanningPolicy
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
    FILING_RECOUNTED = "filing_recounted"
    LATE_REQUEST = "late_request"
    EFFECTUATION_LATE = "effectuation_late"
    FOLLOW_UPS_USED_UP = "follow_ups_used_up"
    PLAN_BROKEN = "plan_broken"
    EVIDENCE_LATE = "evidence_late"
    PEOPLE_CHANGED = "people_changed"
    AMOUNT_OUTRUN = "amount_outrun"
    ESCALATION_OPENS = "escalation_opens"


class Asked(BaseModel):
    """What every consultation needs to count a clock and to plan its reminders.

    Days are calendar days in ``zone``; ``now`` is the workflow's clock.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: str
    program: Program
    on: date = Field(description="The day that starts the clock: of the notice, the filing, ...")
    at: time | None = Field(default=None, description="Its local hour, where known.")
    override: Override | None = None
    count: int = Field(description="How many deadlines and follow-ups there were: for ids.")
    now: datetime
    zone: str
    zones: dict[Role, str] = Field(description="The zone of each person who can be written to.")
    policy: ReminderPolicy


class Clocks(BaseModel):
    """An answer: the clocks that now run, and standing advice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deadlines: tuple[Deadline, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    remarks: tuple[str, ...] = ()


class Question(Asked):
    """One consultation of an appeal."""

    occasion: Occasion
    level: str = Field(description="The level at which it happened.")
    kind: Kind
    speed: Speed
    prior_authorization: bool
    escalated: bool = False
    amount: Decimal | None = None
    received: Receipt | None = None
    services_end: date | None = None
    services_end_at: time | None = None
    records_on: date | None = None
    records_at: time | None = None
    statement_on: date | None = None
    statement_at: time | None = None
    late: bool = Field(default=False, description="The request came after its own deadline.")
    missed: str | None = Field(default=None, description="The rule whose day passed.")
    files_with: str | None = Field(default=None, description="Where its request was to go.")
    filed_on: date | None = Field(default=None, description="When the decided request was filed.")
    filed_at: time | None = None
    forward_from: date | None = Field(
        default=None, description="The day by which a plan that affirmed must have sent the file."
    )
    noticed_on: date | None = Field(
        default=None, description="The date of the notice whose filing day passed."
    )
    standing: Deadline | None = Field(
        default=None, description="A clock that stands as it was reckoned."
    )
    extended: bool = False
    extension_days: int | None = None
    follow_up: FollowUpKind | None = None
    opening: bool = Field(default=False, description="Whether this is the case's first answer.")
    planning: PlanningPolicy = PlanningPolicy()


class Answer(Clocks):
    """What follows for an appeal: where the case now stands, and the clocks that run."""

    level: str
    level_title: str
    adjudicator: str
    phase: Phase
    amount_short: bool = False
    amount_until: date | None = Field(
        default=None, description="Last day on which the amount is enough for the next level."
    )
    escalation_opens: datetime | None = Field(
        default=None, description="UTC instant of that right, where the decision is due later."
    )
    exhausted: bool = Field(default=False, description="No further level exists.")
    plan: BackwardPlan | None = Field(default=None, description="For a filing day of weeks.")
