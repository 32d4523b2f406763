"""A limit of ours that falls on the days of a disaster or emergency, moved as the relief says."""

from collections.abc import Sequence

import pendulum

from models.rulebook.counting.days import End, later_by_days
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
    steps: list[str] = []
    counts, due = last or end, end
    for one in relief:
        moved = later_by_days(end, one.days_later(end.day), zone)
        if one.moves == "due" and moved.at > due.at:
            due = moved
            steps.append(f"Relief moves it to {end_in_words(moved, zone.name)}: {one.in_words}.")
        later = max(
            moved, later_by_days(last or end, one.days_later((last or end).day), zone), key=_at
        )
        if later.at > counts.at:
            counts = later
            ground = Ground(
                code="relief", citation=f"{one.title}, {one.citation}", evidence=one.evidence
            )
            if later.at > due.at:
                steps.append(
                    f"By relief it still counts until {end_in_words(later, zone.name)}; work to "
                    f"{worked_to(due, zone.name)}: {one.in_words}."
                )
    if counts.at <= due.at:
        return due, None, None, tuple(steps)
    return due, counts, ground, tuple(steps)


def _at(end: End) -> pendulum.DateTime:
    return end.at
