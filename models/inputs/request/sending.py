"""How a request or its evidence was sent, and the proof that it arrived."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.inputs.common_intake import ShortText, Text
from models.inputs.common_report import Event

DELIVERY = "record_delivery"
"""The report that something sent has arrived."""


class SentBy(StrEnum):
    """The ways to send something to an adjudicator."""

    MAIL = "mail"
    CERTIFIED_MAIL = "certified_mail"
    FAX = "fax"
    PORTAL = "portal"
    IN_PERSON = "in_person"


class Sending(BaseModel):
    """How something was sent. Once it is said, the case asks for the proof that it arrived."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sent_by: SentBy | None = Field(
        default=None,
        description="How it was sent; until its receipt is recorded with `record_delivery` the "
        "case manager is reminded of that.",
    )
    tracking: ShortText | None = Field(
        default=None, description="The number by which whoever carries it finds it."
    )

    @model_validator(mode="after")
    def _tracked_by_someone(self) -> Self:
        if self.tracking is not None and self.sent_by is None:
            message = "tracking: expected together with sent_by"
            raise ValueError(message)
        return self


class DeliveryRecorded(Event):
    """The office has what was sent: the request, or evidence that went after it."""

    of: int | None = Field(
        default=None,
        ge=1,
        description="The number of the report of the filing, or of the evidence sent; what waits "
        "for its proof when left out.",
    )
    on: date = Field(description="The day it arrived.")
    evidence: Text = Field(
        description="What proves it: a signed return receipt, a fax confirmation, a stamped copy."
    )
