"""Plans backward from the day on which evidence must be in hand: the latest safe day of each step.

How long the law gives a plan or a holder of records comes from the rulebook; how long a visit or a
report takes is an assumption of the desk, which the intake may change.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from models.cases.milestone import Milestone
from models.cases.plan import BackwardPlan, PlanningPolicy
from models.cases.program import Program
from models.cases.standing import Clock
from models.local_time import short_day
from models.procedure.clocks import count
from models.rulebook import Facts
from models.rulebook.programs import ReferralTerms, SecondOpinionTerms

STEPS = {
    "referral_request": "Referral asked for",
    "referral": "Referral in hand",
    "specialist": "Specialist chosen, visit booked",
    "records_request": "Records asked for",
    "records": "Records at the specialist",
    "visit": "Visit",
    "report": "Written report",
}
"""The steps of a second opinion in their order, in words."""

_LATEST_USE = timedelta(days=21)
"""A window to file that is shorter leaves no time to plan a second opinion in."""


@dataclass(frozen=True)
class PlanningBasis:
    """What a plan rests on: whose rules apply, how long the desk reckons with, and where."""

    program: Program
    """None where this release does not know it."""

    policy: PlanningPolicy
    zone: str
    referral_needed: bool | None = None

    @property
    def asks_for_referral(self) -> bool:
        """Whether the plan is to be asked first; Original Medicare asks for no referral."""
        if self.referral_needed is None:
            return self.referral is not None
        return self.referral_needed

    @property
    def referral(self) -> ReferralTerms | None:
        """The rows of the plan that is asked; None where there is no plan."""
        return self._terms.referral if self._terms is not None else None

    @property
    def is_covered(self) -> bool:
        """Whether the program covers a second opinion."""
        return self._terms is not None

    @property
    def _terms(self) -> SecondOpinionTerms | None:
        return self.program.terms.second_opinion if self.program else None


def plan_for_filing(clock: Clock, basis: PlanningBasis, today: date) -> BackwardPlan | None:
    """The plan behind one of our own filing days; None where there is no time to plan in.

    Args:
        clock: Of the filing, ours.
        basis: What the spans between the steps rest on.
        today: The day it is planned on, in the zone of the case.

    Raises:
        RulebookError: The rules of the plan or of the holder of records cannot be counted.
    """
    if not basis.is_covered:
        return None
    safe_by = clock.reckoning.safe_by if clock.override is None else None
    filing = safe_by or clock.due_on
    if clock.reckoning.to_the_hour or filing - today < _LATEST_USE:
        return None
    goal_on = filing - timedelta(days=basis.policy.review_days)
    safe = f"{short_day(filing)}, the safe day to post the filing" if safe_by else "the filing"
    goal = (
        f"In hand by {short_day(goal_on)}: {basis.policy.review_days} days before {safe}, due "
        f"{short_day(clock.due_on)}."
    )
    return plan_backward(goal_on, goal, basis)


def plan_backward(goal_on: date, goal: str, basis: PlanningBasis) -> BackwardPlan:
    """The latest safe day of each step to a report in hand on a day.

    Args:
        goal_on: The day the report must be in hand.
        goal: What that day is counted back from, in words.
        basis: What the spans between the steps rest on.

    Raises:
        RulebookError: The rules of the plan or of the holder of records cannot be counted.
    """
    policy = basis.policy
    visit = goal_on - timedelta(days=policy.report_days)
    records = visit - timedelta(days=policy.reading_days)
    booked = visit - timedelta(days=policy.appointment_days)
    assumed = (
        f"Assumed: {policy.report_days} days from visit to report, {policy.appointment_days} from "
        f"booking to visit, records {policy.reading_days} days before the visit."
    )
    asked, note = _begun("R.HIPAA", records, basis.zone, policy.records_days)
    notes = [assumed, f"Records: {note}."]
    latest = {
        "specialist": booked,
        "records_request": asked,
        "records": records,
        "visit": visit,
        "report": goal_on,
    }
    if basis.asks_for_referral and basis.referral is not None:
        asked, note = _begun(basis.referral.standard, booked, basis.zone, policy.referral_days)
        notes.append(f"Referral: {note}.")
        latest |= {"referral_request": asked, "referral": booked}
    steps = tuple(
        Milestone(key=key, title=title, latest_on=latest[key])
        for key, title in STEPS.items()
        if key in latest
    )
    return BackwardPlan(goal_on=goal_on, goal=goal, steps=steps, notes=tuple(notes))


def _begun(rule: str, by: date, zone: str, assumed: int | None) -> tuple[date, str]:
    """The latest day on which somebody can be asked for what is needed by a day; and words for it.

    How long they may take is what the law gives them from that day, or the desk's own assumption.
    """
    if assumed is not None:
        return by - timedelta(days=assumed), f"{assumed} days assumed"
    reckoning = count(rule, by, zone, Facts())
    asked = by - (reckoning.due_on - by)
    # Counted from an earlier day it may be another length: by another version, or over a weekend.
    while (reckoning := count(rule, asked, zone, Facts())).due_on > by:
        asked -= timedelta(days=1)
    return asked, f"{(by - asked).days} days by law ({reckoning.citation})"
