"""What a person at the desk reports about earlier reports: a correction, a take-back, a note."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from models.inputs.common_intake import Text
from models.inputs.common_report import Event

ReportNumber = Annotated[int, Field(strict=True, ge=1)]

Fields = Annotated[dict[str, Any], Field(min_length=1, max_length=50)]
"""The fields that another value takes the place of; null empties one that can be empty."""


class AlsoChanged(BaseModel):
    """Another report that is changed with it; without `content` it is taken back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report: ReportNumber
    content: Fields | None = None


class _Changed(Event):
    """What corrections and take-backs share."""

    report: ReportNumber = Field(description="Its number, as the query history shows it.")
    reason: Text
    also: tuple[AlsoChanged, ...] = Field(
        default=(),
        max_length=20,
        description="Reports that rest on it, each with what it should say; without content it is "
        "taken back.",
    )
    preview: bool = Field(
        default=False, description="Only say what would change and who would be told."
    )


class Corrected(_Changed):
    """An earlier report should have said something else."""

    content: Fields = Field(description="The fields given take the place of the report's own.")


class TakenBack(_Changed):
    """An earlier report should not have been made."""


class NoteAdded(Event):
    """A note for the record. It is mailed to nobody."""

    text: Text
