"""What every intake has: the people, where they are, when to remind them."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from models.cases.cover import MOST_COVERS, Cover
from models.cases.people import CaseManager, People, Person, Zone
from models.cases.program import Program
from models.inputs.reminder_schedule import ReminderSchedule
from models.rulebook.local.plans import PlanNumber
from models.rulebook.states import State

Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
"""Dollars."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _local(hour: time) -> time:
    if hour.tzinfo is not None:
        message = "expected a local time such as 14:30, without an offset"
        raise ValueError(message)
    return hour


LocalTime = Annotated[time, AfterValidator(_local)]
"""An hour on the wall, in the case's zone."""

FIRST_DAY = date(2014, 1, 1)
"""The first day that the rulebook covers."""

OverrideDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


EASTERN = "America/New_York"
"""The zone of an intake that names none."""


class Receipt(BaseModel):
    """When a notice actually arrived, and what shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date = Field(description="The day the notice arrived.")
    evidence: Text = Field(description="What proves it: a postmark, a portal log, a witness.")


class Override(BaseModel):
    """A due day that replaces the reckoned one, because the notice in hand says otherwise.

    It wins as the day to work to and as the last on which a filing counts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    due_on: OverrideDay
    due_at: LocalTime | None = Field(
        default=None,
        description="Its local hour; that of the limit when left out, where the limit has one.",
    )
    reason: Text


class AnyIntake(BaseModel):
    """The part of an intake that all workflows share. Days are calendar days in `zone`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    program: Program
    service: ShortText | None = Field(
        default=None, description="What it is about, in a few words; in the body of mails only."
    )
    case_manager: CaseManager
    covers: tuple[Cover, ...] = Field(
        default=(),
        max_length=MOST_COVERS,
        description="Who manages the case in the case manager's place, and on which days.",
    )
    case_id: str | None = Field(
        default=None,
        description="When given, must equal the workflow id: a guard against copied forms.",
    )
    references: dict[ShortText, ShortText] = Field(default_factory=dict, max_length=20)
    beneficiary: Person | None = None
    representative: Person | None = None
    physician: Person | None = None
    backup: Person | None = Field(
        default=None, description="Who hears of it when the case manager cannot be reached."
    )
    supervisor: Person | None = None
    zone: Zone = Field(default=EASTERN, description="Time zone of whoever files.")
    state: State | None = Field(
        default=None,
        description="The State of whoever files, such as FL: relief after a disaster is by State.",
    )
    plan_number: PlanNumber | None = Field(
        default=None,
        description="The plan, by its contract number such as H5216-001: a desk may list time "
        "limits of its own for it.",
    )
    reminders: ReminderSchedule = ReminderSchedule()

    @property
    def people(self) -> People:
        """Everyone on the case; covers are left aside."""
        # Each was read with the intake; who is on a case is asked often.
        return People.model_construct(
            case_manager=self.case_manager,
            beneficiary=self.beneficiary,
            representative=self.representative,
            physician=self.physician,
            backup=self.backup,
            supervisor=self.supervisor,
        )


def reject(field: str, expected: str) -> NoReturn:
    """Raise what the payload converter shows as 'field: expected'."""
    message = f"{field}: {expected}"
    raise ValueError(message)
