"""A digest: who gets the summary of their cases each working morning, and what became of one."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.cases.deadline import Deadline
from models.cases.language import Language
from models.cases.people import CASE_MANAGER_CODE, Email, Role, Zone, case_manager_code
from models.local_time import local_day, local_time

DIGEST_WORKFLOW = "CaseloadDigest"
"""The workflow type that a schedule starts."""

ID_PREFIX = "digest."
"""What the id of every schedule, and of every workflow it starts, begins with."""


def digest_id(code: str) -> str:
    """The id of a manager's schedule, which holds their code and no address."""
    return f"{ID_PREFIX}{code}"


class DigestIntake(BaseModel):
    """Whose digest it is. It holds an address: it travels as a payload, as an intake does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Email
    code: str | None = Field(
        default=None,
        pattern=CASE_MANAGER_CODE,
        description="The code by which the cases name their manager; derived from the address "
        "where left out, as the cases do it.",
    )
    zone: Zone = Field(default="America/New_York", description="IANA time zone of the mornings.")
    language: Language = Language.ENGLISH
    hour: Annotated[int, Field(ge=0, le=23)] = Field(
        default=8, description="The hour at which the schedule sends it, in that zone."
    )

    @property
    def searchable(self) -> str:
        """The code that the manager's cases carry."""
        return self.code or case_manager_code(self.email)

    def by_the_calendar(self, nominal: datetime | None) -> bool:
        """Whether a start came from the calendar; by hand, it is for any day and hour.

        Args:
            nominal: The instant a schedule meant the start for; None where none did.
        """
        if nominal is None:
            return False
        local = local_time(nominal, self.zone)
        return (local.hour, local.minute, local.second) == (self.hour, 0, 0)


class DigestKind(StrEnum):
    """What the delivery ledger calls it, beside the kinds of reminders."""

    DIGEST = "digest"


class DigestOrder(BaseModel):
    """Everything needed to write and send one digest; also its key in the delivery ledger."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intake: DigestIntake
    now: datetime = Field(description="The workflow's clock: the day, and all that is left.")
    only_on_working_days: bool = Field(description="True of what the calendar starts.")

    @property
    def today(self) -> date:
        """The day it is for the manager."""
        return local_day(self.now, self.intake.zone)

    @property
    def case_id(self) -> str:
        """What the ledger files it under: no case, but the digest's own id."""
        return digest_id(self.intake.searchable)

    @property
    def about(self) -> str:
        """All cases of the manager."""
        return "caseload"

    @property
    def reminder(self) -> str:
        """It has one reminder, each day anew."""
        return "daily"

    @property
    def edition(self) -> str:
        """The manager's day: two digests of one day are one message."""
        return self.today.isoformat()

    @property
    def kind(self) -> DigestKind:
        """What kind of message it is."""
        return DigestKind.DIGEST

    @property
    def due_to_send_at(self) -> datetime:
        """When it was due: there is no other moment than now."""
        return self.now

    @property
    def deadline(self) -> Deadline | None:
        """It is about many deadlines, and none of its own."""
        return None

    @property
    def role(self) -> Role:
        """Who it goes to."""
        return Role.CASE_MANAGER


class DigestOutcome(StrEnum):
    """What became of a digest."""

    SENT = "sent"
    MAY_HAVE_ARRIVED = "may_have_arrived"
    NOTHING_TO_SAY = "nothing_to_say"
    NO_WORKING_DAY = "no_working_day"


class DigestReport(BaseModel):
    """What became of one digest: the result of its workflow. Numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date
    outcome: DigestOutcome
    overdue: int = 0
    due: int = 0
    waiting: int = 0
    unreached: int = 0
    unconfirmed: int = 0
