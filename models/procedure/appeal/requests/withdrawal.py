"""A request is withdrawn: it may be made again while its time to file runs, or as the law says."""

from dataclasses import replace
from datetime import date

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.program import Phase
from models.cases.standing import Clock, Matter, Said
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.facts import known_at, level_of
from models.procedure.appeal.position import LASTING, Position, go_on
from models.procedure.appeal.requests.filing import LATE, good_cause, open_to_file
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case, Played
from models.procedure.clocks import key
from models.procedure.play import note
from models.rulebook import Level


def record_withdrawal(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """The request at the present level is withdrawn."""
    level, clock = level_of(case, standing.level), standing.filing_clock
    again = clock is not None and report.day <= clock.last_arguable
    position = _position(case, standing, level, clock, report, again=again)
    for running in standing.open_clocks:
        if running.purpose is Purpose.DECISION:
            running.settle(DeadlineStatus.SUPERSEDED, report.day)
    standing.keep_matters(*LASTING)
    _take_out(standing)
    if clock is not None and again:
        clock.status, clock.settled_on = DeadlineStatus.OPEN, None
        standing.late_window = LATE in clock.key.split(".")
    standing.withdrawn = position.phase is Phase.FILING
    go_on(standing, position)
    note(standing, Said("appeal.withdrawn", {"level": level.title, "day": report.day}), report)


def _take_out(standing: AppealStanding) -> None:
    """The request is no more: what went with it goes with the next one."""
    standing.forget_late_request()
    step = standing.asked
    if step is None or step.decided_on is not None or step.level != standing.level:
        return
    standing.change_level(step, replace(step, past=True))
    if standing.notice is not None:
        standing.notice = replace(standing.notice, dismissal_by=step.reviews)
    since: date | None = step.filed_on
    for place, piece in enumerate(standing.evidence):
        sent = piece.filed_on if piece.filed_at == step.level else None
        if sent is not None and (since is None or sent >= since):
            gone = {"filed_at": None, "filed_on": None}
            standing.evidence[place] = piece.model_copy(update=gone)


def _position(  # noqa: PLR0913 (each says another thing of the request)
    case: Case[Intake],
    standing: AppealStanding,
    level: Level,
    clock: Clock | None,
    report: Played,
    *,
    again: bool,
) -> Position:
    """What may be done after it."""
    if clock is not None and again:
        at = key(level.level, clock.purpose.value, clock.root)
        known = known_at(case, standing, at)
        return replace(open_to_file(case, level, clock, at, known), clocks=())
    if clock is not None:
        remark = Said("appeal.withdrawn_too_late", {"day": clock.last_arguable})
        position = good_cause(case, standing, clock)
        return replace(position, remarks=(remark, *position.remarks))
    matter = Matter(
        key=key(level.level, FollowUpKind.CHECK_IN.value, report.number, "withdrawn"),
        kind=FollowUpKind.CHECK_IN,
        level=level.level,
        said=Said(
            "appeal.withdrawn_unlimited",
            {"level": level.title, "adjudicator": level.adjudicator_on(report.day)},
        ),
    )
    return Position(
        level=level,
        adjudicator=level.adjudicator_on(report.day),
        phase=Phase.FILING,
        at=standing.at,
        known=standing.known,
        matters=(matter,),
    )
