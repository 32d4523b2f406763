"""Days that the rulebook covers: an earlier one is a slip of the hand, or has no rule."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from models.local_time import short_day

BEGINNING = date(2014, 1, 1)
"""The first day of the rulebook's rows on grievances."""

COMPLAINTS_RULE = date(2025, 1, 1)
"""The first day on which a plan has a time to resolve a complaint: 42 CFR 422.125, 423.129."""


def _not_before(first: date, why: str) -> Callable[[date], date]:
    def check(day: date) -> date:
        if day < first:
            message = f"is before {short_day(first)}, {why}"
            raise ValueError(message)
        return day

    return check


CoveredDay = Annotated[
    date, AfterValidator(_not_before(BEGINNING, "the first day the rulebook covers"))
]
"""The day of an event, or of a filing."""

AssignedDay = Annotated[
    date, AfterValidator(_not_before(COMPLAINTS_RULE, "the first day of the plan's time to answer"))
]
"""The day CMS assigned a complaint to a plan."""

FIRST_OF_ALL, LAST_OF_ALL = date(2000, 1, 1), date(2199, 12, 31)
"""No day that a case is about lies before or after: there is room on both sides to count in."""


def out_of_range(form: BaseModel) -> dict[str, date]:
    """The days of a form, by their fields, that no case is about: slips of the hand."""
    days = {name: getattr(form, name) for name in type(form).model_fields}
    return {
        name: day
        for name, day in days.items()
        if isinstance(day, date) and not FIRST_OF_ALL <= day <= LAST_OF_ALL
    }


PlannedDay = Annotated[date, Field(ge=date(2015, 1, 1), le=LAST_OF_ALL)]
"""A day that is planned for, or planned back from: with room for every step before it."""

ToldDay = Annotated[date, Field(ge=FIRST_OF_ALL, le=LAST_OF_ALL)]
"""A day that one case tells another."""
