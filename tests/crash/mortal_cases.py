"""Cases with reminders that come due while the parts are killed, opened all the while.

Everything private in them holds a word that may stand in no log.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from models.cases.people import Role
from models.settings import TASK_QUEUE
from tests import clock
from tests.crash.due_together import DAYS_BEFORE, DueCase, cases_due

PRIVATE = ("quillfeather", "xanthous")
"""In every name and address, and in what was denied."""

ROLES = (Role.CASE_MANAGER, Role.BENEFICIARY)

REMINDERS = ("opened", f"{DAYS_BEFORE}d")
"""The messages of a case: that it is open, and its one reminder."""


_QUICKLY = 0.5
"""Seconds within which a machine that has nothing else to do takes up a case that is started."""


@dataclass(frozen=True)
class Pace:
    """How cases come: so many a second, each reminded so long after it was opened."""

    per_second: float
    soonest: timedelta
    latest: timedelta

    async def on_this_machine(self, client: Client) -> "Pace":
        """The same for a machine that is busy with something else.

        A case that is opened only after its reminder was due has none.
        """
        for number in range(2):
            # The first case of a worker takes longer.
            began = time.monotonic()
            refused = await client.start_workflow(
                "AppealCase", {}, id=f"AC-0-{number}", task_queue=TASK_QUEUE
            )
            with contextlib.suppress(WorkflowFailureError):
                await refused.result()
            took = time.monotonic() - began
        slowness = max(1, took / _QUICKLY)
        return Pace(self.per_second / slowness, self.soonest * slowness, self.latest * slowness)


def due_soon(number: int, at: datetime) -> DueCase:
    """A case of two people with one reminder, due within a second of a moment."""
    [case] = cases_due(at, 1, f"{number}")
    intake = case.intake | {
        "service": "Xanthous resection",
        "case_manager": _person(number, Role.CASE_MANAGER),
        "beneficiary": _person(number, Role.BENEFICIARY),
    }
    return replace(case, intake=intake)


def _person(number: int, role: Role) -> dict[str, str]:
    name = f"{role.value.replace('_', '-')}.quillfeather{number}"
    return {"name": f"Ada Quillfeather {number}", "email": f"{name}@legalaid.example"}


async def open_all(
    client: Client, count: int, pace: Pace, chance: random.Random
) -> AsyncIterator[str]:
    """Open cases one after another, and give the id of each."""
    for number in range(count):
        wait = chance.uniform(pace.soonest.total_seconds(), pace.latest.total_seconds())
        yield await _open(client, number, timedelta(seconds=wait))
        await asyncio.sleep(1 / pace.per_second)


async def _open(client: Client, number: int, wait: timedelta) -> str:
    """Open a case as a person does who does not know whether it got through: until it is there.

    Its reminder is due so long after it got through: not while the server was away.
    """
    while True:
        case = due_soon(number, clock.real_now() + wait)
        try:
            await client.start_workflow(
                "AppealCase", case.intake, id=case.id, task_queue=TASK_QUEUE
            )
        except WorkflowAlreadyStartedError:
            return case.id
        except (RPCError, RuntimeError, OSError):
            await asyncio.sleep(0.25)
        else:
            return case.id
