"""Lengths, moments and days as people say them, for the steps of a reckoning."""

from datetime import date, datetime

from models.local_time import short_day, time_in_words
from models.rulebook.counting.days import End, Moment
from models.rulebook.row import Span

_UNITS = {
    "calendar_days": "calendar day",
    "working_days": "federal working day",
    "months": "month",
    "years": "year",
    "hours": "hour",
}
_MOMENTS = {
    "noon_of": "Noon",
    "close_of_business_of": "Close of business",
    "end_of_day_of": "End",
}
_TEENS = range(11, 14)


def span_in_words(span: Span) -> str:
    """A length: 120 calendar days, 4 hours before, Noon of the day after."""
    if span.unit == "hours" and span.length == 0:
        return "No later than that hour"
    if span.unit in _UNITS:
        return plural(abs(span.length), _UNITS[span.unit]) + (" before" if span.length < 0 else "")
    return f"{_MOMENTS[span.unit]} of {_which_day(span.length)}"


def moment_in_words(moment: Moment, zone: str) -> str:
    """A day, with its hour where that is known: 9:00 a.m. Eastern Time on Wed, Oct 7, 2026."""
    return _with_hour(moment.day, moment.at, zone)


def end_in_words(end: End, zone: str) -> str:
    """Where a limit ends: its day, with the hour where it ends at one."""
    return _with_hour(end.day, end.at if end.to_the_hour else None, zone)


def plural(number: int, noun: str) -> str:
    """A number of things: 1 hour, 24 hours."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def day_of_month(day: date) -> str:
    """A day within its month: 1st, 7th, 22nd."""
    number = day.day
    ending = "th" if number in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def worked_to(end: End, zone: str) -> str:
    """The end that is worked to: its day of the month, or its hour of a day."""
    return end_in_words(end, zone) if end.to_the_hour else f"the {day_of_month(end.day)}"


def _with_hour(day: date, at: datetime | None, zone: str) -> str:
    return f"{time_in_words(at, zone)} on {short_day(day)}" if at else short_day(day)


def _which_day(length: int) -> str:
    if length == 0:
        return "that day"
    if abs(length) == 1:
        return "the day after" if length > 0 else "the day before"
    return f"day {length} after" if length > 0 else f"day {-length} before"
