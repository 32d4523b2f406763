"""A grievance: a complaint to the plan, on the plan's clock. 42 CFR 422.564 and 423.564."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.cases.program import Program
from models.inputs.common_intake import AnyIntake, LocalTime, ShortText, Text, reject
from models.inputs.common_report import Event
from models.rulebook.covered_days import CoveredDay


class Ground(StrEnum):
    """What a grievance is about: it decides which clock the plan has."""

    REFUSED_TO_EXPEDITE = "refused_to_expedite"
    EXTENSION = "extension"
    REFERRAL = "referral"
    SERVICE = "service"
    QUALITY_OF_CARE = "quality_of_care"
    OTHER = "other"


class Form(StrEnum):
    """How a grievance was made: a written one must be answered in writing."""

    ORAL = "oral"
    WRITTEN = "written"


class GrievanceFacts(BaseModel):
    """What a grievance adds to the people and places of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: Ground
    event_on: CoveredDay = Field(description="The day of the event complained of.")
    drug_obtained: bool = Field(
        default=False,
        description="Part D: whether the drug has been bought or received; then no 24-hour clock.",
    )
    filed_on: date | None = Field(
        default=None, description="The day the plan received it, if it is filed already."
    )
    filed_at: LocalTime | None = Field(default=None, description="Its local hour, if known.")
    form: Form = Form.WRITTEN


class GrievanceIntake(AnyIntake, GrievanceFacts):
    """What a case manager fills in to open a grievance."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.program.terms.grievance is None:
            reject(
                "program",
                "expected part_c, part_d or integrated; "
                "Original Medicare has no plan to complain to: call "
                "1-800-MEDICARE, or the QIO about the quality of care",
            )
        if self.drug_obtained and self.program is not Program.PART_D:
            reject("drug_obtained", "belongs to part_d")
        if self.filed_on is not None and self.filed_on < self.event_on:
            reject("filed_on", "is before event_on; a grievance follows its event")
        if self.filed_at is not None and self.filed_on is None:
            reject("filed_at", "expected together with filed_on")
        return self


class GrievanceStarted(GrievanceFacts, Event):
    """Start a grievance beside this work."""


class GrievanceStage(StrEnum):
    """What a grievance waits for."""

    FILING = "filing"
    ANSWERING = "answering"
    UNRESOLVED = "unresolved"


class GrievanceEnding(StrEnum):
    """How a grievance ends, unless it is closed or withdrawn."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"


class GrievanceFiled(Event):
    """The plan received the grievance."""

    filed_on: date
    filed_at: LocalTime | None = Field(default=None, description="Local hour: for a 24-hour clock.")
    form: Form | None = Field(default=None, description="As in the intake when left out.")


class GrievanceExtended(Event):
    """The plan takes up to 14 days more: at the enrollee's request, or in their interest."""

    noticed_on: date
    days: int | None = Field(default=None, ge=1, le=14, description="14 when left out.")


class GrievanceAnswered(Event):
    """The plan answered."""

    on: date
    resolved: bool
    form: Form = Field(default=Form.WRITTEN, description="How the answer came.")
    answered_by: ShortText | None = None


class GrievanceRecalculated(Event):
    """Correct what was typed wrong, and count the present clock again."""

    reason: Text
    event_on: CoveredDay | None = None
    about: Ground | None = None
    drug_obtained: bool | None = None
    filed_on: date | None = None
    filed_at: LocalTime | None = None
    extension_days: int | None = Field(
        default=None, ge=0, le=14, description="Of the extension recorded; 0: there was none."
    )
