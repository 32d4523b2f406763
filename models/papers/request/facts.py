"""What a request for appeal is about, as the case knows it: for papers, never for clocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.cases.evidence import Agreement, Evidence, EvidenceKind
from models.cases.log.entries import Nature
from models.cases.people import Person
from models.cases.program import Kind, Outcome, Phase, Program, Speed, plan_program
from models.cases.standing import Clock
from models.inputs.appeal_intake import Intake
from models.inputs.appeal_reports import GoodCauseRequested
from models.inputs.request.appointment import Appointment
from models.inputs.request.claim_details import DETAILS, ClaimDetails, details_of
from models.inputs.validation import Refusal
from models.procedure.appeal.recovery import recovery_of
from models.procedure.appeal.representation import appointed
from models.procedure.appeal.standing import AppealStanding, Notice
from models.procedure.case import Case
from models.recovery.recovery import Recovery
from models.rulebook import rulebook
from models.rulebook.amounts import Threshold
from models.rulebook.elements import Appellant
from models.rulebook.ladder import Level

OPINIONS = frozenset({EvidenceKind.SECOND_OPINION, EvidenceKind.THIRD_OPINION})

_OF_A_NOTICE = ("denial_reason", "disagreements")
"""Details that are about one decision: the next one has its own."""


@dataclass(frozen=True)
class Decided:
    """A decision that the request is about, or that came before it."""

    level: str
    title: str
    """The level in words."""

    by: str
    """Who decided, in the rulebook's words."""

    on: date | None
    outcome: Outcome | None
    report: int
    """The number of the report that brought it."""


@dataclass(frozen=True)
class RequestFacts:
    """A request for one level of one case."""

    case_id: str
    program: Program
    level: Level
    intake: Intake
    """As it stands, with the people of today."""

    details: ClaimDetails
    detail_reports: dict[str, int]
    """The number of the report that each detail comes from; those of the intake are 1."""

    speed: Speed
    notice: Notice | None
    decided: tuple[Decided, ...]
    """What was decided so far, the oldest first; the last is what the request is about."""

    clock: Clock | None
    """Our time to file it; None where none runs."""

    filed_on: date | None
    filed_in: int | None
    late: bool
    """Whether the last day on which it counts has passed without it."""

    circumstances: str | None
    """Why it is late, as reported."""

    circumstances_in: int | None
    appointment: Appointment | None
    """Of the representative, as it was reported last."""

    amount: Decimal | None
    recovery: Recovery
    """What it is about in dollars."""

    threshold: Threshold | None
    """The amount that this level asks for; None where it asks for none."""

    evidence: tuple[Evidence, ...]
    today: date

    @property
    def appellant(self) -> Appellant:
        """Who makes the request."""
        return self.intake.asks_as

    @property
    def beneficiary(self) -> Person | None:
        """Whose appeal it is."""
        return self.intake.beneficiary

    @property
    def about(self) -> Decided | None:
        """The decision that the request is about."""
        return self.decided[-1] if self.decided else None

    @property
    def is_of_dismissal(self) -> bool:
        """Whether that decision dismissed a request, and the review of that is asked for."""
        return self.about is not None and self.about.outcome is Outcome.DISMISSED

    @property
    def is_plan(self) -> bool:
        """Whether a plan or sponsor decides first: then the beneficiary is its enrollee."""
        return plan_program(self.program).value in {"part_c", "part_d", "integrated"}

    @property
    def supporting(self) -> tuple[Evidence, ...]:
        """The pieces that do not speak against the treatment, as they came."""
        return tuple(one for one in self.evidence if not one.speaks_against)

    @property
    def opposing(self) -> tuple[Evidence, ...]:
        """The opinions that speak against it: whether they go along, the manager decides."""
        return tuple(one for one in self.evidence if one.speaks_against)

    @property
    def agreeing(self) -> tuple[Evidence, ...]:
        """Opinions for the treatment, each by somebody else; none where there are not two."""
        by: dict[str, Evidence] = {}
        for one in self.supporting:
            if one.kind in OPINIONS and one.agreement is Agreement.AGREES and one.given_by:
                by.setdefault(one.given_by.casefold(), one)
        return tuple(by.values()) if len(by) > 1 else ()

    @property
    def pays(self) -> bool:
        """Whether money for what was given is asked for, and not the service itself."""
        return self.intake.request_kind is Kind.PAYMENT


def request_facts(
    case: Case[Intake], standing: AppealStanding, level_id: str | None = None
) -> RequestFacts:
    """What the request for a level is about.

    Args:
        case: The appeal.
        standing: Where it stands.
        level_id: The level; the one to be filed for, or filed for last, when None.

    Raises:
        Refusal: The case has no such level, or no request is made to it.
    """
    wanted = level_id or _present(standing)
    program = case.intake.program
    ladder = rulebook.levels(program.value)
    level = next((one for one in ladder if one.level == wanted), None)
    if level is None:
        names = ", ".join(one.level for one in ladder)
        message = f"level: expected one of {names} for this program"
        raise Refusal(message)
    added = case.facts(DETAILS)
    reports = {name: one.number for one in added for name in one.said.model_fields_set}
    details = details_of(case.intake, [one.said for one in added])
    decided = tuple(_decisions(case, standing, level))
    is_late, why = _lateness(case, standing, level)
    step = standing.visited(level.level)
    found = appointed(case, standing)
    return RequestFacts(
        case_id=case.id,
        program=program,
        level=level,
        intake=case.intake,
        details=_of_this_notice(details, reports, decided),
        detail_reports=reports,
        speed=standing.speed,
        notice=standing.notice,
        decided=decided,
        clock=_clock(standing, level),
        filed_on=step.filed_on if step is not None else None,
        filed_in=step.filed_in if step is not None else None,
        late=is_late,
        circumstances=why[0] if why else None,
        circumstances_in=why[1] if why else None,
        appointment=found.said if found is not None else None,
        amount=standing.amount,
        recovery=recovery_of(case, standing),
        threshold=None if level.amount == "none" else rulebook.amount(level.amount, on=case.today),
        evidence=tuple(standing.evidence),
        today=case.today,
    )


def _of_this_notice(
    details: ClaimDetails, reports: Mapping[str, int], decided: Sequence[Decided]
) -> ClaimDetails:
    """The details without what was said of an older decision than the one this is about."""
    since = decided[-1].report if decided else 1
    older = [name for name in _OF_A_NOTICE if reports.get(name, 1) < since]
    return details.model_copy(update=dict.fromkeys(older))


def _present(standing: AppealStanding) -> str:
    if standing.phase in {Phase.FILING, Phase.GOOD_CAUSE} or not standing.levels:
        return standing.level
    return standing.levels[-1].level


def _clock(standing: AppealStanding, level: Level) -> Clock | None:
    found = [
        one
        for one in standing.clocks
        if one.level == level.level and one.purpose.value in {"filing", "dismissal_review"}
    ]
    return found[-1] if found else None


def _decisions(case: Case[Intake], standing: AppealStanding, level: Level) -> Iterator[Decided]:
    """The decisions below a level, the oldest first; the one the case was opened with leads."""
    ladder = {one.level: one for one in rulebook.levels(case.intake.program.value)}
    below = list(ladder)[: list(ladder).index(level.level)]
    intake = case.intake
    if intake.notice_date is not None and intake.entry_level in below:
        first = ladder[intake.entry_level]
        yield Decided(
            level=first.level,
            title=first.title,
            by=first.adjudicator_on(intake.notice_date),
            on=intake.notice_date,
            outcome=Outcome.UNFAVORABLE,
            report=1,
        )
    for step in standing.levels:
        if step.level in below and step.outcome is not None and not step.past:
            yield Decided(
                level=step.level,
                title=step.title,
                by=step.adjudicator,
                on=step.decided_on,
                outcome=step.outcome,
                report=step.decided_in or step.root,
            )


def _lateness(
    case: Case[Intake], standing: AppealStanding, level: Level
) -> tuple[bool, tuple[str, int] | None]:
    """Whether a request comes late, and why, as was reported last."""
    step = standing.visited(level.level)
    waiting = standing.level == level.level and standing.phase is Phase.GOOD_CAUSE
    is_late = waiting or (step is not None and step.late_filing)
    reasons = [
        (one.said.circumstances, one.number)
        for one in case.played(Nature.HAPPENING)
        if isinstance(one.said, GoodCauseRequested) and one.said.circumstances
    ]
    return is_late, (reasons[-1] if reasons else None)
