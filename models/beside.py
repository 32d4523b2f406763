"""What the workflows beside an appeal share: how they are closed, and how they are counted."""

from pydantic import BaseModel, ConfigDict

from models.any_event import Event
from models.any_intake import Text


class WorkClosed(Event):
    """The case manager ends the work beside an appeal."""

    reason: Text


class Withdrawal(BaseModel):
    """How a case that ends takes leave of what runs beside it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    keep_grievances: bool = True
