"""Second opinions to tell of: helpers of the tests about them."""

from datetime import date, datetime, timedelta
from typing import Any

from models.cases.deadline import Purpose
from models.cases.evidence import Element
from models.cases.kinds import CaseKind
from models.cases.standing import Clock
from tests.models.procedure.telling import Telling, as_typed, at

TODAY = date(2026, 11, 27)
NOW = at(TODAY)

ALL_FIVE = [element.value for element in Element]


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


def opinion(opened: datetime = NOW, **intake: Any) -> Telling:
    return Telling(CaseKind.SECOND_OPINION, as_typed(intake), opened)


def running(standing: Any, purpose: Purpose) -> Clock:
    (clock,) = [one for one in standing.open_clocks if one.purpose is purpose]
    assert isinstance(clock, Clock)
    return clock


def latest(standing: Any) -> dict[str, date | None]:
    return {step.key: step.latest_on for step in standing.milestones}


def step(standing: Any, key: str) -> Any:
    return next(one for one in standing.milestones if one.key == key)
