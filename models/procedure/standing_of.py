"""Where a case stands, from what it carries: the intake as it stands now, played to a moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.log.entries import INTAKE, Nature
from models.cases.log.people_now import roles_changed, with_people
from models.cases.log.rereading import Reread, reread
from models.cases.log.versions import Version, as_made, changes_others, standing_versions
from models.cases.standing import Standing, copy_of
from models.inputs.common_intake import AnyIntake
from models.procedure.case import Case
from models.procedure.kinds import INTAKES, PROCEDURES
from models.procedure.play import play
from models.procedure.recent_plays import keep_case, known_case


def case_of(state: CaseState, now: datetime) -> Case[Any]:
    """A case as of a moment, ready to be played. Never raises for a log that was accepted."""
    known = known_case(state, now)
    if known is not None:
        return known
    before = known_case(replace(state, log=state.log[:-1]), now)
    newest = as_made(state.log[-1])
    if before is not None and not changes_others(state.log[-1]) and not roles_changed(newest):
        # It is one more report, and says nothing of those before it.
        versions: tuple[Version, ...] = (*before.versions, newest)
        intake = Reread[AnyIntake](before.intake, before.unread, before.is_sound)
    else:
        first, *others = standing_versions(state.log)
        assert first.kind == INTAKE  # noqa: S101 (report 1, which cannot be taken back)
        versions, intake = tuple(others), _intake_of(state, first, others)
    case = Case(
        id=state.id,
        intake=intake.said,
        opened_at=state.opened_at,
        now=now,
        types=PROCEDURES[state.kind].types,
        versions=versions,
        children=state.children,
        parent_id=state.parent_id,
        log=state.log,
        unread=intake.unread,
        is_sound=intake.is_sound,
    )
    if before is not None:
        case.read_on_from(before)
        _begin_from(before, case, state)
    keep_case(state, case)
    return case


def _intake_of(state: CaseState, first: Version, versions: Sequence[Version]) -> Reread[AnyIntake]:
    """The intake with the people of today.

    Args:
        state: The case.
        first: The intake as it stands.
        versions: The other reports that stand.
    """
    read: Reread[AnyIntake] = reread(INTAKES[state.kind], dict(first.content))
    people = with_people(read.said, versions)
    return replace(read, said=read.said.model_copy(update=people)) if people else read


def _begin_from(before: Case[Any], case: Case[Any], state: CaseState) -> None:
    """Begin where the case stood without its newest report, where that takes effect after all else.

    What is administrative is never played. A happening of a later day than any other comes last:
    all that was taken before it is taken alike, unless the procedure looks ahead.
    """
    report, type_ = state.log[-1], case.types.get(state.log[-1].kind)
    if type_ is None or changes_others(report) or case.set_aside != before.set_aside:
        return
    for begun in before.begun:
        if begun.todo:
            continue
        if type_.nature is Nature.ADMINISTRATIVE:
            case.begun.append(begun)
        if type_.nature is Nature.HAPPENING and not PROCEDURES[state.kind].looks_ahead:
            *others, last = case.played(Nature.HAPPENING)
            if last.number == report.number and (not others or others[-1].day < last.day):
                case.begun.append(replace(begun, todo=(last,)))


def standing_of(state: CaseState, now: datetime) -> Standing:
    """Where a case stands at a moment (UTC). Never raises for a log that was accepted."""
    standing: Standing = play(PROCEDURES[state.kind], case_of(state, now))
    return copy_of(standing)
