"""Requests for records as the tests tell them, all on one day."""

from datetime import date, datetime, timedelta
from typing import Any

from models.cases.kinds import CaseKind
from models.cases.standing import Clock
from tests.models.procedure.telling import Telling, as_typed, at

TODAY = date(2026, 11, 27)
NOW = at(TODAY)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def asked_for(opened: datetime = NOW, **intake: Any) -> Telling:
    return Telling(CaseKind.RECORDS_TRANSFER, as_typed(intake), opened)


def the_clock(standing: Any) -> Clock:
    (clock,) = standing.clocks
    assert isinstance(clock, Clock)
    return clock


def steps(standing: Any) -> dict[str, date | None]:
    return {step.key: step.done_on for step in standing.milestones}
