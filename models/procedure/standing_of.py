"""Where a case stands, from what it carries: the intake as it stands now, played to a moment."""

from datetime import datetime
from typing import Any

from models.any_intake import AnyIntake
from models.cases.people_now import with_people
from models.cases.reports import INTAKE
from models.cases.standing import Standing
from models.cases.state import CaseState
from models.cases.versions import Version, standing_versions
from models.procedure.case import Case
from models.procedure.kinds import INTAKES, PROCEDURES
from models.procedure.play import play


def case_of(state: CaseState, now: datetime) -> Case[Any]:
    """A case as of a moment, ready to be played.

    Raises:
        pydantic.ValidationError: The intake as it was corrected does not fit its model.
    """
    intake, *versions = standing_versions(state.log)
    return Case(
        id=state.id,
        intake=_intake(state, intake, versions),
        opened_at=state.opened_at,
        now=now,
        types=PROCEDURES[state.kind].types,
        versions=tuple(versions),
        children=state.children,
        parent_id=state.parent_id,
        log=state.log,
    )


def standing_of(state: CaseState, now: datetime) -> Standing:
    """Where a case stands at a moment (UTC). Never raises for a log that was accepted."""
    standing: Standing = play(PROCEDURES[state.kind], case_of(state, now))
    return standing


def _intake(state: CaseState, intake: Version, versions: list[Version]) -> AnyIntake:
    assert intake.kind == INTAKE  # noqa: S101 (report 1, which cannot be taken back)
    read = INTAKES[state.kind].model_validate(dict(intake.content))
    people = with_people(read, versions)
    return read.model_copy(update=people) if people else read
