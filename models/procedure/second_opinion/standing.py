"""Where a second opinion stands."""

from dataclasses import dataclass, field
from datetime import date, datetime

from models.cases.evidence import Agreement, Element
from models.cases.milestone import Milestone, first_to_do
from models.cases.plan import BackwardPlan
from models.cases.standing import Said, Standing
from models.inputs.second_opinion import SecondOpinionEnding, SecondOpinionIntake
from models.local_time import local_day
from models.procedure.case import Case, Played

OpinionCase = Case[SecondOpinionIntake]

SECOND, THIRD = "second_opinion", "third_opinion"
"""The keys of the two opinions: a report is bound to the one that was awaited when it was made."""


@dataclass
class Opinion:
    """One written report: of the second opinion, or of the third."""

    number: int
    """Of the report that brought it."""

    agreement: Agreement
    received_on: date
    evidence_id: str
    elements: tuple[Element, ...]

    @property
    def lacking(self) -> tuple[Element, ...]:
        """What it lacks as evidence, where it agrees."""
        if self.agreement is not Agreement.AGREES:
            return ()
        return tuple(one for one in Element if one not in self.elements)


@dataclass
class Refusal:
    """The plan refused a referral or a specialist: a determination with rights of its own."""

    key: str
    """Of the clock of its appeal."""

    number: int
    """Of the report that brought it, or of the request that was left unanswered."""

    notice_date: date
    late: bool = False
    """No notice came: the time to answer ran out."""

    appeal_decided: bool = False
    """Whether we appeal it was answered."""


@dataclass(frozen=True)
class Conclusion:
    """How the opinions ended the work, by which report."""

    ending: SecondOpinionEnding
    report: Played


@dataclass
class OpinionStanding(Standing):
    """Where a second opinion stands."""

    needed_by: date | None = None
    """The day the written report must be in hand."""

    needed_root: int = 1
    """The number of the report that gave that day."""

    plan: BackwardPlan | None = None
    plan_broken: bool = False
    planned: str = ""
    """The step that is reminded of now, where it has a planned day to come."""

    planned_since: int = 1
    """The number of the newest report when that day was set."""

    playing: int = 1
    """The number of the report that is played; where the calendar is, of the newest so far."""

    newest: int = 1
    """The highest number of those that were taken."""

    opinions: list[Opinion] = field(default_factory=list)
    third: bool = False
    """The first two opinions differ: a third is awaited."""

    waiting: list[Played] = field(default_factory=list)
    """Reports on the third opinion of a day before it was opened."""

    refusal: Refusal | None = None
    refusals: dict[str, Refusal] = field(default_factory=dict)
    """Every refusal so far, by its key."""

    visit_on: date | None = None
    """The day a visit to the awaited opinion is booked for."""

    visit_root: int = 1
    """The number of the report that booked it."""

    promised_at: datetime | None = None
    """When the case it serves last told how the records stand (UTC)."""

    words_taken: set[str] = field(default_factory=set)
    """What the records transfers beside it have said and was taken."""

    taken: set[int] = field(default_factory=set)
    """The numbers of the reports that were taken."""

    conclusion: Conclusion | None = None
    terms: tuple[Said, ...] = ()
    """On which terms the program covers it."""

    estimate: Said | None = None
    """What the visit will cost the patient."""

    @property
    def lacking(self) -> tuple[Element, ...]:
        """What the last report still lacks as evidence, where it agrees."""
        return self.opinions[-1].lacking if self.opinions else ()

    @property
    def next_milestone(self) -> Milestone | None:
        """The step to do next: the one whose latest safe day comes first, else the first."""
        still = (step for step in self.milestones if step.is_open)
        return first_to_do(self.milestones) or next(still, None)

    @property
    def awaited(self) -> str:
        """The key of the opinion that is awaited."""
        return THIRD if self.third else SECOND


def known_on(case: OpinionCase, standing: OpinionStanding) -> date:
    """The day, in the zone of the case, since which what is being played has been known.

    Planning goes by it: nobody could be reminded of a step before it was known to come next.
    """
    assert standing.moment is not None  # noqa: S101 (set before each step)
    return local_day(standing.moment, case.zone)


def opinion_of(standing: OpinionStanding, report: Played) -> str:
    """The key of the opinion that a report is about."""
    bound = report.binds.get("key")
    return str(bound) if bound in {SECOND, THIRD} else standing.awaited
