"""Counting a second time, by other means: plain `datetime`, `zoneinfo` and `dateutil`.

Nothing of the rulebook's data or counting is used.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import FR, MO, SA, SU, TH, relativedelta
from dateutil.rrule import DAILY, rrule

Due = date | datetime
"""A date ends with its day; a datetime (UTC) is the instant."""


class RefusedError(Exception):
    """The facts contradict the rule."""


@dataclass
class Answer:
    due: Due
    receipt: date | None = None
    last_arguable: date | None = None
    safe_by: date | None = None


@dataclass
class Case:
    """One question: a naive `when` is local to the zone."""

    when: date | datetime
    zone: ZoneInfo
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.when.date() if isinstance(self.when, datetime) else self.when

    def is_(self, **wanted: Any) -> bool:
        return all(self.facts.get(name) == value for name, value in wanted.items())


def days_after(day: date, number: int) -> date:
    """Day 0 is the event; the last of the days is the answer."""
    last = rrule(DAILY, dtstart=datetime.combine(day, time()), count=abs(number) + 1, interval=1)
    if number >= 0:
        return last[number].date()
    return day - relativedelta(days=-number)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def days(number: int) -> Callable[[Case], Answer]:
    return lambda case: Answer(days_after(case.day, number))


def from_receipt(number: int, roll: str = "") -> Callable[[Case], Answer]:
    """Days after receipt, which is presumed 5 days after the notice, or proven."""

    def rule(case: Case) -> Answer:
        receipt = case.facts.get("received") or case.day + relativedelta(days=+5)
        if receipt < case.day:
            raise RefusedError
        due = receipt + relativedelta(days=+number)
        return Answer(due, receipt, rolled(due) if roll else None)

    return rule


def expedited_or_from_receipt(number: int) -> Callable[[Case], Answer]:
    def rule(case: Case) -> Answer:
        proven = case.facts.get("received")
        if proven and proven < case.day:
            raise RefusedError
        due = case.day + relativedelta(days=+number)
        later = (proven or case.day + relativedelta(days=+5)) + relativedelta(days=+number)
        return Answer(due, None, later if later > due else None)

    return rule


def months(number: int) -> Callable[[Case], Answer]:
    """The same day so many months on, or the last of its month."""
    return lambda case: Answer(case.day + relativedelta(months=+number))


def months_or_from_receipt(number: int) -> Callable[[Case], Answer]:
    """Months from the notice; from its receipt it can be argued for."""

    def rule(case: Case) -> Answer:
        proven = case.facts.get("received")
        if proven and proven < case.day:
            raise RefusedError
        due = case.day + relativedelta(months=+number)
        later = (proven or case.day + relativedelta(days=+5)) + relativedelta(months=+number)
        return Answer(due, None, later if later > due else None)

    return rule


def first_day_is_day_one(number: int) -> Callable[[Case], Answer]:
    """The date of the notice is day 1; as many days after its receipt can be argued for."""

    def rule(case: Case) -> Answer:
        proven = case.facts.get("received")
        if proven and proven < case.day:
            raise RefusedError
        due = case.day + relativedelta(days=number - 1)
        later = (proven or case.day + relativedelta(days=+5)) + relativedelta(days=+number)
        return Answer(due, None, later if later > due else None)

    return rule


def notice_or_page(number: int, page: int) -> Callable[[Case], Answer]:
    """Days from the notice; a page of CMS gives more."""
    return lambda case: Answer(
        days_after(case.day, number), last_arguable=days_after(case.day, page)
    )


def hours(number: int, *, ours: bool = False) -> Callable[[Case], Answer]:
    """Elapsed hours; without an hour, from the end of the day, or its start for our own clock."""
    return lambda case: Answer(start(case, ours=ours) + timedelta(hours=number))


def start(case: Case, *, ours: bool = False) -> datetime:
    if isinstance(case.when, datetime):
        return case.when.replace(tzinfo=case.zone).astimezone(UTC)
    return instant(case.when if ours else case.when + timedelta(days=1), time(), case.zone)


def clock(at: time, number: int) -> Callable[[Case], Answer]:
    """An hour of the clock so many days on."""
    return lambda case: Answer(instant(case.day + timedelta(days=number), at, case.zone))


def working_days(number: int) -> Callable[[Case], Answer]:
    def rule(case: Case) -> Answer:
        day, left = case.day, number
        while left:
            day += timedelta(days=1)
            left -= works(day)
        return Answer(day)

    return rule


def either(*choices: tuple[dict[str, Any], Callable[[Case], Answer]]) -> Callable[[Case], Answer]:
    """The first whose facts are so; an empty condition always is."""
    return lambda case: next(rule for wanted, rule in choices if case.is_(**wanted))(case)


def since(day: date, before: Any, after: Any) -> Callable[[Case], Answer]:
    """One rule for notices or requests before a day, another from it on."""
    return lambda case: (before if case.day < day else after)(case)


def later_of_period(case: Case) -> Answer:
    """5 days from the request, or from the end of the period, whichever is later."""
    day = case.facts.get("period_ended")
    asked = case.day + timedelta(days=5)
    return Answer(max(asked, day + timedelta(days=5)) if day else asked)


def later_of_effect(number: int) -> Callable[[Case], Answer]:
    """Days from the notice, or the day on which the change takes effect, whichever is later."""

    def rule(case: Case) -> Answer:
        asked = days_after(case.day, number)
        effect = case.facts.get("services_end")
        return Answer(max(asked, effect) if effect else asked)

    return rule


def earlier_noon(case: Case) -> Answer:
    """Noon of the day after the notice; or, by the form, of the day before services end.

    The earlier is worked to, and the later is the last at which a request counts.
    """
    first = case.day + timedelta(days=1)
    ends = case.facts.get("services_end")
    noons = sorted({first, ends - timedelta(days=1) if ends else first})
    return Answer(
        instant(noons[0], time(12), case.zone),
        last_arguable=noons[-1] if len(noons) > 1 else None,
    )


def exception(case: Case) -> Answer:
    """24 hours expedited, else 72, from the statement."""
    return from_statement(case, timedelta(hours=24 if case.is_(speed="expedited") else 72))


def expedited_refused(case: Case) -> Answer:
    """72 hours from the request; for an exception, from the statement."""
    if case.is_(kind="exception"):
        return from_statement(case, timedelta(hours=72))
    return hours(72)(case)


def from_statement(case: Case, span: timedelta) -> Answer:
    """From the statement, else from the end of day 14 after the request."""
    cutoff = instant(case.day + timedelta(days=15), time(), case.zone)
    statement = case.facts.get("statement")
    if statement is None:
        return Answer(cutoff + span)
    arrived = start(Case(statement, case.zone))
    return Answer(max(start(case), min(arrived, cutoff)) + span)


def holidays(year: int) -> set[date]:
    """5 U.S.C. 6103: ten holidays, and Juneteenth from 2021; observed on the nearest weekday."""
    first = date(year, 1, 1)

    def nth(month: int, weekday: Any) -> date:
        return first + relativedelta(month=month, day=1, weekday=weekday)

    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    fixed += [date(year, 6, 19)] if year >= 2021 else []
    observed = set()
    for day in [*fixed, date(year + 1, 1, 1)]:
        if day.weekday() == SA.weekday:
            observed.add(day + relativedelta(weekday=FR(-1)))
        elif day.weekday() == SU.weekday:
            observed.add(day + relativedelta(weekday=MO(+1)))
        else:
            observed.add(day)
    moving = {nth(1, MO(+3)), nth(2, MO(+3)), nth(9, MO(+1)), nth(10, MO(+2)), nth(11, TH(+4))}
    moving.add(date(year, 5, 31) + relativedelta(weekday=MO(-1)))
    return {day for day in observed | moving if day.year == year}


_holidays: dict[int, set[date]] = {}


def works(day: date) -> bool:
    if day.year not in _holidays:
        _holidays[day.year] = holidays(day.year)
    return day.isoweekday() <= 5 and day not in _holidays[day.year]


def rolled(day: date) -> date | None:
    """The next working day where the last one is none."""
    later = day
    while not works(later):
        later += timedelta(days=1)
    return later if later > day else None
