"""Days that the rulebook covers: an earlier one is a slip of the hand, or has no rule."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

BEGINNING = date(2014, 1, 1)
"""The first day of the rulebook's rows on grievances."""

COMPLAINTS_RULE = date(2025, 1, 1)
"""The first day on which a plan has a time to resolve a complaint: 42 CFR 422.125, 423.129."""


def _not_before(first: date, why: str) -> Callable[[date], date]:
    def check(day: date) -> date:
        if day < first:
            message = f"is before {first}, {why}"
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

PlannedDay = Annotated[date, Field(ge=date(2015, 1, 1), le=date(2199, 12, 31))]
"""A day that is planned for, or planned back from: with room for every step before it."""
