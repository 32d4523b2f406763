"""What people may report to any running workflow, and the receipt they get back."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.cases.people import CaseManager, ContactChanges, Role
from models.inputs.common_intake import ShortText


class Event(BaseModel):
    """What every report shares. Days are calendar days in the case's zone."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Acknowledged(Event):
    """Somebody has seen the reminders of a deadline and takes care of it."""

    deadline: str | None = Field(
        default=None,
        max_length=200,
        description="Code or id of the deadline; the next one when left out.",
    )
    by: ShortText | None = None


class Assigned(Event):
    """Another case manager takes the case, for good or until a day."""

    case_manager: CaseManager
    until: date | None = Field(
        default=None,
        description="The last day on which they have it; then it goes back by itself. For good "
        "when left out.",
    )
    starts_on: date | None = Field(
        default=None,
        description="With `until`: the first day; that of the report when left out.",
    )

    @model_validator(mode="after")
    def _days(self) -> "Assigned":
        if self.starts_on is None:
            return self
        if self.until is None:
            message = "starts_on: expected together with until"
            raise ValueError(message)
        if self.until < self.starts_on:
            message = "until: expected the first day or a later one"
            raise ValueError(message)
        return self


class ContactsUpdated(ContactChanges, Event):
    """Contact details changed."""


class SmsStopped(Event):
    """Somebody wants no SMS any more, or wants them again."""

    role: Role
    stopped: bool = True


class DeadlineChange(BaseModel):
    """One deadline before and after an event."""

    deadline: str
    title: str
    before: date | None
    after: date | None
    why: str


class UpdateReceipt(BaseModel):
    """The answer to a report: what was recorded, what moved and why, what comes next."""

    recorded: str
    changes: tuple[DeadlineChange, ...] = ()
    next_action: str
    remarks: tuple[str, ...] = ()


class CorrectionReceipt(UpdateReceipt):
    """The answer to a correction or take-back."""

    lapsed: tuple[str, ...] = Field(
        default=(), description="Reports about a clock or matter that does not stand any more."
    )
    will_be_told: tuple[str, ...] = Field(
        default=(), description="Who hears of it, and of what: one line per person and matter."
    )
    preview: bool = Field(default=False, description="Nothing was recorded, and nothing is sent.")
