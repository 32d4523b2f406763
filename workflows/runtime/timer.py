"""The one durable timer of a workflow, and the growing pauses between tries of what failed."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

_CLOCKS_DIFFER = timedelta(seconds=1)
"""By so much at most the workflow's clock is behind a timer that fired, in a task of its own."""


class TimerBeforeItsTaskError(Exception):
    """A worker hears that a timer fired, but there is no task for that yet.

    Seen where a worker that had not held the case is asked a query between the two: it is handed
    the whole history, and takes the firing up by the clock of the task before. Whatever followed
    would stand in the case's history in another order than a replay has it, and the case could
    never go on. Raised, it fails that query alone, and the worker forgets what it made of the case;
    asked again, it answers.
    """

    def __init__(self) -> None:
        """What the person reads who asked."""
        super().__init__("the case is waking up this moment: ask once more")


class Timer:
    """Kept while its moment stands, replaced when that changes: each costs events."""

    def __init__(self) -> None:
        """No timer runs yet."""
        self._at: datetime | None = None
        self._running: asyncio.Task[None] | None = None
        self._reached: datetime | None = None

    def present(self) -> datetime:
        """The workflow's present (UTC), never before a moment whose timer has fired."""
        now = workflow.now()
        return max(now, self._reached) if self._reached is not None else now

    async def wait(self, at: datetime | None, summary: str, until: Callable[[], bool]) -> None:
        """Return when a moment has come or a condition holds, whichever is first.

        Args:
            at: The moment (UTC); None: only the condition is waited for.
            summary: What the timeline shows; nothing private.
            until: The condition.

        Raises:
            TimerBeforeItsTaskError: It fired before its moment by the workflow's clock.
        """
        if at != self._at:
            self._stop()
            if at is not None:
                left = max(at - self.present(), timedelta(0))
                self._running = asyncio.create_task(workflow.sleep(left, summary=summary))
            self._at = at
        running = self._running
        await workflow.wait_condition(lambda: until() or (running is not None and running.done()))
        if running is not None and running.done():
            if at is not None and at - workflow.now() > _CLOCKS_DIFFER:
                raise TimerBeforeItsTaskError
            self._reached = self._at
            self._at = self._running = None

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
        self._at = self._running = None


class Pauses:
    """When to try again what failed: pauses double, from the first to the longest."""

    def __init__(self, first: timedelta, longest: timedelta) -> None:
        """Nothing has failed yet."""
        self._first, self._longest = first, longest
        self.since: datetime | None = None
        self.again: datetime | None = None
        self.tries = 0

    def failed(self) -> None:
        """It failed now: the next try is after a pause."""
        now = workflow.now()
        self.since = self.since or now
        self.again = now + min(self._first * 2 ** min(self.tries, 30), self._longest)
        self.tries += 1

    def went_well(self) -> None:
        """It was done."""
        self.since = self.again = None
        self.tries = 0
