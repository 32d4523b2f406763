"""Opens many cases, and waits until each has told of it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from temporalio.client import Client

from benchmarks.measured.post_office import PostOffice
from benchmarks.measured.temporal_stack import start_all
from models.settings import TASK_QUEUE
from tests.crash.due_together import DueCase


async def open_cases(client: Client, cases: Sequence[DueCase], office: PostOffice) -> None:
    """Start cases, and wait until each has sent the notice of its opening."""
    wanted = office.count() + len(cases)
    await start_all(
        cases,
        lambda case: client.start_workflow(
            "AppealCase", case.intake, id=case.id, task_queue=TASK_QUEUE
        ),
    )
    await all_sent(office, wanted, within=60 + len(cases) / 2)


async def all_sent(office: PostOffice, wanted: int, *, within: float) -> None:
    """Wait until so many messages were sent in all.

    Raises:
        TimeoutError: They were not.
    """
    async with asyncio.timeout(within):
        while office.count() < wanted:  # noqa: ASYNC110 (another process writes it)
            await asyncio.sleep(0.1)


def check_in_time(due: datetime) -> None:
    """Give the benchmark up where the reminders came due before their cases were open."""
    if datetime.now(UTC) > due:
        pytest.fail("this machine opened the cases more slowly than its warm-up let expect")
