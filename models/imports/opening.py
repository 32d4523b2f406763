"""Whether a case that was found would be opened, and the clocks it would begin with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.ids import check_id
from models.cases.kinds import CaseKind
from models.cases.log.entries import INTAKE, Report
from models.cases.standing import Clock, Standing
from models.imports.cases_found import CaseFound, Problem
from models.inputs.appeal_intake import Intake
from models.inputs.spelling import as_meant
from models.inputs.validation import Refusal, read
from models.procedure.acceptance.checks import check_start
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of

_WORKFLOW_ID = "Workflow ID"
"""What refusals of an id call it."""


@dataclass(frozen=True)
class ClockToRun:
    """A time limit that a case would begin with."""

    rule: str
    title: str
    who: str
    due_on: date
    """The day to work to, in the zone of the case."""

    last_day: date
    """The last day on which a filing still counts."""

    days_left: int
    """From today to the day to work to; below 0 where it has passed."""


@dataclass(frozen=True)
class Opening:
    """A case that would be opened."""

    case: CaseFound
    content: Mapping[str, Any]
    """The intake, each value as its form has it."""

    clocks: tuple[ClockToRun, ...]
    """In the order in which they end."""

    missed: bool
    """Whether the time of the case has run out before it is opened."""


def opening_of(found: CaseFound, now: datetime) -> Opening | tuple[Problem, ...]:
    """Judge a case as the turn that opens it will.

    Args:
        found: As it was read from a file.
        now: The moment at which it would be opened (UTC).

    Returns:
        What it begins with, or why it would be refused.
    """
    content = as_meant(Intake, found.content)
    try:
        if found.id:
            check_id(found.id)
        intake = read(Intake, content)
        log = (Report(number=1, kind=INTAKE, content=content, at=now),)
        case = case_of(CaseState(id=found.id, kind=CaseKind.APPEAL, log=log), now)
        check_start(intake, found.id, case.today)
        procedure = PROCEDURES[CaseKind.APPEAL]
        procedure.check_intake(case)
        standing: Standing = play(procedure, case)
        for misfit in standing.misfits:
            raise Refusal(misfit.reason)  # noqa: TRY301 (said as the others are)
    except Refusal as refusal:
        return _all_of(found, refusal.message)
    if found.problems:
        return found.problems
    clocks = sorted(standing.open_clocks, key=lambda one: one.expires_at)
    return Opening(
        case=found,
        content=content,
        clocks=tuple(_clock(one, case.today) for one in clocks),
        missed=any(not one.is_open and one.purpose.ours for one in standing.clocks),
    )


def _all_of(found: CaseFound, refusal: str) -> tuple[Problem, ...]:
    """What is wrong with the cells, and what more the form refuses."""
    said = {one.column for one in found.problems if one.column}
    more = [_problem(found, line) for line in refusal.splitlines()]
    return (*found.problems, *(one for one in more if one.column not in said))


def _problem(found: CaseFound, line: str) -> Problem:
    """What is said of a field, with the column that it came from."""
    path, _, what = line.partition(": ")
    if not what:
        return Problem(found.place, line)
    path = "id" if path == _WORKFLOW_ID else path
    column = found.columns.get(path) or _column_of_part(found, path)
    # A field that no column says came from a default, or is missing.
    return Problem(found.place, what if column else line, column)


def _column_of_part(found: CaseFound, path: str) -> str:
    """The column of a field that is named as a part of another one, or the reverse."""
    names = [name for name in found.columns if path.startswith(f"{name}.")]
    names += [name for name in found.columns if path and name.startswith(f"{path}.")]
    return found.columns[names[0]] if names else ""


def _clock(clock: Clock, today: date) -> ClockToRun:
    return ClockToRun(
        rule=clock.reckoning.rule,
        title=clock.reckoning.title,
        who=clock.who,
        due_on=clock.due_on,
        last_day=clock.last_arguable,
        days_left=(clock.due_on - today).days,
    )
