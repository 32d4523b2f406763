"""A docket: what every workflow carries from run to run, whatever it is about."""

from collections.abc import Iterator
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from models.any_event import UpdateReceipt
from models.any_intake import AnyIntake
from models.cases.kinds import CaseKind
from models.deadline import Deadline, FollowUp
from models.evidence import Evidence
from models.milestone import Milestone
from models.people import Role
from models.presentation.shapes import AccountLine as Record
from models.presentation.shapes import ChildView as Child
from models.presentation.shapes import ContactToMend as Refusal
from models.presentation.shapes import DeliveryTrouble, NextAction

__all__ = [
    "CARRIED",
    "DOCKET_TITLES",
    "FRESH",
    "WORKFLOW_TYPES",
    "Child",
    "ChildReport",
    "DeliveryTrouble",
    "Docket",
    "DocketKind",
    "NextAction",
    "Record",
    "Refusal",
    "begins_from",
]


DocketKind = CaseKind
"""What a docket is about."""

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
