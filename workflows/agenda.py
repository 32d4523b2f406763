"""All that a workflow waits for, on one durable timer.

The agenda is not stored: it is read off the case's open deadlines and follow-ups, so it cannot
disagree with them. One timer per workflow keeps histories short: see docs/operations.md.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, FollowUp, Rung, RungOutcome
    from models.docket import Docket


@dataclass(frozen=True)
class Expiry:
    """A deadline that runs out."""

    at: datetime
    deadline: Deadline

    @property
    def summary(self) -> str:
        """What the timeline shows while the case waits for it."""
        return (
            f"Until it runs out on {self.deadline.due_on}: {self.deadline.purpose.value} of "
            f"{self.deadline.level_title}"
        )


@dataclass(frozen=True)
class DueRung:
    """A reminder that comes due."""

    at: datetime
    about: Deadline | FollowUp
    rung: Rung

    @property
    def summary(self) -> str:
        """What the timeline shows while the case waits for it."""
        if isinstance(self.about, FollowUp):
            return f"Until follow-up: {self.about.title}"
        return (
            f"Until reminder {self.rung.key}: {self.about.purpose.value} of "
            f"{self.about.level_title}, due {self.about.due_on}"
        )


@dataclass(frozen=True)
class ViewRetry:
    """The read model could not be written and is to be tried again."""

    at: datetime
    summary: str = "Write the read model again"


@dataclass(frozen=True)
class RollCall:
    """Those that an earlier run started beside this work are to be looked for."""

    at: datetime
    summary: str = "Until those beside it are looked for"


@dataclass(frozen=True)
class Check:
    """Something is to be looked at anew, though no deadline ends."""

    at: datetime
    summary: str = "Until the plan is checked"


Entry = Expiry | DueRung | ViewRetry | Check | RollCall


def entries(state: Docket) -> Iterator[Entry]:
    """Everything the case still waits for, in no order."""
    for deadline in state.deadlines:
        if deadline.is_open:
            yield Expiry(deadline.expires_at, deadline)
            yield from _pending(deadline)
    for follow_up in state.follow_ups:
        if follow_up.is_open:
            yield from _pending(follow_up)
    yield from (Check(at) for at in state.checks)


def due(state: Docket, now: datetime) -> list[Entry]:
    """The entries whose moment has come, earliest first."""
    return sorted((entry for entry in entries(state) if entry.at <= now), key=_by_moment)


def earliest(state: Docket, *more: Entry | None) -> Entry | None:
    """The entry to wait for, or None where the case waits for people alone.

    Args:
        state: What the agenda is read off.
        more: What this run waits for besides, which is no part of the docket.
    """
    waiting = (*entries(state), *(entry for entry in more if entry is not None))
    return min(waiting, key=_by_moment, default=None)


def _pending(about: Deadline | FollowUp) -> Iterator[DueRung]:
    for rung in about.rungs:
        if rung.outcome is RungOutcome.PENDING:
            yield DueRung(rung.at, about, rung)


def _by_moment(entry: Entry) -> tuple[datetime, int]:
    # At one moment an expiry comes before a reminder: what it opens may silence the reminder.
    return entry.at, 0 if isinstance(entry, Expiry) else 1


class Alarm:
    """The workflow's one timer: kept while its moment stands, replaced when that changes."""

    def __init__(self) -> None:
        """No timer runs yet."""
        self._at: datetime | None = None
        self._timer: asyncio.Task[None] | None = None

    async def wait(self, entry: Entry | None, interrupted: Callable[[], bool]) -> None:
        """Return when the entry's moment has come or the interruption holds, whichever is first."""
        at = entry.at if entry else None
        if at != self._at:
            self._stop()
            if entry is not None:
                left = max(entry.at - workflow.now(), timedelta(0))
                self._timer = asyncio.create_task(workflow.sleep(left, summary=entry.summary))
            self._at = at
        timer = self._timer
        await workflow.wait_condition(lambda: interrupted() or (timer is not None and timer.done()))
        if timer is not None and timer.done():
            self._at = self._timer = None

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._at = self._timer = None
