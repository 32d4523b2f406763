"""Where a grievance stands."""

from dataclasses import dataclass, field
from datetime import date, time

from models.inputs.grievance import Form, GrievanceExtended, GrievanceStage
from models.procedure.conclusion import ConcludingStanding

PLACE, TITLE = "grievance", "the grievance"

FILED, ANSWERED = "filed", "answered"
"""The milestones of a grievance."""


@dataclass(frozen=True)
class Filing:
    """When the plan had the grievance."""

    on: date
    at: time | None = None
    """Its local hour, where known."""

    number: int = 1
    """Of the report that says so."""


@dataclass
class GrievanceStanding(ConcludingStanding):
    """Where a grievance stands."""

    waits_for: GrievanceStage = GrievanceStage.FILING
    filing: Filing | None = None
    form: Form = Form.WRITTEN
    answered_on: date | None = None
    answer_form: Form | None = None
    extension: GrievanceExtended | None = None
    complaints: set[int] = field(default_factory=set)
    """The numbers of the reports whose complaint to CMS runs beside it."""

    @property
    def filed_on(self) -> date | None:
        """The day on which the plan had it."""
        return self.filing.on if self.filing is not None else None

    @property
    def complaint_runs(self) -> bool:
        """Whether a complaint to CMS runs beside it."""
        return bool(self.complaints)
