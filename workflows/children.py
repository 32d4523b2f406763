"""Child workflows: start them, speak with them and with the parent, look whether they live.

Between cases there is one signal, `hear`, both ways. A child outlives its parent unless told: what
it is told is the turn's matter, as is all that follows from its words.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from temporalio import exceptions, workflow
from temporalio.exceptions import FailureError
from temporalio.workflow import ParentClosePolicy

News = dict[str, Any]

HEAR = "hear"
"""The signal between cases."""

_ALIVE = "are_you_there"

LOOK_EVERY = timedelta(days=7)
"""How long a child may be gone unseen. The server tells only the run that started a child how it
ended; two events a week for each child of an earlier run are few in a history."""

_ENDED_BY: dict[type[BaseException | None], str] = {
    exceptions.TerminatedError: "terminated",
    exceptions.TimeoutError: "timed out",
    exceptions.CancelledError: "cancelled",
}


def only_asks(word: Mapping[str, Any]) -> bool:
    """Whether a word asks nothing but whether the case still runs: that it could is the answer."""
    return _ALIVE in word


class Children:
    """The children of one run of a case."""

    def __init__(self, taken_over: Iterable[str], note: Callable[[News], None]) -> None:
        """Look at once after those of an earlier run: nobody has heard of them since it ended.

        Args:
            taken_over: Ids of the children that an earlier run started and that had not ended.
            note: Takes the news of what becomes of them.
        """
        self._taken_over = sorted(taken_over)
        self._note = note
        self._speaking = asyncio.Lock()
        self._over: set[str] = set()
        self.look_at: datetime | None = workflow.now() if self._taken_over else None

    def is_over(self, name: str) -> bool:
        """Whether the run of a child that this run started has ended."""
        return name in self._over

    async def reach(self, starts: Sequence[News], words: Sequence[News]) -> None:
        """Start children, then tell those who are to be told, each after the other."""
        async with self._speaking:
            strangers = [one["id"] for one in starts if not await self._start(one)]
            for one in words:
                if one["to"] not in strangers:
                    await _tell(one["to"], one["word"])

    def look(self, open_: Sequence[str]) -> Coroutine[Any, Any, None]:
        """Find out which children of an earlier run do not run any more. The next look is set now.

        Args:
            open_: Ids of all children that have not ended, as far as is known.
        """
        there = set(open_) - self._over
        self._taken_over = [name for name in self._taken_over if name in there]
        self.look_at = workflow.now() + LOOK_EVERY if self._taken_over else None
        return self._ask_whether_there(list(self._taken_over))

    async def _ask_whether_there(self, asked: Sequence[str]) -> None:
        there = await asyncio.gather(*(_tell(name, {_ALIVE: True}) for name in asked))
        for name, is_there in zip(asked, there, strict=True):
            if not is_there:
                self._over.add(name)
                self._note({"lost": name, "how": "not running any more"})

    async def _start(self, one: News) -> bool:
        """Start a child; whether its id was free."""
        name = one["id"]
        try:
            running = await workflow.start_child_workflow(
                one["type"],
                one["intake"],
                id=name,
                parent_close_policy=ParentClosePolicy.ABANDON,
                static_summary=one["summary"],
            )
        except FailureError:
            self._note({"taken": name})
            return False
        self._over.discard(name)
        running.add_done_callback(partial(self._ended, name))
        self._note({"started": name})
        return True

    def _ended(self, name: str, run: "asyncio.Task[object]") -> None:
        """The run of a child is over; one that ended in order has told how."""
        if run.cancelled():
            return
        self._over.add(name)
        error = run.exception()
        if isinstance(error, FailureError):
            self._note({"lost": name, "how": _ENDED_BY.get(type(error.cause), "failed")})


async def _tell(name: str, word: Mapping[str, Any]) -> bool:
    """Signal another case; whether it was there to be told."""
    try:
        await workflow.get_external_workflow_handle(name).signal(HEAR, word)
    except FailureError:
        # It has ended: nobody is left to be told.
        return False
    return True
