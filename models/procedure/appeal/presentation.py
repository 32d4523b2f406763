"""How an appeal is shown: its stage, its urgency, and what its clocks ask for."""

from collections.abc import Iterator
from datetime import datetime

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.milestone import first_to_do
from models.cases.program import PROGRAM_TITLES, Phase, Urgency
from models.cases.standing import Panel, PanelPart, Said
from models.inputs.appeal_intake import Intake
from models.local_time import end_of_day
from models.procedure.appeal.confirmation import confirmation_lines
from models.procedure.appeal.next_step import decision_is_late, next_step
from models.procedure.appeal.recovery import recovery_part
from models.procedure.appeal.representation import appointment_part
from models.procedure.appeal.requests.delivery import delivery_part
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case
from models.procedure.clocks import due_said
from models.procedure.common import how_near, past_the_day_to_work_to, urgency_of_ours


def show(case: Case[Intake], standing: AppealStanding) -> None:
    """Fill in what lists, panel, messages and answers show."""
    standing.stage = f"{standing.level}.{standing.phase.value}"
    if standing.ending is not None:
        standing.stage = f"closed.{standing.ending}"
    standing.urgency = _urgency(case, standing)
    standing.next_step = next_step(case, standing)
    for clock in standing.clocks:
        if clock.purpose.ours and clock.action is None:
            facts = {"level": clock.level_title, "where": clock.where}
            beside = clock.purpose is Purpose.CONTINUATION
            code = "continue_benefits_by" if beside else "file"
            asked = Said(f"appeal.{code}", facts)
            clock.action = asked if beside else _to_file(standing, asked)


def looks(case: Case[Intake], standing: AppealStanding) -> Iterator[datetime]:
    """The ends of the latest safe days, while evidence is gathered and the plan holds."""
    if not standing.plan_broken:
        for step in standing.evidence_steps:
            if step.is_open and step.latest_on is not None:
                yield end_of_day(step.latest_on, case.zone)


def panel(case: Case[Intake], standing: AppealStanding) -> Panel:
    """What the details panel says of an appeal."""
    facts = {"level": standing.level_title, "program": PROGRAM_TITLES[case.intake.program]}
    parts = (
        _plan_part(case, standing),
        delivery_part(case, standing),
        appointment_part(case, standing),
        recovery_part(case, standing),
    )
    headline, clock = Said(f"appeal.headline_{standing.phase.value}"), standing.filing_clock
    if standing.phase is Phase.GOOD_CAUSE and clock is not None:
        headline = Said("appeal.headline_good_cause_on", {"day": due_said(clock)})
    return Panel(
        headline=headline,
        about=(Said("appeal.about", facts), *confirmation_lines(case, standing)),
        parts=tuple(one for one in parts if one is not None),
    )


def _to_file(standing: AppealStanding, filing: Said) -> Said:
    """What a reminder of our own day asks for, with the next step of the evidence."""
    if standing.amount_short:
        return Said("appeal.amount_too_small_to_file")
    gathering = _plan_in_short(standing)
    if gathering is None:
        return filing
    return Said("appeal.file_with_evidence", {"file": filing, "evidence": gathering})


def _plan_in_short(standing: AppealStanding) -> Said | None:
    if standing.plan is None or not standing.evidence_steps:
        return None
    if standing.plan_broken:
        return Said("appeal.evidence_late")
    step = first_to_do(standing.evidence_steps)
    if step is None:
        return Said("appeal.evidence_in_hand")
    return Said("appeal.evidence_next", {"step": step.title, "day": step.latest_on})


def _plan_part(case: Case[Intake], standing: AppealStanding) -> PanelPart | None:
    """The plan as a part of the panel, while a filing day is open."""
    plan = standing.plan
    if plan is None or standing.phase is not Phase.FILING:
        return None
    if not standing.evidence_steps:
        if plan.begin_by is None or plan.begin_by < case.today or standing.evidence:
            return None
        line = Said("appeal.second_opinion_in_time", {"day": plan.begin_by})
        return PanelPart(Said("appeal.evidence_before_filing"), lines=(line,))
    return PanelPart(
        title=Said("appeal.plan"),
        lead=Said("appeal.plan_fits_not" if standing.plan_broken else "appeal.plan_fits"),
        steps=standing.evidence_steps,
        lines=tuple(Said("common.law", {"law": line}) for line in (plan.goal, *plan.notes)),
    )


def _urgency(case: Case[Intake], standing: AppealStanding) -> Urgency:
    """How near our own next clock is, and whether something is past its time."""
    if standing.phase is Phase.CLOSED:
        return Urgency.CLOSED
    late = _plan_is_late(standing) or decision_is_late(standing) or _file_is_late(case, standing)
    overdue = (FollowUpKind.GOOD_CAUSE, FollowUpKind.ESCALATION)
    late = late or past_the_day_to_work_to(standing)
    if late or any(standing.has(kind) for kind in overdue):
        return Urgency.OVERDUE
    if standing.phase is Phase.FILING and standing.amount_until is not None:
        return how_near(end_of_day(standing.amount_until, case.zone), case.now)
    return urgency_of_ours(standing, case.now)


def _plan_is_late(standing: AppealStanding) -> bool:
    """Whether forwarding or effectuation is past its time and still looked after."""
    watched = {
        Purpose.FORWARDING: FollowUpKind.FORWARDING,
        Purpose.EFFECTUATION: FollowUpKind.EFFECTUATION,
    }
    return any(
        clock.status is DeadlineStatus.MISSED and standing.has(watched[clock.purpose])
        for clock in standing.clocks
        if clock.purpose in watched
    )


def _file_is_late(case: Case[Intake], standing: AppealStanding) -> bool:
    """Whether a file that was to be sent on within the time to decide is still awaited after it.

    Where sending it on has a time of its own, that one counts: see `_plan_is_late`.
    """
    if standing.phase is not Phase.FORWARDING or not standing.levels:
        return False
    level = standing.levels[-1].level
    own, due = standing.latest(Purpose.FORWARDING), standing.decision_clock(level)
    has_own = own is not None and own.level == level
    return not has_own and due is not None and due.expires_at <= case.now
