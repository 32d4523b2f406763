"""The appointment of a representative: when it was signed, and what is missing of its elements."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from models.cases.program import Missing
from models.inputs.common_intake import FIRST_DAY
from models.inputs.common_report import Event
from models.inputs.request.missing import MissingPart


def _of_an_appointment(part: Missing) -> Missing:
    if part.element is None or part.paper != Missing.APPOINTMENT_OF_REPRESENTATIVE:
        message = "expected an element such as appointment_of_representative.signatures"
        raise ValueError(message)
    return part


class Appointment(BaseModel):
    """The appointment as it is in hand. Its elements are those of `law/elements.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    signed_on: date | None = Field(
        default=None, description="The day from which it carries both signatures."
    )
    missing: tuple[Annotated[MissingPart, AfterValidator(_of_an_appointment)], ...] = Field(
        default=(),
        max_length=20,
        description="What is missing of its elements, as appointment_of_representative.purpose.",
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.signed_on is None and not self.missing:
            message = "signed_on: expected, or what is missing"
            raise ValueError(message)
        if self.signed_on is not None and self.signed_on < FIRST_DAY:
            message = f"signed_on: expected {FIRST_DAY} or later"
            raise ValueError(message)
        return self


class AppointmentRecorded(Appointment, Event):
    """The appointment was signed, looked through or completed: the latest report counts."""
