"""What is shown of a case, as JSON: to queries, to the read model, and as the result of a run.

Days are calendar days in the zone of the case, instants are UTC. A shape says nothing about how
its values come about; see the module that fills it.
"""

from datetime import date, datetime, time
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from models.cases.evidence import Evidence
from models.cases.kinds import CaseKind
from models.cases.milestone import Milestone
from models.cases.plan import BackwardPlan
from models.cases.program import Ending, Outcome, Phase, Program, Urgency, WaitingOn
from models.notices.contacts.problems import ContactToMend, DeliveryTrouble


class AccountLine(BaseModel):
    """One line of the account of a case: when, and what, in words without health details."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    what: str
    report: int | None = None
    """The number of the report; None where the calendar or a case beside it did it."""


class NextAction(BaseModel):
    """What comes next, whose turn it is, and the update that reports it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str
    what: str
    label: str = Field(description="A few words for lists: no names, no health details.")
    by: date | None = None
    update: str | None = Field(default=None, description="Name of the update to send next.")
    example: dict[str, object] = Field(default_factory=dict)
    waiting_on: WaitingOn = Field(description="Whose act the case waits for.")


class ChildView(BaseModel):
    """A case that was started beside this one, as it last reported."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Its workflow id.")
    kind: CaseKind
    started_on: date
    serves: str = Field(default="", description="What it was started for, where that matters.")
    stage: str = Field(default="started", description="Where it stands, as its CaseStage says.")
    heard_on: date | None = Field(default=None, description="When it last reported.")
    sequence: int = Field(default=-1, description="Of its last report: an older one never wins.")
    milestones: list[Milestone] = Field(default_factory=list)
    ending: str | None = None
    is_over: bool = Field(
        default=False, description="Whether the server has said that its run is over."
    )
    lost: bool = Field(
        default=False,
        description="It ended without a report, and what follows is still to be looked at.",
    )

    @property
    def is_open(self) -> bool:
        """Whether it still runs, as far as this workflow has heard."""
        return self.ending is None


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


class ReminderView(BaseModel):
    """A reminder that was not sent, or reached nobody, and why: the ledger holds the others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str = Field(description="Id of the deadline or follow-up.")
    kind: str = Field(description="The deadline's purpose, or the follow-up's kind.")
    key: str
    due_at: datetime
    due_on: date | None = Field(description="The deadline's day.")
    roles: str = Field(description="Who it was for, divided by commas.")
    outcome: str
    note: str


class CoverView(BaseModel):
    """Who covers a case today, in codes that name nobody. Days are those of the case's zone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str = Field(description="The code of whoever covers it.")
    starts_on: date
    until: date = Field(description="The last day of the cover.")
    owner: str = Field(description="The code of the case manager whose case it is.")
    owner_id: str = Field(
        description="The same person, by whatever code: derived from the address, not showing it."
    )


class Snapshot(BaseModel):
    """A case as the read model keeps it. A higher sequence wins over a lower."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: str
    kind: CaseKind
    parent_id: str | None
    sequence: int
    taken_at: datetime
    opened_at: datetime
    program: Program | None = Field(description="None where this release does not know it.")
    case_manager: str = Field(description="The code by which the case names its manager.")
    manager_id: str = Field(
        description="The manager, by whatever code: derived from the address, not showing it."
    )
    cover: CoverView | None = Field(
        default=None, description="Where the manager only covers it: through which day, and whose."
    )
    stage: str = Field(description="As the CaseStage search attribute has it.")
    next_action: str
    urgency: Urgency
    waiting_on: WaitingOn
    next_deadline: datetime | None = Field(
        description="Within the last day of the deadline that ends first."
    )
    ending: str | None
    reference: str = Field(
        default="", description="The numbers to quote, such as `plan case: H123; claim: C1`."
    )
    dates_confirmed: bool | None = Field(
        default=None,
        description="Whether a second person has confirmed the dates; None: nobody is asked to.",
    )
    deadlines: tuple[DeadlineView, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    reminders: tuple[ReminderView, ...] = ()


class Overview(BaseModel):
    """The answer to the `overview` query, as every kind of case gives it."""

    case_id: str
    kind: CaseKind
    program: Program | None = Field(description="None where this release does not know it.")
    stage: str
    urgency: Urgency
    next_action: NextAction
    open_deadlines: tuple[DeadlineView, ...]
    milestones: tuple[Milestone, ...]
    evidence: tuple[Evidence, ...]
    children: tuple[ChildView, ...]
    remarks: tuple[str, ...]
    case_manager: str = Field(description="The code of whoever manages it today.")
    cover: CoverView | None = Field(default=None, description="Where they only cover it.")
    trouble: DeliveryTrouble | None
    contacts_to_mend: tuple[ContactToMend, ...] = ()
    ending: str | None
    reminders_sent: int


class AppealOverview(Overview):
    """The answer to the `overview` query of an appeal."""

    level: str
    level_title: str
    phase: Phase
    adjudicator: str
    plan: BackwardPlan | None = None
    plan_fits: bool | None = Field(default=None, description="None while no evidence is gathered.")


class Story(BaseModel):
    """The result of a run: how the case went, in one object."""

    case_id: str
    kind: CaseKind
    program: Program | None = Field(description="None where this release does not know it.")
    ending: str
    opened_on: date
    ended_on: date
    deadlines_met: int
    deadlines_missed: int
    reminders_sent: int
    evidence: tuple[Evidence, ...]
    children: tuple[ChildView, ...]
    records: tuple[AccountLine, ...]


class LevelReached(BaseModel):
    """One level of the ladder as an appeal went through it."""

    model_config = ConfigDict(extra="forbid")

    level: str
    title: str
    adjudicator: str
    filed_on: date | None = None
    decided_on: date | None = None
    outcome: Outcome | None = None
    amount: Decimal | None = Field(
        default=None, description="The amount in controversy when it was decided."
    )
    reviews: str = Field(
        default="", description="The level whose dismissal was all that was asked about here."
    )
    sent_back: bool = Field(default=False, description="The case was sent back here.")
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


class AppealStory(Story):
    """The result of an appeal: how it went, level by level, in one object."""

    ending: Ending
    levels: tuple[LevelReached, ...]
