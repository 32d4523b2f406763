"""How a docket is shown: to the read model, to queries, and as the result it ends with."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from models.docket import Child, DeliveryTrouble, DocketKind, NextAction, Record, Refusal
from models.evidence import Evidence
from models.milestone import Milestone
from models.program import Program, Urgency


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


class RungView(BaseModel):
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


class DocketSnapshot(BaseModel):
    """A docket as the read model keeps it. A higher sequence wins over a lower."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: str
    kind: DocketKind
    parent_id: str | None
    sequence: int
    taken_at: datetime
    opened_at: datetime
    program: Program
    case_manager: str = Field(description="The manager's searchable code, not an address.")
    stage: str = Field(description="As the CaseStage search attribute has it.")
    next_action: str
    urgency: Urgency
    next_deadline: datetime | None
    ending: str | None
    deadlines: tuple[DeadlineView, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    rungs: tuple[RungView, ...] = ()


class DocketOverview(BaseModel):
    """The answer to the `overview` query, as every workflow gives it."""

    case_id: str
    kind: DocketKind
    program: Program
    stage: str
    urgency: Urgency
    next_action: NextAction
    open_deadlines: tuple[DeadlineView, ...]
    milestones: tuple[Milestone, ...]
    evidence: tuple[Evidence, ...]
    children: tuple[Child, ...]
    remarks: tuple[str, ...]
    trouble: DeliveryTrouble | None
    contacts_to_mend: tuple[Refusal, ...] = ()
    ending: str | None
    reminders_sent: int


class DocketStory(BaseModel):
    """The result of a workflow: how it went, in one object."""

    case_id: str
    kind: DocketKind
    program: Program
    ending: str
    opened_on: date
    ended_on: date
    deadlines_met: int
    deadlines_missed: int
    reminders_sent: int
    evidence: tuple[Evidence, ...]
    children: tuple[Child, ...]
    records: tuple[Record, ...]
