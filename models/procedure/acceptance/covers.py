"""Refuses a cover that could not count, and contact details of whom nobody can tell.

Each refusal is a sentence that says what is wrong and what would be right.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from models.cases.cover import Cover, Shift, is_same_person, shift_on, shifts_of, standing_on
from models.inputs.common_report import Assigned, ContactsUpdated
from models.inputs.validation import Refusal
from models.local_time import short_day
from models.procedure.case import Case, Played


def check_cover(case: Case[Any], report: Played) -> None:
    """Refuse a cover of days gone by, or by whoever manages the case on these days anyway.

    Raises:
        Refusal: naming the field.
    """
    said = report.said
    if isinstance(said, ContactsUpdated):
        _check_contacts(case, said)
    if not isinstance(said, Assigned) or said.until is None:
        return
    for name, day in (("until", said.until), ("starts_on", said.starts_on)):
        if day is not None and day < case.today:
            message = f"{name}: {short_day(day)} is past; today is {short_day(case.today)}."
            raise Refusal(message)
    first = said.starts_on or case.today
    new = Cover.model_construct(case_manager=said.case_manager, starts_on=first, until=said.until)
    before, after = shifts_of(case.intake.covers), shifts_of((*case.intake.covers, new))
    edges = {first, *(one.last_day + timedelta(days=1) for one in (*before, *after))}
    days = sorted({*edges, *(one.starts_on for one in (*before, *after))})
    days = [day for day in days if day >= first]
    was, will = _days(before, days), _days(after, days)
    owner = case.intake.case_manager.email
    if [one or owner for one in was] == [one or owner for one in will]:
        message = "case_manager: has the case on these days already."
        raise Refusal(message)


def check_cover_corrected(report: Played) -> None:
    """Refuse to correct the last day of a cover to one before its first.

    Raises:
        Refusal: naming the field.
    """
    said = report.said
    if isinstance(said, Assigned) and said.until is not None and said.until < report.day:
        message = (
            f"until: {short_day(said.until)} is before its first day, {short_day(report.day)}; "
            "take the report back to have it never count."
        )
        raise Refusal(message)


def _days(shifts: Sequence[Shift], days: Iterable[date]) -> list[str | None]:
    """Who covers the case on some days, by their addresses."""
    found = (shift_on(shifts, day) for day in days)
    return [shift.manager.email if shift is not None else None for shift in found]


def _check_contacts(case: Case[Any], said: ContactsUpdated) -> None:
    """Refuse another case manager's details while somebody covers: nobody can tell whose."""
    manager, shift = said.case_manager, case.shift
    if manager is None or shift is None:
        return
    known = [
        case.intake.case_manager,
        *(one.manager for one in standing_on(case.shifts, case.today)),
    ]
    if not any(is_same_person(manager, one) for one in known):
        message = (
            f"case_manager: the case is covered through {short_day(shift.last_day)}. Use assign "
            "to give it to somebody, or give the code or address of whose details these are."
        )
        raise Refusal(message)
