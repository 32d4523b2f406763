"""That the service is to write a draft of the request for appeal."""

from pydantic import Field

from models.inputs.common_intake import ShortText
from models.inputs.common_report import Event

DRAFT = "draft_letter"
"""The report by which a draft is asked for."""


class DraftAsked(Event):
    """A draft of the request for appeal is written into the operator's folder of letters."""

    level: ShortText | None = Field(
        default=None, description="The level the request is for; the present one when left out."
    )
