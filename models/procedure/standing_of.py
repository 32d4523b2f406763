"""Where a case stands, from what it carries: the intake as it stands now, played to a moment."""

from datetime import datetime
from typing import Any

from models.any_intake import AnyIntake
from models.cases.people_now import with_people
from models.cases.reports import INTAKE
from models.cases.rereading import Reread, reread
from models.cases.standing import Standing
from models.cases.state import CaseState
from models.cases.versions import standing_versions
from models.procedure.case import Case
from models.procedure.kinds import INTAKES, PROCEDURES
from models.procedure.play import play


def case_of(state: CaseState, now: datetime) -> Case[Any]:
    """A case as of a moment, ready to be played. Never raises for a log that was accepted."""
    first, *versions = standing_versions(state.log)
    assert first.kind == INTAKE  # noqa: S101 (report 1, which cannot be taken back)
    read: Reread[AnyIntake] = reread(INTAKES[state.kind], dict(first.content))
    people = with_people(read.said, versions)
    return Case(
        id=state.id,
        intake=read.said.model_copy(update=people) if people else read.said,
        opened_at=state.opened_at,
        now=now,
        types=PROCEDURES[state.kind].types,
        versions=tuple(versions),
        children=state.children,
        parent_id=state.parent_id,
        log=state.log,
        unread=read.unread,
        is_sound=read.is_sound,
    )


def standing_of(state: CaseState, now: datetime) -> Standing:
    """Where a case stands at a moment (UTC). Never raises for a log that was accepted."""
    standing: Standing = play(PROCEDURES[state.kind], case_of(state, now))
    return standing
