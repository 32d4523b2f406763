"""A complaint about a plan to CMS, made at 1-800-MEDICARE. 42 CFR 422.125 and 423.129."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.inputs.common_intake import AnyIntake, ShortText, Text, reject
from models.inputs.common_report import Event
from models.rulebook.covered_days import AssignedDay, CoveredDay


class Category(StrEnum):
    """How CMS grades a complaint: it decides how long the plan has."""

    IMMEDIATE_NEED = "immediate_need"
    URGENT = "urgent"
    OTHER = "other"


MADE, ASSIGNED, CONTACTED, ANSWERED = "made", "assigned", "contacted", "answered"
"""The milestones of a complaint."""


class ComplaintFacts(BaseModel):
    """What a complaint adds to the people and places of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: Category = Field(
        default=Category.OTHER,
        description="immediate_need: without care or drug now; urgent: within days; other.",
    )
    also_grievance: bool = Field(
        default=False, description="Whether the plan has it as a grievance too."
    )
    filed_on: CoveredDay | None = Field(
        default=None, description="The day of the call or form, if it is made already."
    )
    tracking_number: ShortText | None = None
    assigned_on: AssignedDay | None = Field(
        default=None, description="The day CMS assigned it to the plan, if known."
    )


class ComplaintIntake(AnyIntake, ComplaintFacts):
    """What a case manager fills in to open a complaint to CMS."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.program.terms.grievance is None:
            reject(
                "program",
                "expected part_c, part_d or integrated; "
                "about Original Medicare call 1-800-MEDICARE, where no "
                "plan has a time to answer",
            )
        if self.assigned_on is not None and self.filed_on is None:
            reject("assigned_on", "expected together with filed_on")
        if self.assigned_on and self.filed_on and self.assigned_on < self.filed_on:
            reject("assigned_on", "is before filed_on")
        return self


class ComplaintStarted(ComplaintFacts, Event):
    """Start a complaint to CMS beside this work."""


class ComplaintStage(StrEnum):
    """What a complaint waits for."""

    CALLING = "calling"
    ASSIGNING = "assigning"
    RESOLVING = "resolving"
    FURTHER_DOORS = "further_doors"


class ComplaintEnding(StrEnum):
    """How a complaint ends, unless it is closed or withdrawn."""

    RESOLVED = "resolved"


class ComplaintMade(Event):
    """The complaint was made at 1-800-MEDICARE, or by the form on medicare.gov."""

    filed_on: CoveredDay
    tracking_number: ShortText | None = None
    category: Category | None = Field(default=None, description="As graded; as before if left out.")


class ComplaintAssigned(Event):
    """CMS assigned the complaint to the plan: the plan's time to resolve it runs from that day."""

    assigned_on: AssignedDay
    category: Category | None = None
    tracking_number: ShortText | None = None


class ComplaintExtended(Event):
    """The plan takes more time: only where the complaint is a grievance too, and not urgent."""

    noticed_on: date
    days: int | None = Field(default=None, ge=1, le=14, description="14 when left out.")


class PlanContacted(Event):
    """The plan contacted whoever complained."""

    on: date


class ComplaintAnswered(Event):
    """The plan or CMS says that the complaint is closed: resolved, or not."""

    on: date
    resolved: bool


class ComplaintRecalculated(Event):
    """Correct what was typed wrong; the day of assignment and the grade go by `record_assigned`."""

    reason: Text
    filed_on: CoveredDay | None = None
    tracking_number: ShortText | None = None
    also_grievance: bool | None = None
    extension_days: int | None = Field(
        default=None, ge=0, le=14, description="Of the extension recorded; 0: there was none."
    )
