"""A small picture of a time limit for a mail: where it began, today, the safe day, the last day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from activities.messages.wording import Words, today_of
from models.cases.deadline import Deadline

_SHORTEST = timedelta(days=2)
"""A limit that is shorter is told by its hours; a bar of days would show nothing."""

_NARROWEST = 4
"""In percent: how narrow a part of the bar may be, so that it can still be seen."""

_PAST, _AHEAD, _CLOSE, _LATE = "#8fa3b0", "#cfe0ea", "#e3a63c", "#a11d1d"


@dataclass(frozen=True)
class Mark:
    """A day on the bar, in words, with the color of the stretch that ends there."""

    label: str
    day: str
    color: str


@dataclass(frozen=True)
class Part:
    """A stretch of the bar between two marks."""

    width: int
    color: str


@dataclass(frozen=True)
class Timeline:
    """The bar, and the days under it in their order."""

    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]


def timeline(deadline: Deadline, now: datetime, words: Words) -> Timeline | None:
    """The picture of a deadline as of a moment; None where there is nothing to draw.

    It holds days alone: nothing of what was denied or to whom.
    """
    start, due = deadline.reckoning.started_on, deadline.due_on
    if start is None or due - start < _SHORTEST:
        return None
    today, safe = today_of(deadline, now), deadline.reckoning.safe_by
    labels: dict[date, list[str]] = {}
    labels.setdefault(start, []).append(words.mail["mark_start"])
    labels.setdefault(today, []).append(words.mail["mark_today"])
    if safe is not None and deadline.override is None and deadline.purpose.ours:
        labels.setdefault(safe, []).append(words.mail["mark_safe"])
    labels.setdefault(due, []).append(words.mail["mark_due"])
    days = sorted(labels)
    ends = [*pairwise(days)]
    lengths = [(after - before).days for before, after in ends]
    colors = [_color(before, today, safe, due) for before, _ in ends]
    parts = [Part(*part) for part in zip(_widths(lengths), colors, strict=True)]
    marks = [
        Mark(", ".join(labels[day]), words.short_day(day), color)
        for day, color in zip(days, ["", *colors], strict=True)
    ]
    return Timeline(tuple(parts), tuple(marks))


def _color(begins: date, today: date, safe: date | None, due: date) -> str:
    if begins >= due:
        return _LATE
    if begins < today:
        return _PAST
    return _CLOSE if safe is not None and begins >= safe else _AHEAD


def _widths(lengths: list[int]) -> list[int]:
    """Percentages that sum to 100, none too narrow to be seen."""
    whole = sum(lengths)
    free = 100 - _NARROWEST * len(lengths)
    widths = [_NARROWEST + length * free // whole for length in lengths]
    widths[widths.index(max(widths))] += 100 - sum(widths)
    return widths
