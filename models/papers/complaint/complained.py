"""What a grievance or a complaint to CMS is about, with the appeal that it runs beside."""

from dataclasses import dataclass
from datetime import date

from models.cases.deadline import Deadline, DeadlineStatus
from models.inputs.appeal_intake import Intake
from models.inputs.cms_complaint import ComplaintIntake
from models.inputs.grievance import GrievanceIntake
from models.inputs.request.claim_details import DETAILS, details_of
from models.papers.private import PrivateDetails
from models.presentation.shown import Shown
from models.rulebook.elements import Appellant


@dataclass(frozen=True)
class Broken:
    """A time limit of the plan's that passed without its act."""

    title: str
    due_on: date
    days: int
    """How many by now."""


@dataclass(frozen=True)
class Complained:
    """A grievance, or a complaint to CMS."""

    shown: Shown
    parent: Shown | None
    """The appeal it runs beside, where it does."""

    private: PrivateDetails

    @property
    def intake(self) -> GrievanceIntake | ComplaintIntake:
        """Of the complaint, with the people of today."""
        intake: GrievanceIntake | ComplaintIntake = self.shown.case.intake
        return intake

    @property
    def appellant(self) -> Appellant:
        """Who makes it: the representative, where there is one."""
        return "representative" if self.intake.representative is not None else "beneficiary"

    @property
    def plan(self) -> str | None:
        """The plan's name, as the appeal or the private file has it."""
        if self.private.plan is not None or self.parent is None:
            return self.private.plan
        intake = self.parent.case.intake
        if not isinstance(intake, Intake):
            return None
        return details_of(intake, [one.said for one in self.parent.case.facts(DETAILS)]).plan

    @property
    def broken(self) -> tuple[Broken, ...]:
        """The plan's limits that it has missed so far, of the complaint and of the appeal."""
        found: list[Deadline] = [*self.shown.deadlines]
        found += self.parent.deadlines if self.parent is not None else ()
        today = self.shown.case.today
        return tuple(
            Broken(one.reckoning.title, one.due_on, (today - one.due_on).days)
            for one in found
            if one.status is DeadlineStatus.MISSED and not one.purpose.ours
        )
