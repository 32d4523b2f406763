"""What the workflows beside an appeal share: how they are closed, and how they are counted."""

from pydantic import BaseModel, ConfigDict

from models.inputs.common_intake import Text
from models.inputs.common_report import Event


class WorkClosed(Event):
    """The case manager ends the work beside an appeal."""

    reason: Text


class Withdrawal(BaseModel):
    """How a case that ends takes leave of what runs beside it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    keep_grievances: bool = True
