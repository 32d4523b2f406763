"""A limit of ours that falls on the days of a disaster or emergency, moved as the relief says."""

from collections.abc import Sequence
from datetime import datetime

import pendulum

from models.rulebook.counting.days import End, later_by_days, utc
from models.rulebook.reckoning import Ground
from models.rulebook.relief import Relief
from models.rulebook.words import end_in_words, worked_to

Relieved = tuple[End, End | None, Ground | None, tuple[str, ...]]
"""The day to work to, the last on which a filing counts where that is another, why, the steps."""


def relieved(
    relief: Sequence[Relief],
    end: End,
    last: End | None,
    ground: Ground | None,
    zone: pendulum.Timezone,
) -> Relieved:
    """A limit with what relief applies to it; it never gets shorter.

    Each relief is judged by the limit as it is counted without any. Where several move it, the
    latest day counts. A limit that ends at an hour is moved to the same hour.

    Args:
        relief: What applies to the limit.
        end: The day to work to.
        last: The last day on which a filing counts, where that is another.
        ground: Why it counts until then.
        zone: Of the limit.
    """
    due, due_by, counts, counts_by = end, None, last or end, None
    for one in relief:
        moved = later_by_days(end, one.days_later(end.day), zone)
        if one.moves == "due" and moved.at > due.at:
            due, due_by = moved, one
        at_last = later_by_days(last or end, one.days_later((last or end).day), zone)
        later = max(moved, at_last, key=_at)
        if later.at > counts.at:
            counts, counts_by = later, one
    steps = []
    if due_by is not None:
        steps.append(f"Relief moves it to {end_in_words(due, zone.name)}: {due_by.in_words}.")
    if counts.at <= due.at:
        return due, None, None, tuple(steps)
    if counts_by is not None:
        steps.append(
            f"By relief it still counts until {end_in_words(counts, zone.name)}; work to "
            f"{worked_to(due, zone.name)}: {counts_by.in_words}."
        )
        said = f"{counts_by.title}, {counts_by.citation}"
        ground = Ground(code="relief", citation=said, evidence=counts_by.evidence)
    return due, counts, ground, tuple(steps)


def _at(end: End) -> datetime:
    return utc(end.at)
