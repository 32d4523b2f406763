"""By days, nobody but the case manager is reminded on the day on which they first hear of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from models.cases.people import STAFF, Role
from tests.simulation.checker.hours import local
from tests.simulation.checker.owed import ASSIGNED, OPENED, Due
from tests.simulation.checker.timeline import ClockFacts, Timeline
from tests.simulation.sender import Attempt, Received


def is_beside_first_word(due: Due, dues: Iterable[Due], timeline: Timeline) -> bool:
    """Whether a reminder falls on the day of the first word, and so is left out where that comes.

    Args:
        due: Of one clock, to one reader.
        dues: All that are due of it to that reader.
        timeline: Of the case.
    """
    by_days = due.name == "safe" or due.name.removesuffix("d").isdigit()
    if not by_days or due.name.isdigit() or due.role is Role.CASE_MANAGER:
        return False
    zone = timeline.roster_at(due.at).people[due.role].zone
    return any(
        one.name == OPENED
        and one.span.version == due.span.version
        and _one_day(one.at, due.at, zone)
        for one in dues
    )


def is_known(due: Due, rows: Iterable[Received]) -> bool:
    """Whether the word that a clock runs says nothing new to somebody who is not staff.

    They know the day to work to; that a filing counts longer or shorter they hear when it passes.
    """
    clock = due.span.facts
    if due.name != OPENED or not due.span.only_last or due.role in STAFF:
        return False
    assert isinstance(clock, ClockFacts)
    return any(row.told_at < due.at and row.due_on == clock.due_on for row in rows)


def holds_again(due: Due, rows: Iterable[Received]) -> bool:
    """Whether a correction brought back the day that somebody was told last."""
    clock = due.span.facts
    if due.name != OPENED or not due.span.held or not isinstance(clock, ClockFacts):
        return False
    told = [row for row in rows if row.told_at < due.at]
    return bool(told) and max(told, key=lambda row: row.told_at).due_on == clock.due_on


def is_told_on_coming(
    due: Due, dues: Iterable[Due], tries: Sequence[Attempt], begun: datetime
) -> bool:
    """Whether a reminder was tried for somebody, after whom its reader came and heard of all.

    By the hours of whoever came it would come due once more: the word at their coming overtook it.

    Args:
        due: By the hours of its reader.
        dues: All that are due of the same to that role.
        tries: That did not get through, of this reminder to that role.
        begun: When its clock or matter began to stand as it does (UTC).
    """
    if not tries or due.name == OPENED or due.name.startswith(ASSIGNED):
        return False
    words = [
        one.at
        for one in dues
        if one.name.startswith(ASSIGNED)
        and one.span.version == due.span.version
        and one.at <= due.at
    ]
    return any(begun <= one.at < word for one in tries for word in words)


def first_word_came(rows: Iterable[Received | Attempt], begun: datetime) -> bool:
    """Whether the word that a clock runs was sent, or tried, since its day was seen."""
    return any(
        row.reminder == OPENED or row.reminder.startswith(ASSIGNED)
        for row in rows
        if row.at >= begun
    )


def heard_that_day(row: Received, rows: Iterable[Received], timeline: Timeline) -> bool:
    """Whether what somebody received came on the day of their first word of the same day."""
    zone = timeline.roster_at(row.told_at).people[row.role].zone
    return any(
        one.reminder == OPENED
        and one.due_on == row.due_on
        and one.told_at <= row.told_at
        and _one_day(one.told_at, row.told_at, zone)
        for one in rows
    )


def had_not_heard(row: Received, rows: Iterable[Received], timeline: Timeline) -> bool:
    """Whether somebody hears of a clock that came back, and had fallen away before they heard."""
    if row.reminder != OPENED:
        return False
    spans = list(timeline.of(row.about))
    return any(
        before.settled == "gone"
        and isinstance(span.facts, ClockFacts)
        and span.facts.due_on == row.due_on
        and span.begun <= row.told_at
        and all(one.told_at >= span.begun or one.due_on != row.due_on for one in rows)
        for before, span in pairwise(spans)
    )


def _one_day(one: datetime, other: datetime, zone: str) -> bool:
    return local(one, zone).date() == local(other, zone).date()
