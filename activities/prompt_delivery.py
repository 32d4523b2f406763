"""Sends what is due within the turn that finds it due, as far as that goes at once.

A reminder that is sent so costs its case no activity. What does not go at once is left for the
task queue: the ledger of deliveries sees to it that nothing is in two hands.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from activities.delivering import Delivered, Delivering
from models.notices import Order

_PATIENCE = 3.0
"""Seconds that a turn waits for its messages: a turn is a part of one workflow task."""

_AT_A_TIME = 16
"""Messages sent in turns at a time. Past that, what is due goes to the task queue."""

logger = logging.getLogger("appealclock.turns")


class PromptDelivery:
    """Sends messages in the turns of all cases of a worker."""

    def __init__(self, delivering: Delivering) -> None:
        """Deliver by this."""
        self._delivering = delivering
        self._threads = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="prompt-delivery")
        self._free = _AT_A_TIME

    def close(self) -> None:
        """Begin no message any more, and wait for none."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def send(self, orders: Sequence[Order]) -> list[dict[str, Any]]:
        """Send what can be sent at once.

        Returns:
            What became of each message that is done with, as the workflow would bring it.
        """
        begun = {
            asyncio.ensure_future(self._begin(order)): order
            for order in orders
            if self._delivering.is_prompt(order.message) and self._takes_a_place()
        }
        if not begun:
            return []
        done, late = await asyncio.wait(begun, timeout=_PATIENCE)
        for task in late:
            self._delivering.note_slow(begun[task].message)
        return [
            {
                "sent": begun[task].key,
                "outcome": delivered.report.model_dump(mode="json"),
                "failure": "",
            }
            for task in done
            if (delivered := task.result()) is not None and not delivered.waiting
        ]

    def _takes_a_place(self) -> bool:
        if not self._free:
            return False
        self._free -= 1
        return True

    async def _begin(self, order: Order) -> Delivered | None:
        """Send one message; None where that failed: its activity will say why."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(
                self._threads, self._delivering.deliver, order.message
            )
        except Exception as error:  # noqa: BLE001 (the case goes on, and the message is queued)
            self._delivering.note_slow(order.message)
            logger.warning("a message is left for the task queue: %s", type(error).__name__)
            return None
        finally:
            self._free += 1
