"""Appeals as the tests tell them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from models.cases.children import Child
from models.cases.deadline import Purpose
from models.cases.evidence import Evidence, EvidenceKind
from models.cases.kinds import CaseKind
from models.cases.milestone import Milestone
from models.cases.standing import Clock
from models.procedure.appeal.procedure import AppealProcedure
from models.procedure.appeal.standing import AppealStanding
from models.procedure.standing_of import case_of
from models.words.english.tables import say
from tests.models.procedure.telling import Telling, as_typed, at

NOTICE = date(2026, 11, 2)
NOW = at(date(2026, 11, 4))


def appeal(opened: datetime = NOW, **intake: Any) -> Telling:
    """An appeal of a denial that is dated two days before, unless it is said otherwise."""
    pending = intake.get("stage") == "pending"
    notice = {} if pending else {"notice_date": NOTICE}
    return Telling(CaseKind.APPEAL, as_typed({"service": "Knee", **notice, **intake}), opened)


def clock(standing: AppealStanding, rule: str) -> Clock:
    """The last clock of a rule of the rulebook."""
    return [one for one in standing.clocks if one.reckoning.rule == rule][-1]


def days(standing: AppealStanding) -> list[tuple[str, date, str]]:
    """Every clock: its rule, its day, how it stands."""
    return [(one.reckoning.rule, one.due_on, one.status.value) for one in standing.clocks]


def place(standing: AppealStanding) -> tuple[str, str]:
    """The level, and what is waited for there."""
    return standing.level, standing.phase.value


def ours(standing: AppealStanding) -> Clock:
    """The clock of ours that runs."""
    (found,) = (one for one in standing.open_clocks if one.purpose.ours)
    return found


def theirs(standing: AppealStanding, purpose: Purpose = Purpose.DECISION) -> Clock:
    """The clock of somebody else that runs."""
    (found,) = (one for one in standing.open_clocks if one.purpose is purpose)
    return found


def recorded(standing: AppealStanding, number: int) -> list[str]:
    """What was written down of one report."""
    return [say(one.said) for one in standing.notes if one.report == number]


def panel_of(case: Telling, now: datetime) -> Any:
    """What the details panel says of it."""
    played = case_of(case.state, now)
    return AppealProcedure().panel(played, case.stands(now))


def beside(case: Telling, wanted: int, started: datetime, **changes: Any) -> str:
    """The case that was wanted in that place starts; its id."""
    asked = case.stands(started).wanted[wanted]
    id_ = f"{case.state.id}.{asked.kind.value}.{wanted}"
    child = Child(
        id=id_,
        kind=asked.kind,
        report=asked.report,
        place=asked.place,
        serves=asked.serves,
        started_at=started,
        stage="started",
        ending=None,
        ended_at=None,
        lost=False,
        milestones=(),
        evidence=(),
        heard_at=None,
    )
    child = replace(child, **changes)
    case.state = replace(case.state, children=(*case.state.children, child))
    return id_


def says(case: Telling, id_: str, heard: datetime, **changes: Any) -> None:
    """A case beside it says how it stands."""
    case.state = replace(
        case.state,
        children=tuple(
            replace(one, heard_at=heard, **changes) if one.id == id_ else one
            for one in case.state.children
        ),
    )


def piece(id_: str, received: date, **facts: Any) -> Evidence:
    """A document, as a case beside lists it."""
    return Evidence(id=id_, kind=EvidenceKind.SECOND_OPINION, received_on=received, **facts)


def step(key: str, **days_of_it: Any) -> Milestone:
    """A step of a case beside."""
    return Milestone(key=key, title=key.capitalize(), **days_of_it)
