"""The case moves up without a decision: past a late adjudicator, or as its file arrives."""

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.program import Phase
from models.cases.standing import Matter, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.amounts import amount_needed
from models.procedure.appeal.decisions.adverse import adverse
from models.procedure.appeal.decisions.decision import filed
from models.procedure.appeal.facts import above, level_after, level_of
from models.procedure.appeal.position import Position, go_on, leave_level
from models.procedure.appeal.requests.delivery import forget_receipts
from models.procedure.appeal.standing import AppealStanding, LevelReached, Notice
from models.procedure.case import Case, Played
from models.procedure.clocks import key
from models.procedure.play import End, note
from models.rulebook import Level


def right_to_escalate(
    case: Case[Intake], standing: AppealStanding, level: Level, following: Level, end: End
) -> Position:
    """The adjudicator has not decided in time: the case may go past it.

    Raises:
        RulebookError: No amounts are held for the day.
    """
    on, root = end.day, standing.levels[-1].root
    adjudicator = level.adjudicator_on(on)
    amount = amount_needed(standing.known, following, on, on, case.zone)
    matter = Matter(
        key=key(level.level, FollowUpKind.ESCALATION.value, root),
        kind=FollowUpKind.ESCALATION,
        level=level.level,
        said=Said("appeal.escalation", {"adjudicator": adjudicator, "following": following.title}),
    )
    return Position(
        level=level,
        adjudicator=adjudicator,
        phase=Phase.DECIDING,
        at=standing.at,
        known=standing.known,
        matters=(matter,),
        remarks=amount.remarks,
    )


def escalation_opened(case: Case[Intake], standing: AppealStanding, end: End) -> None:
    """The case may go past an adjudicator whose clock, which began later, still runs."""
    level = level_of(case, standing.level)
    following = above(level)
    if following is None:
        standing.escalation = None
        return
    right = right_to_escalate(case, standing, level, following, end)
    standing.matters.extend(right.matters)
    standing.remarks.extend(right.remarks)
    note(standing, Said("appeal.may_be_escalated", {"level": standing.level_title}))


def escalate(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """The next office has the case: forwarded by the plan, or escalated past a late one."""
    said: appeal_reports.Escalated = report.said
    arrived = standing.phase is Phase.FORWARDING
    level = standing.level if arrived else level_after(case, standing.level)
    if level is None or level_after(case, level) is None:
        _to_court(case, standing, report)
        return
    reached = level_of(case, level)
    step = LevelReached(
        level=reached.level,
        title=reached.title,
        adjudicator=reached.adjudicator_on(said.on),
        root=report.number,
        filed_in=report.number,
        filed_on=said.on,
        reviews=standing.reviewed if arrived else standing.levels[-1].reviews,
        clock_on=said.on,
        clock_at=said.at,
        escalated=not arrived,
    )
    step, position = filed(case, standing, reached, step)
    for clock in standing.open_clocks:
        if clock.purpose is Purpose.FORWARDING:
            clock.settle(DeadlineStatus.MET, said.on)
        elif clock.purpose is Purpose.DECISION:
            clock.settle(DeadlineStatus.SUPERSEDED, said.on)
    standing.drop(FollowUpKind.FORWARDING, FollowUpKind.ESCALATION)
    standing.levels.append(step)
    standing.forget_late_request()
    go_on(standing, position)
    forget_receipts(standing)
    code = "file_arrived" if arrived else "escalated"
    note(standing, Said(f"appeal.{code}", {"level": reached.title, "day": said.on}), report)


def _to_court(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """The Council says that it cannot decide: its notice opens the court (42 CFR 405.1132)."""
    notice = Notice(
        on=report.day,
        root=report.number,
        number=report.number,
        dismissal_by=standing.levels[-1].reviews,
    )
    position = adverse(case, standing, level_of(case, standing.level), notice)
    leave_level(standing, report.day, decided=standing.level)
    standing.notice = notice
    go_on(standing, position)
    note(standing, Said("appeal.no_decision_will_come", {"day": report.day}), report)
