"""An appeal case: what is known of it, what is shown of it, and how it ended."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Discriminator, Field, RootModel, Tag

from models.any_intake import Receipt
from models.deadline import FollowUpKind
from models.docket import CARRIED, FRESH, Child, Docket, DocketKind, begins_from
from models.intake import Intake
from models.local_time import end_of_day
from models.milestone import Milestone
from models.plan import BackwardPlan
from models.presentation.shapes import AppealOverview as CaseOverview
from models.presentation.shapes import AppealStory as CaseStory
from models.presentation.shapes import LevelReached
from models.program import Ending, Outcome, Phase, Speed

__all__ = ["CaseInput", "CaseOverview", "CaseState", "CaseStory", "LevelReached"]


class CaseState(Docket):
    """Everything a case carries from run to run."""

    intake: Intake
    level: str
    level_title: str = ""
    adjudicator: str = ""
    phase: Phase
    speed: Speed
    amount: Decimal | None = None
    notice_date: date | None = Field(default=None, description="Of the last adverse notice.")
    received: Receipt | None = Field(default=None, description="Its proven receipt, if any.")
    no_notice: bool = Field(
        default=False, description="The filing day rests on a silence, not on a notice."
    )
    levels: list[LevelReached] = Field(default_factory=list)
    late_window: bool = Field(
        default=False, description="The first time to file has passed; a later one is open."
    )
    good_cause_filed_on: date | None = Field(
        default=None,
        description="When a late request with its reasons was filed; awaits an answer.",
    )
    amount_short: bool = Field(
        default=False, description="The amount is below what the next level asks."
    )
    amount_until: date | None = Field(
        default=None,
        description="The last day on which the amount is enough, as the next year asks for more.",
    )
    escalation_opens: datetime | None = Field(
        default=None,
        description="When the case may be escalated (UTC), where its decision is due later.",
    )
    last_outcome: Outcome | None = None
    partly_won: bool = False
    plan: BackwardPlan | None = Field(
        default=None, description="Counted back from the filing day that is open."
    )
    plan_broken: bool = Field(default=False, description="The plan was found not to fit.")
    told_goal: date | None = Field(
        default=None, description="The day the second opinion was told its report is needed by."
    )
    evidence_seen: int = Field(
        default=0, description="How many pieces of evidence there were when last looked at."
    )
    keep_grievances: bool = Field(
        default=True, description="Whether grievances beside the case outlive it."
    )
    ending: Ending | None = None

    @property
    def kind(self) -> DocketKind:
        """An appeal."""
        return DocketKind.APPEAL

    @property
    def evidence_steps(self) -> tuple[Milestone, ...]:
        """The steps to evidence in hand before the filing, as those beside the case report them.

        None where no filing day is planned for, or nothing is being gathered.
        """
        if self.plan is None or self.phase is not Phase.FILING:
            return ()
        steps: list[Milestone] = []
        for child in self.children:
            if child.is_open and child.kind is DocketKind.SECOND_OPINION:
                steps += [_as_reported(step, child) for step in self.plan.steps]
            elif child.is_open and child.kind is DocketKind.RECORDS_TRANSFER:
                steps += _records_step(child, self.plan.goal_on)
        return tuple(step for step in steps if step.needed)

    @property
    def plan_as_reported(self) -> BackwardPlan | None:
        """The plan with its steps as those beside the case report them."""
        steps = self.evidence_steps
        if self.plan is None or not steps:
            return self.plan
        return self.plan.model_copy(update={"steps": steps})

    @property
    def may_be_escalated(self) -> bool:
        """Whether the right to go past the present adjudicator is open, and looked after."""
        return any(
            follow_up.is_open and follow_up.kind is FollowUpKind.ESCALATION
            for follow_up in self.follow_ups
        )

    @property
    def checks(self) -> Iterator[datetime]:
        """The ends of the latest safe days, while evidence is gathered and the plan holds.

        And of the last day on which the amount in controversy is enough; and when a case may be
        escalated before its decision is due.
        """
        if self.escalation_opens is not None and not self.may_be_escalated:
            yield self.escalation_opens
        if self.amount_until is not None and self.phase is Phase.FILING:
            yield end_of_day(self.amount_until, self.intake.zone)
        if not self.plan_broken:
            for step in self.evidence_steps:
                if step.is_open and step.latest_on is not None:
                    yield end_of_day(step.latest_on, self.intake.zone)


def _as_reported(step: Milestone, child: Child) -> Milestone:
    """A step of the plan as the second opinion stands; the third opinion's where there is one."""
    reported = {one.key: one for one in child.milestones}
    found = reported.get(f"third_{step.key}") or reported.get(step.key)
    if found is None:
        return step
    known = found.model_dump(include={"needed", "expected_on", "done_on"})
    if found.latest_on is not None and step.latest_on is not None:
        # A visit that is booked early makes the records' day earlier.
        known["latest_on"] = min(found.latest_on, step.latest_on)
    return step.model_copy(update=known)


def _records_step(child: Child, goal_on: date) -> list[Milestone]:
    """What a records transfer that serves no specialist must bring before the filing."""
    if child.serves == "specialist":
        return []
    delivered = next((one for one in child.milestones if one.key == "delivered"), None)
    step = Milestone(key=child.id, title="Records in hand", latest_on=goal_on)
    if delivered is None:
        return [step]
    known = {"expected_on", "done_on"}
    return [step.model_copy(update=delivered.model_dump(include=known))]


class CaseInput(
    RootModel[
        Annotated[
            Annotated[Intake, Tag(FRESH)] | Annotated[CaseState, Tag(CARRIED)],
            Discriminator(begins_from),
        ]
    ]
):
    """The one argument of an AppealCase: an intake, or what the run before it carried on.

    One argument, as Temporal uses type hints only where every argument is given; a root model, as
    it strips the annotations that tell the two apart.
    """

    model_config = ConfigDict(frozen=True)
