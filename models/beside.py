"""What the workflows beside an appeal share: how they are closed, and how they are counted."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.any_event import Event
from models.any_intake import Text
from models.consultation import Asked
from models.deadline import FollowUp


class WorkClosed(Event):
    """The case manager ends the work beside an appeal."""

    reason: Text


class Renewal(Asked):
    """Every message planned for a follow-up was used; the matter is still open."""

    follow_up: FollowUp = Field(description="The matter to go on with.")


class Withdrawal(BaseModel):
    """How a case that ends takes leave of what runs beside it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    keep_grievances: bool = True


class PlainEnding(StrEnum):
    """Endings that every work beside an appeal may have."""

    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
