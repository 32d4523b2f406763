"""Dates as people write them, in an order of day and month that is settled once for a file."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.imports.cases_found import ImportRefusedError
from models.imports.table import Cell
from models.inputs.common_intake import FIRST_DAY
from models.inputs.spelling import day_meant, other_weekday

_LONGEST = 60

_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", re.ASCII)
"""A day whose order is not told by its form."""

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})", re.ASCII)
_HOUR = re.compile(
    r"(?:[T ]|, )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_BETWEEN = re.compile(
    "\\s+(?:-|to|through|thru|until)\\s+|\\s*[\N{EN DASH}\N{EM DASH}]\\s*", re.IGNORECASE
)

_EXPECTED = "expected a date such as 2026-11-02"


class DateOrder(StrEnum):
    """In which order the dates of a file have month, day and year."""

    MDY = "mdy"
    DMY = "dmy"
    YMD = "ymd"


class DayError(Exception):
    """A cell that holds no day; says why, without what it holds."""


def order_of(cells: Iterable[Cell], given: DateOrder | None) -> DateOrder:
    """The order of all dates of a file.

    Args:
        cells: Of the columns with dates.
        given: As whoever imports says it is.

    Raises:
        ImportRefusedError: It can be read in two ways, or is not the same throughout.
    """
    if given is not None:
        return given
    possible, ambiguous = set(), 0
    for one in cells:
        for text in _BETWEEN.split(one) if isinstance(one, str) else ():
            orders = _orders(text)
            if len(orders) == 1:
                possible |= orders
            ambiguous += len(orders) > 1
    settled = possible - {DateOrder.YMD}
    if len(settled) > 1:
        message = (
            "has dates with the month first and dates with the day first; say which is meant with "
            "--dates mdy or --dates dmy, and mend the others"
        )
        raise ImportRefusedError([message])
    if not possible and ambiguous:
        message = (
            "has dates that can be read in two ways, such as 11/02/2026, and none that tells "
            "which; say --dates mdy (month first), dmy (day first) or ymd"
        )
        raise ImportRefusedError([message])
    return next(iter(settled or possible), DateOrder.MDY)


def _orders(text: str) -> set[DateOrder]:
    """The orders in which a date made of numbers is a day; nothing where its form tells."""
    found = _NUMBERS.fullmatch(_without_hour(text))
    if found is None:
        return set()
    # The same day either way tells nothing, and may mean one thing only.
    days = {order: _in_order(found, order) for order in DateOrder}
    known = {order: day for order, day in days.items() if day is not None and day >= FIRST_DAY}
    if len(found[3]) > 2:  # noqa: PLR2004 (a year of four digits)
        known.pop(DateOrder.YMD, None)
    return set(known) if len(set(known.values())) > 1 or len(known) == 1 else set()


def day_of(cell: Cell, order: DateOrder) -> date:
    """The day of a cell.

    Raises:
        DayError: It holds none.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        raise DayError("is a number; " + _EXPECTED)
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        raise DayError(_EXPECTED)
    text = _without_hour(cell)
    if (found := _NUMBERS.fullmatch(text)) is not None:
        day = _in_order(found, order)
        if day is None:
            message = f"is no date in the order {order.value}; {_EXPECTED}"
            raise DayError(message)
        return day
    if (found := _YEAR_FIRST.fullmatch(text)) is not None:
        compact = _calendar_day(*(int(one) for one in found.groups()))
        if compact is not None:
            return compact
    day = day_meant(text)
    if day is None:
        slip = other_weekday(text)
        raise DayError(f"{_EXPECTED}; {slip}" if slip else _EXPECTED)
    return day


def days_of(cell: Cell, order: DateOrder) -> tuple[date, date | None]:
    """The first and the last day of a cell that may hold a span.

    Raises:
        DayError: It holds none.
    """
    if isinstance(cell, str) and len(parts := _BETWEEN.split(cell)) == 2:  # noqa: PLR2004
        return day_of(parts[0], order), day_of(parts[1], order)
    return day_of(cell, order), None


def _without_hour(text: str) -> str:
    """A date without the hour that databases write after it."""
    stripped = text.strip()
    found = _HOUR.search(stripped)
    ends = found is not None and found.end() == len(stripped)
    return stripped[: found.start()] if found is not None and ends else stripped


def _in_order(found: re.Match[str], order: DateOrder) -> date | None:
    first, second, third = (int(one) for one in found.groups())
    match order:
        case DateOrder.MDY:
            return _calendar_day(_year(third), first, second)
        case DateOrder.DMY:
            return _calendar_day(_year(third), second, first)
        case DateOrder.YMD:
            # A year of four digits at the end is one, whatever else is said.
            return _calendar_day(_year(first), second, third) if third <= 31 else None  # noqa: PLR2004


def _year(number: int) -> int:
    """The year that two digits stand for: none is far ahead, and the oldest notices are of 2014."""
    return number + 2000 if number < 100 else number  # noqa: PLR2004


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
