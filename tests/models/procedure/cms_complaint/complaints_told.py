"""Complaints to CMS as the tests tell them, all on one day."""

from datetime import date, datetime, timedelta
from typing import Any

from models.cases.deadline import Purpose
from models.cases.kinds import CaseKind
from models.cases.standing import Clock
from tests.models.procedure.telling import NEW_YORK, Telling, as_typed, at

TODAY = date(2026, 11, 27)
NOW = at(TODAY)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def complaint(opened: datetime = NOW, **intake: Any) -> Telling:
    return Telling(CaseKind.CMS_COMPLAINT, as_typed(intake), opened)


def assigned(day: date, **intake: Any) -> Telling:
    """A complaint that was made and assigned on a day, opened at its noon."""
    opened = at(day, zone=intake.get("zone", NEW_YORK))
    return complaint(opened, filed_on=day, assigned_on=day, **intake)


def clocks(standing: Any) -> dict[Purpose, Clock]:
    found = {clock.purpose: clock for clock in standing.clocks}
    assert len(found) == len(standing.clocks)
    return found


def resolution(standing: Any) -> Clock:
    return clocks(standing)[Purpose.RESOLUTION]
