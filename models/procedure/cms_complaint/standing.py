"""Where a complaint to CMS stands."""

from dataclasses import dataclass
from datetime import date

from models.inputs.cms_complaint import Category, ComplaintStage
from models.procedure.conclusion import ConcludingStanding


@dataclass
class ComplaintStanding(ConcludingStanding):
    """Where a complaint to CMS stands."""

    waits_for: ComplaintStage = ComplaintStage.CALLING
    category: Category = Category.OTHER
    also_grievance: bool = False
    filed_on: date | None = None
    tracking_number: str | None = None
    assigned_on: date | None = None
    root: int = 1
    """The number of the report that brought the assignment."""

    extended: bool = False
    extension_days: int | None = None
