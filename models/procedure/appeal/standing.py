"""Where an appeal stands, and what can be read off it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.log.confirmation import Confirmation
from models.cases.milestone import Milestone
from models.cases.plan import BackwardPlan
from models.cases.program import Missing, Outcome, Phase, Speed
from models.cases.standing import Clock, Standing
from models.inputs.common_intake import Override, Receipt
from models.inputs.request.sending import SentBy
from models.local_time import local_time
from models.procedure.case import Played
from models.rulebook.reckoning import Reckoning


@dataclass(frozen=True)
class LevelReached:
    """One level of the ladder as the case went through it."""

    level: str
    title: str
    adjudicator: str
    root: int
    """The number of the report by which it was reached."""

    filed_in: int | None = None
    """The number of the report that says the day of its filing."""

    filed_on: date | None = None
    decided_on: date | None = None
    decided_in: int | None = None
    """The number of the report of its decision."""

    outcome: Outcome | None = None
    amount: Decimal | None = None
    """The amount in controversy when it was decided."""

    reviews: str = ""
    """The level whose dismissal is all that is asked about here; empty: the merits are."""

    sent_back: bool = False
    """The case was sent back here: nobody filed for it."""

    past: bool = False
    """The case was sent back to this level or below it since, or the request was withdrawn."""

    escalated: bool = False
    late_filing: bool = False
    services_over: bool | None = None
    """Whether services had ended, or the patient had left, by then; by the day where None."""

    incomplete: tuple[Missing, ...] = ()
    """What the request lacks: the adjudicator's clock waits for it."""

    appointment_on: date | None = None
    """The day on which the appointment that the request lacked was completed."""

    clock_on: date | None = None
    """The day the adjudicator's clock counts from."""

    clock_at: time | None = None
    """Its local hour, where known."""

    records_on: date | None = None
    """When the adjudicator had the records that start its clock."""

    records_at: time | None = None
    extended: bool = False
    extension_days: int | None = None
    """Days of all extensions; the rule's own where None."""


@dataclass(frozen=True)
class Notice:
    """The last adverse notice, or the silence that stands for one: what a filing counts from."""

    on: date
    root: int
    """The number of the report that brought it, or of the report whose clock ran out."""

    at: time | None = None
    """The local hour at which the time to decide ran out, for a clock that starts there."""

    number: int | None = None
    """The number of the report that says its date; None where no notice came."""

    received: Receipt | None = None
    """Its receipt, as proven by the same report."""

    dismissal_by: str = ""
    """The level whose dismissal is to be reviewed; empty where the merits were decided."""

    override: Override | None = None
    """The last day that the notice prints."""


@dataclass(frozen=True)
class SentOut:
    """A request, or evidence after it, that went to an adjudicator."""

    key: str
    """Of the matter that asks for the proof of its receipt."""

    number: int
    """Of the report that told of it."""

    level: str
    title: str
    adjudicator: str
    on: date
    """The day the request was received, as it was reported; the day the evidence was sent."""

    by: SentBy | None = None
    """How it was sent; None where that was not said."""

    evidence: bool = False
    """Whether it is evidence that went after the filing."""


@dataclass(frozen=True)
class KnownFacts:
    """What is known at one stretch of the case beside its days: see `facts.known_at`."""

    amount: Decimal | None = None
    """The amount in controversy, in dollars."""

    services_end: date | None = None
    services_end_at: time | None = None
    statement_on: date | None = None
    statement_at: time | None = None
    since: datetime | None = None
    """Since when (UTC) all of it is known."""


@dataclass
class AppealStanding(Standing):
    """Where an appeal stands."""

    level: str = ""
    level_title: str = ""
    adjudicator: str = ""
    phase: Phase = Phase.FILING
    speed: Speed = Speed.STANDARD
    at: str = ""
    """The key of what the case waits for; facts are bound to it."""

    places: list[str] = field(default_factory=list)
    """The keys of all that it has waited for."""

    known: KnownFacts = field(default_factory=KnownFacts)
    notice: Notice | None = None
    levels: list[LevelReached] = field(default_factory=list)
    withdrawn: bool = False
    """The last request was withdrawn: another may be filed, with a clock of ours or without."""

    unlimited: bool = False
    """A request may be filed at the present level, and no day is the last for it."""

    sent: list[SentOut] = field(default_factory=list)
    """What went to adjudicators so far, in the order of the play."""

    death: Played | None = None
    """The report that the person has died."""

    confirmation: Confirmation | None = None
    """Who stands behind the dates; None where nobody is asked to confirm them."""

    late_window: bool = False
    """The first time to file has passed; a later one is open, or was used."""

    good_cause_filed_on: date | None = None
    """When a late request with its reasons was filed; awaits an answer."""

    reasons_awaited: bool = False
    """Whether that late request was filed without its reasons."""

    good_cause_filed_in: int | None = None
    """The number of the report of that request."""

    amount_short: bool = False
    """The amount is below what the next level asks."""

    amount_until: date | None = None
    """The last day on which the amount is enough, as the next year asks for more."""

    escalation: Reckoning | None = None
    """When the case may be escalated, where its decision is due later."""

    last_outcome: Outcome | None = None
    partly_won: bool = False
    plan: BackwardPlan | None = None
    """Counted back from the filing day that is open; its steps as those beside report them."""

    evidence_steps: tuple[Milestone, ...] = ()
    """The steps to evidence in hand before the filing; none while nothing is being gathered."""

    plan_broken: bool = False

    @property
    def keys(self) -> frozenset[str]:
        """See the base class."""
        return super().keys | {*self.places, self.at, *(one.key for one in self.sent)}

    @property
    def amount(self) -> Decimal | None:
        """The amount in controversy, in dollars."""
        return self.known.amount

    @property
    def notice_date(self) -> date | None:
        """Of the last adverse notice; the day the time to decide ran out where none came."""
        return self.notice.on if self.notice is not None else None

    @property
    def reviewed(self) -> str:
        """The level whose dismissal the next request is about; empty where the merits are."""
        return self.notice.dismissal_by if self.notice is not None else ""

    @property
    def no_notice(self) -> bool:
        """Whether the filing day rests on a silence, not on a notice."""
        return self.notice is not None and self.notice.number is None

    @property
    def late_request_pending(self) -> bool:
        """Whether a late request was filed, and nobody has recorded whether it is accepted."""
        return self.phase is Phase.GOOD_CAUSE and self.good_cause_filed_on is not None

    @property
    def may_be_escalated(self) -> bool:
        """Whether the right to go past the present adjudicator is open, and looked after."""
        return self.has(FollowUpKind.ESCALATION)

    @property
    def awaits_effectuation(self) -> bool:
        """Whether a favorable decision still waits to be put into effect."""
        return self.running(Purpose.EFFECTUATION) is not None or self.has(FollowUpKind.EFFECTUATION)

    @property
    def filing_clock(self) -> Clock | None:
        """The latest of our own clocks at the present level, open or settled."""
        found = [one for one in self.clocks if one.purpose in _FILED and one.level == self.level]
        return found[-1] if found else None

    @property
    def plan_fits(self) -> bool | None:
        """Whether the evidence will be in hand in time; None while none is being gathered."""
        return not self.plan_broken if self.evidence_steps else None

    def decision_clock(self, level: str) -> Clock | None:
        """The adjudicator's clock at a level, open or settled; None where none ran."""
        found = [
            one for one in self.clocks if one.purpose is Purpose.DECISION and one.level == level
        ]
        return found[-1] if found else None

    def reached(self, level: str) -> LevelReached | None:
        """How the case went through a level, or None if it has not been there.

        What came before the case was sent back there, or below it, is past.
        """
        found = (one for one in reversed(self.levels) if one.level == level and not one.past)
        return next(found, None)

    def visited(self, level: str) -> LevelReached | None:
        """The same, past or not."""
        return next((step for step in reversed(self.levels) if step.level == level), None)

    @property
    def asked(self) -> LevelReached | None:
        """The level that awaits or made the last decision, unless that is past."""
        last = self.levels[-1] if self.levels else None
        return None if last is None or last.past else last

    def change_level(self, step: LevelReached, changed: LevelReached) -> None:
        """A level as the case goes through it has changed."""
        self.levels[self.levels.index(step)] = changed

    def forget_late_request(self) -> None:
        """Nothing of a late request is pending any more."""
        self.good_cause_filed_on = self.good_cause_filed_in = None
        self.reasons_awaited = False

    def keep_matters(self, *kinds: FollowUpKind) -> None:
        """All matters are done with but these."""
        self.matters = [matter for matter in self.matters if matter.kind in kinds]


_FILED = frozenset({Purpose.FILING, Purpose.DISMISSAL_REVIEW})
"""What is filed for the next level; other clocks of ours run beside it."""


def hour_of(clock: Clock) -> time | None:
    """The local hour at which a clock ran out, for a clock that starts there."""
    if not clock.to_the_hour:
        return None
    return local_time(clock.expires_at, clock.reckoning.zone).time()
