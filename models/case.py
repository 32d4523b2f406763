"""An appeal case: what is known of it, what is shown of it, and how it ended."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, Tag

from models.deadline import Deadline, FollowUp
from models.events import UpdateReceipt
from models.intake import Intake, Receipt
from models.program import Ending, Outcome, Phase, Program, Speed, Urgency


class LevelReached(BaseModel):
    """One level of the ladder as this case went through it."""

    model_config = ConfigDict(extra="forbid")

    level: str
    title: str
    adjudicator: str
    filed_on: date | None = None
    decided_on: date | None = None
    outcome: Outcome | None = None
    escalated: bool = False
    late_filing: bool = False
    clock_on: date | None = Field(
        default=None, description="What the adjudicator's clock counts from, where not filed_on."
    )
    clock_at: time | None = Field(default=None, description="Its local hour, where known.")
    records_on: date | None = Field(
        default=None, description="When the adjudicator had the records that start its clock."
    )
    records_at: time | None = None
    extended: bool = False
    extension_days: int | None = Field(default=None, description="The rule's own where None.")


class Record(BaseModel):
    """One line of what was recorded: when, and what, in words without health details."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    what: str


class DeliveryTrouble(BaseModel):
    """Reminders that do not get through, said loudly in the case's details."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: datetime
    about: str
    rung: str
    note: str


class NextAction(BaseModel):
    """What comes next, whose turn it is, and the update that reports it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str
    what: str
    label: str = Field(description="A few words for lists: no names, no health details.")
    by: date | None = None
    update: str | None = Field(default=None, description="Name of the update to send next.")
    example: dict[str, object] = Field(default_factory=dict)


class CaseState(BaseModel):
    """Everything a case carries from run to run."""

    model_config = ConfigDict(extra="forbid")

    case_id: str
    opened_at: datetime
    sequence: int = Field(default=0, description="Rises with every change; orders snapshots.")
    intake: Intake
    level: str
    level_title: str = ""
    adjudicator: str = ""
    phase: Phase
    speed: Speed
    amount: Decimal | None = None
    notice_date: date | None = Field(default=None, description="Of the last adverse notice.")
    received: Receipt | None = Field(default=None, description="Its proven receipt, if any.")
    no_notice: bool = Field(
        default=False, description="The filing day rests on a silence, not on a notice."
    )
    deadlines: list[Deadline] = Field(default_factory=list)
    follow_ups: list[FollowUp] = Field(default_factory=list)
    levels: list[LevelReached] = Field(default_factory=list)
    records: list[Record] = Field(default_factory=list)
    remarks: list[str] = Field(default_factory=list, description="Standing advice, latest level.")
    late_window: bool = Field(
        default=False, description="The first time to file has passed; a later one is open."
    )
    good_cause_filed_on: date | None = Field(
        default=None,
        description="When a late request with its reasons was filed; awaits an answer.",
    )
    amount_short: bool = Field(
        default=False, description="The amount is below what the next level asks."
    )
    last_outcome: Outcome | None = None
    partly_won: bool = False
    trouble: DeliveryTrouble | None = None
    reminders_sent: int = 0
    view_sequence: int = Field(default=0, description="Sequence of the last snapshot written.")
    receipts: dict[str, UpdateReceipt] = Field(
        default_factory=dict, description="Answers given, by update id: each acts once."
    )
    ending: Ending | None = None
    ended_on: date | None = None


FRESH, CARRIED = "intake", "carried"
"""What a run begins from: an intake, or the state of the run before it."""


def _begins_from(value: object) -> str:
    """Tell the two apart: only a carried state holds an intake within it."""
    carried = isinstance(value, CaseState) or (isinstance(value, dict) and "intake" in value)
    return CARRIED if carried else FRESH


class CaseInput(
    RootModel[
        Annotated[
            Annotated[Intake, Tag(FRESH)] | Annotated[CaseState, Tag(CARRIED)],
            Discriminator(_begins_from),
        ]
    ]
):
    """The one argument of an AppealCase: an intake, or what the run before it carried on.

    One argument, as Temporal uses type hints only where every argument is given; a root model, as
    it strips the annotations that tell the two apart.
    """

    model_config = ConfigDict(frozen=True)


class DeadlineView(BaseModel):
    """A deadline as the read model keeps it: no person, no health detail."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    purpose: str
    title: str
    level: str
    who: str
    ours: bool
    due_on: date
    expires_at: datetime
    zone: str
    last_arguable: date | None
    safe_by: date | None
    rule: str
    citation: str
    evidence: str
    verified: bool
    status: str
    acknowledged: bool
    overridden: bool


class CaseSnapshot(BaseModel):
    """A case as the read model keeps it. A higher sequence wins over a lower."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: str
    sequence: int
    taken_at: datetime
    opened_at: datetime
    program: Program
    case_manager: str = Field(description="The manager's searchable code, not an address.")
    level: str
    phase: Phase
    stage: str = Field(description="Level and phase as the CaseStage search attribute has them.")
    next_action: str
    urgency: Urgency
    next_deadline: datetime | None
    ending: Ending | None
    deadlines: tuple[DeadlineView, ...]


class CaseOverview(BaseModel):
    """The answer to the `overview` query."""

    case_id: str
    program: Program
    level: str
    level_title: str
    phase: Phase
    adjudicator: str
    urgency: Urgency
    next_action: NextAction
    open_deadlines: tuple[DeadlineView, ...]
    remarks: tuple[str, ...]
    trouble: DeliveryTrouble | None
    ending: Ending | None
    reminders_sent: int


class CaseStory(BaseModel):
    """The result of a case: how it went, level by level, in one object."""

    case_id: str
    program: Program
    ending: Ending
    opened_on: date
    ended_on: date
    levels: tuple[LevelReached, ...]
    deadlines_met: int
    deadlines_missed: int
    reminders_sent: int
    records: tuple[Record, ...]
