"""The ladders: which level follows which, who decides it, and which rows run there."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from models.rulebook.facts import Condition, Facts, holds
from models.rulebook.row import LevelId, ProgramId, RuleId, Words


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Step(_Frozen):
    """A row that runs at a level, and the facts under which it does."""

    rule: RuleId | None = Field(
        default=None, description="None: for these facts the rulebook has no verified limit."
    )
    when: Condition | None = None


class FilingStep(Step):
    """Our own time to file, and what it counts from."""

    counted_from: Literal["notice", "receipt", "services_end"] = Field(
        default="notice",
        description="notice: its date, with the row's own presumption. receipt: the day it was "
        "delivered. services_end: the discharge, release or end of services it announces.",
    )


class BesideStep(Step):
    """A day of ours beside the filing: what is filed by then keeps something going meanwhile."""

    needs: Literal["services_end"] | None = Field(
        default=None, description="The fact without which it does not run."
    )


class ForwardingStep(Step):
    """The time to send the file on: from what made it due, or from when a decision was due."""

    counted_from: Literal["event", "decision_due"] = "event"


class DecisionStep(Step):
    """The adjudicator's clock: it counts from the request, or from the records it needs."""

    counted_from: Literal["request", "records"] = "request"


class DismissalStep(Step):
    """The review of a dismissal, and the office it is asked of."""

    files_with: Words


class EffectuationStep(Step):
    """The time to put a favorable decision into effect."""

    counted_from: Literal["request", "notice"]


AdverseWay = Literal["filing", "forwarded", "asked_again"]
"""After an adverse decision: we file for the next level, the plan sends the file on, or there is no
appeal and the request may be made again."""


class AdversePath(_Frozen):
    """How an adverse decision moves up when the facts make it differ from the level's usual way."""

    path: AdverseWay
    when: Condition


class Adjudicator(_Frozen):
    """Who decides at a level, for the days on which they do."""

    name: Words
    effective_from: date | None = None
    effective_to: date | None = Field(default=None, description="Last day, or None: still.")


class Level(_Frozen):
    """One level of appeal of one program."""

    program: ProgramId
    level: LevelId
    title: Words
    adjudicators: tuple[Adjudicator, ...] = Field(min_length=1)
    decides: Literal["plan", "provider", "reviewer"] = Field(
        default="reviewer", description="Whom a case waits for while it is decided."
    )
    files_with: Words = Field(description="Where a request for this level goes.")
    late_files_with: Words | None = Field(
        default=None, description="Where more time is asked for, when that is another office."
    )
    reached_by: Literal["start", "filing", "forwarding", "others"] = Field(
        description="others: somebody else asks for it, and its decision is recorded as it comes."
    )
    filing: tuple[FilingStep, ...] = ()
    beside: tuple[BesideStep, ...] = Field(
        default=(), description="An earlier day of ours beside the filing; missed, nothing is lost."
    )
    decision: tuple[DecisionStep, ...] = Field(
        default=(), description="Empty: the law sets the adjudicator no clock."
    )
    hearing: bool = Field(default=False, description="Whether it holds a hearing to decide.")
    late_decision: Literal["opens_appeal", "forwarded", "escalation", "none"] = "none"
    escalation: tuple[Step, ...] = Field(
        default=(), description="How long a late adjudicator has once escalation is asked for."
    )
    escalation_opens: tuple[Step, ...] = Field(
        default=(),
        description="How long after the request a case may be escalated, where the time to decide "
        "counts from elsewhere; otherwise when that has passed.",
    )
    adverse_decision: AdverseWay = "filing"
    adverse_decision_when: tuple[AdversePath, ...] = ()
    again: tuple[RuleId, ...] = Field(
        default=(), description="Facts that are told where it may be asked again without an appeal."
    )
    forwarding: tuple[ForwardingStep, ...] = Field(
        default=(),
        description="How long the plan has to send the file on; counted from the end "
        "of its own time, or from its affirmation.",
    )
    forwards_to: LevelId | None = Field(
        default=None, description="Where a forwarded case goes when that is not the next level."
    )
    dismissal: tuple[DismissalStep, ...] = ()
    dismissed: tuple[RuleId, ...] = Field(
        default=(), description="Facts that are told when a request for it is dismissed."
    )
    vacating: tuple[Step, ...] = Field(
        default=(),
        description="How long the level may vacate its own dismissal, if we ask for it.",
    )
    reopening: tuple[Step, ...] = Field(
        default=(), description="How long the reopening of its decision may be asked for."
    )
    death: RuleId | None = Field(
        default=None,
        description="The fact that says what becomes of a request when the person dies.",
    )
    binding: RuleId | None = Field(
        default=None,
        description="The fact that says that no further review follows its answer about the "
        "dismissal of a request.",
    )
    anew: RuleId | None = Field(
        default=None,
        description="The fact that says when its time begins again for a case that is sent back to "
        "it; None: no text was seen.",
    )
    final: RuleId | None = Field(
        default=None, description="The fact that says that nothing follows its decision."
    )
    states: tuple[RuleId, ...] = Field(
        default=(),
        description="Facts that are told while a request for it is to be filed.",
    )
    effectuation: tuple[EffectuationStep, ...] = Field(
        default=(), description="Empty: the rulebook has no verified limit."
    )
    amount: Literal["none", "alj", "court"] = Field(
        default="none", description="The amount in controversy needed to file here."
    )
    next: LevelId | None = None
    note: Words | None = None

    @property
    def rules(self) -> frozenset[str]:
        """The ids of all rows that run here or are named."""
        steps: list[Step] = [
            *self.filing,
            *self.beside,
            *self.decision,
            *self.escalation,
            *self.escalation_opens,
            *self.forwarding,
            *self.dismissal,
            *self.vacating,
            *self.reopening,
            *self.effectuation,
        ]
        named = (self.death, self.binding, self.anew, self.final, *self.states)
        rules = (*(step.rule for step in steps), *named, *self.again, *self.dismissed)
        return frozenset(rule for rule in rules if rule is not None)

    def filing_rule(self, facts: Facts) -> str | None:
        """Id of the row that limits filing here, or None where none does."""
        step = self.filing_step(facts)
        return step.rule if step else None

    def filing_step(self, facts: Facts) -> FilingStep | None:
        """Our own time to file here with what it counts from, or None where nothing limits it."""
        return _first(self.filing, facts)

    def beside_rule(self, facts: Facts) -> str | None:
        """Id of the row of the day beside the filing, or None where there is none."""
        step = _first(self.beside, facts)
        if step is None or (step.needs is not None and getattr(facts, step.needs) is None):
            return None
        return step.rule

    def decision_rule(self, facts: Facts) -> str | None:
        """Id of the row that is the adjudicator's clock, or None where the law sets none."""
        step = self.decision_step(facts)
        return step.rule if step else None

    def decision_step(self, facts: Facts) -> DecisionStep | None:
        """The adjudicator's clock with what it counts from, or None where the law sets none."""
        return _first(self.decision, facts)

    def dismissal_rule(self, facts: Facts) -> DismissalStep | None:
        """The review of a dismissal here, or None where the next level's own filing row holds."""
        return _first(self.dismissal, facts)

    def vacating_rule(self, facts: Facts) -> str | None:
        """Id of the row within which the level may vacate its own dismissal, or None."""
        step = _first(self.vacating, facts)
        return step.rule if step else None

    def reopening_rule(self, facts: Facts) -> str | None:
        """Id of the row within which the reopening of its decision may be asked for, or None."""
        step = _first(self.reopening, facts)
        return step.rule if step else None

    def effectuation_rule(self, facts: Facts) -> EffectuationStep | None:
        """The time to put a decision of this level into effect, or None where none is verified."""
        return _first(self.effectuation, facts)

    def forwarding_rule(self, facts: Facts) -> str | None:
        """Id of the row within which the plan must send the file on, or None where none stands."""
        step = self.forwarding_step(facts)
        return step.rule if step else None

    def forwarding_step(self, facts: Facts) -> ForwardingStep | None:
        """The plan's time to send the file on with what it counts from, or None."""
        return _first(self.forwarding, facts)

    def escalation_rule(self, facts: Facts) -> str | None:
        """Id of the row that a late adjudicator has left after a request to escalate, or None."""
        step = _first(self.escalation, facts)
        return step.rule if step else None

    def escalation_opens_rule(self, facts: Facts) -> str | None:
        """Id of the row after which a case may be escalated, counted from the request, or None."""
        step = _first(self.escalation_opens, facts)
        return step.rule if step else None

    def adverse_path(self, facts: Facts) -> AdverseWay:
        """What an adverse decision leads to."""
        for path in self.adverse_decision_when:
            if holds(path.when, facts):
                return path.path
        return self.adverse_decision

    def adjudicator_on(self, day: date) -> str:
        """Who decides here on a day, in words that fit within a sentence."""
        for adjudicator in reversed(self.adjudicators):
            if adjudicator.effective_from is None or adjudicator.effective_from <= day:
                return adjudicator.name
        return self.adjudicators[0].name


_StepT = TypeVar("_StepT", bound=Step)


def _first(steps: Sequence[_StepT], facts: Facts) -> _StepT | None:
    for step in steps:
        if step.when is None or holds(step.when, facts):
            return step if step.rule else None
    return None
