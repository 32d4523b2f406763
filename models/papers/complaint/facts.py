"""What a grievance or a complaint to CMS is about, with the appeal that it runs beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.cases.deadline import DeadlineStatus
from models.inputs.appeal_intake import Intake
from models.inputs.cms_complaint import ComplaintIntake
from models.inputs.grievance import GrievanceIntake
from models.inputs.request.claim_details import DETAILS, details_of
from models.papers.paper import Sentence
from models.papers.private import PrivateDetails
from models.papers.sources import private, reported
from models.papers.wording import Fact, Wording
from models.presentation.shown import Shown
from models.rulebook.elements import Appellant


@dataclass(frozen=True)
class MissedLimit:
    """A time limit of the plan's that passed without its act."""

    title: str
    due_on: date
    days: int
    """How many by now."""


@dataclass(frozen=True)
class ComplaintFacts:
    """A grievance, or a complaint to CMS."""

    shown: Shown
    above: tuple[Shown, ...]
    """What it runs beside, the nearest first: a grievance, an appeal."""

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
        """The plan's name, as the private file or the appeal has it."""
        appeal = self._appeal
        if self.private.plan is not None or appeal is None:
            return self.private.plan
        added = [one.said for one in appeal.case.facts(DETAILS)]
        return details_of(appeal.case.intake, added).plan

    @property
    def contract_number(self) -> Fact:
        """The number of the plan's contract, as the private file or the appeal has it."""
        appeal = self._appeal
        if self.private.contract_number is not None or appeal is None:
            return private(self.private.contract_number, "contract_number")
        return reported(appeal.case.intake.plan_number, 1, "plan_number")

    def references(self, wording: Wording) -> Iterator[Sentence]:
        """The numbers to quote, a line each."""
        for name, number in self.intake.references.items():
            yield wording.say("re.reference", name=name, number=reported(number, 1, "references"))

    @property
    def _appeal(self) -> Shown | None:
        return next((one for one in self.above if isinstance(one.case.intake, Intake)), None)

    @property
    def missed_limits(self) -> tuple[MissedLimit, ...]:
        """The plan's limits that it has missed so far, here and in what it runs beside."""
        found = [one for each in (self.shown, *self.above) for one in each.deadlines]
        today = self.shown.case.today
        return tuple(
            MissedLimit(one.reckoning.title, one.due_on, (today - one.due_on).days)
            for one in found
            if one.status is DeadlineStatus.MISSED and not one.purpose.ours
        )
