"""A docket: what every workflow carries from run to run, whatever it is about."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.any_event import UpdateReceipt
from models.any_intake import AnyIntake
from models.deadline import Deadline, FollowUp
from models.evidence import Evidence
from models.milestone import Milestone
from models.people import Role


class DocketKind(StrEnum):
    """What a docket is about."""

    APPEAL = "appeal"
    SECOND_OPINION = "second_opinion"
    RECORDS_TRANSFER = "records_transfer"
    GRIEVANCE = "grievance"
    CMS_COMPLAINT = "cms_complaint"


WORKFLOW_TYPES = {
    DocketKind.APPEAL: "AppealCase",
    DocketKind.SECOND_OPINION: "SecondOpinion",
    DocketKind.RECORDS_TRANSFER: "RecordsTransfer",
    DocketKind.GRIEVANCE: "Grievance",
    DocketKind.CMS_COMPLAINT: "CmsComplaint",
}
"""The workflow type that carries each kind of docket."""

DOCKET_TITLES = {
    DocketKind.APPEAL: "Appeal",
    DocketKind.SECOND_OPINION: "Second opinion",
    DocketKind.RECORDS_TRANSFER: "Records transfer",
    DocketKind.GRIEVANCE: "Grievance",
    DocketKind.CMS_COMPLAINT: "Complaint to CMS",
}
"""Each kind in words, as a sentence begins."""


class Record(BaseModel):
    """One line of what was recorded: when, and what, in words without health details."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    what: str


class DeliveryTrouble(BaseModel):
    """Reminders that do not get through, said loudly in the details."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: datetime
    about: str
    rung: str
    note: str
    roles: tuple[Role, ...] = Field(
        default=(), description="Who has not been reached since; it ends when all are."
    )
    raised: bool = Field(default=False, description="Whether the operator was alerted to it.")


class Refusal(BaseModel):
    """A contact that a provider refused for good, and the last reminder that did not go there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    channel: str = Field(description="email or sms.")
    since: datetime
    about: str = Field(description="Id of the deadline or follow-up the reminder was about.")
    rung: str
    matter: str = Field(description="Id of the follow-up that asks to mend it.")


class NextAction(BaseModel):
    """What comes next, whose turn it is, and the update that reports it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str
    what: str
    label: str = Field(description="A few words for lists: no names, no health details.")
    by: date | None = None
    update: str | None = Field(default=None, description="Name of the update to send next.")
    example: dict[str, object] = Field(default_factory=dict)


class Child(BaseModel):
    """A workflow that was started beside this one, as it last reported."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Its workflow id.")
    kind: DocketKind
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


class Docket(BaseModel):
    """Everything a workflow carries from run to run."""

    model_config = ConfigDict(extra="forbid")

    case_id: str = Field(description="The workflow id.")
    opened_at: datetime
    sequence: int = Field(default=0, description="Rises with every change; orders snapshots.")
    intake: AnyIntake
    parent_id: str | None = Field(default=None, description="The workflow that started this one.")
    deadlines: list[Deadline] = Field(default_factory=list)
    follow_ups: list[FollowUp] = Field(default_factory=list)
    milestones: list[Milestone] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)
    children: list[Child] = Field(default_factory=list)
    records: list[Record] = Field(default_factory=list)
    remarks: list[str] = Field(default_factory=list, description="Standing advice of the moment.")
    trouble: DeliveryTrouble | None = None
    refusals: list[Refusal] = Field(
        default_factory=list, description="Contacts to mend: what was refused is then sent again."
    )
    contact_changes: dict[Role, int] = Field(
        default_factory=dict, description="How often each person's contact details changed."
    )
    reminders_sent: int = 0
    receipts: dict[str, UpdateReceipt] = Field(
        default_factory=dict, description="Answers given, by update id: each acts once."
    )
    told_parent: str = Field(default="", description="What the parent last heard, but for words.")
    ending: str | None = None
    ended_on: date | None = None

    @property
    def kind(self) -> DocketKind:
        """What the docket is about."""
        raise NotImplementedError

    @property
    def checks(self) -> Iterator[datetime]:
        """Instants at which something is to be looked at anew though no deadline ends."""
        return iter(())


FRESH, CARRIED = "intake", "carried"
"""What a run begins from: an intake, or the docket of the run before it."""


def begins_from(value: object) -> str:
    """Tell the two apart: only a carried docket holds an intake within it."""
    carried = isinstance(value, Docket) or (isinstance(value, dict) and "intake" in value)
    return CARRIED if carried else FRESH


class ChildReport(BaseModel):
    """What a workflow tells the one that started it: a step done, or how it ended."""

    # Between workflows, which may be on different builds for a while: what a newer one says more
    # is passed over, where a form that people fill in would be refused.
    model_config = ConfigDict(frozen=True, extra="ignore")

    child: str = Field(description="The workflow id of the one that reports.")
    kind: DocketKind
    sequence: int = Field(description="Its docket's sequence: an older report never wins.")
    stage: str
    what: str = Field(default="", description="The step in words, without health details.")
    milestones: tuple[Milestone, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    ending: str | None = None
