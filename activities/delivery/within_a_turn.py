"""Sends what is due within the turn that finds it due, as far as that goes at once.

A reminder that is sent so costs its case no activity. What does not go at once is left for the
task queue: the ledger of deliveries sees to it that nothing is in two hands.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from activities.delivery.delivering import Delivered, Delivering
from models.notices.messages.ordering import Order

_PATIENCE = 3.0
"""Seconds that a turn waits for its messages: a turn is a part of one workflow task."""

_AT_A_TIME = 16
"""Messages sent in turns at a time. What finds no place in time goes to the task queue."""

logger = logging.getLogger("appealclock.turns")


class PromptDelivery:
    """Sends messages in the turns of all cases of a worker."""

    def __init__(self, delivering: Delivering) -> None:
        """Deliver by this."""
        self._delivering = delivering
        self._threads = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="prompt-delivery")
        self._places = asyncio.Semaphore(_AT_A_TIME)

    def close(self) -> None:
        """Begin no message any more, and wait for none."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def send(self, orders: Sequence[Order]) -> list[dict[str, Any]]:
        """Send what can be sent at once.

        Returns:
            What became of each message that is done with, as the workflow would bring it.
        """
        begun: set[str] = set()
        tasks = {
            asyncio.ensure_future(self._deliver(order, begun)): order
            for order in orders
            if self._delivering.is_prompt(order.message)
        }
        if not tasks:
            return []
        done, late = await asyncio.wait(tasks, timeout=_PATIENCE)
        for task in late:
            if tasks[task].key in begun:
                self._delivering.note_late(tasks[task].message)
            else:
                task.cancel()
        return [
            {
                "sent": tasks[task].key,
                "outcome": delivered.report.model_dump(mode="json"),
                "failure": "",
            }
            for task in done
            if (delivered := task.result()) is not None and not delivered.waiting
        ]

    async def _deliver(self, order: Order, begun: set[str]) -> Delivered | None:
        """Send one message; None where that failed: its activity will say why."""
        async with self._places:
            if not self._delivering.is_prompt(order.message):
                # Those before it found that its channel is slow: it waits for none of them.
                return None
            begun.add(order.key)
            loop = asyncio.get_running_loop()
            try:
                return await loop.run_in_executor(
                    self._threads, self._delivering.deliver, order.message
                )
            except Exception as error:  # noqa: BLE001 (the case goes on, and it is queued)
                self._delivering.leave_to_the_queue(order.message)
                logger.warning("a message is left for the task queue: %s", type(error).__name__)
                return None
