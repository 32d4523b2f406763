"""Judges whose calendars still hold a day of a case that is over."""

from collections.abc import Iterator
from datetime import timedelta

from models.notices.messages.channel import Channel
from tests.simulation.checker.evidence import Evidence


def left_in_calendars(seen: Evidence) -> Iterator[str]:
    """After the end nobody keeps a day of the case in the calendar, whoever they were to it."""
    timeline = seen.timeline
    if timeline.ended_at is None or timeline.lost:
        return
    if seen.horizon - timeline.ended_at < timedelta(days=3):
        return
    of_mail = [row for row in seen.received if row.channel is Channel.EMAIL]
    for address in sorted({row.address for row in of_mail}):
        mine = [row for row in of_mail if row.address == address]
        failed = any(
            one.address == address and (one.about == "former" or one.at >= timeline.ended_at)
            for one in seen.attempts
        )
        if failed:
            continue
        held: set[str] = set()
        for row in mine:
            held |= set(row.files)
            held -= set(row.cancelled)
        if held:
            yield f"left in a calendar: {sorted(held)} of a {mine[-1].role.value}"
