"""Reports to cases, and opens others, while a mail server that hangs has every sender in its hands.

No mail is sent in the task that answers a person, and a turn needs no sender: both must go on.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from temporalio.client import WorkflowHandle, WorkflowQueryFailedError
from temporalio.service import RPCError

from models.settings import TASK_QUEUE
from tests import clock
from tests.crash.counting.counts import count_files
from tests.crash.parts import Parts
from tests.waiting import eventually


@dataclass(frozen=True)
class Waits:
    """What was seen while the mail server hung.

    Attributes:
        held: Messages that the server held in the end.
        arrived: Messages that had arrived in the end.
        answers: Seconds until each report was answered.
        openings: Seconds from the start of each other case until it was open.
        cases: All of them.
    """

    held: int
    arrived: int
    answers: tuple[float, ...]
    openings: tuple[float, ...]
    cases: tuple[WorkflowHandle[Any, Any], ...]


async def report_while_mail_hangs(parts: Parts, *, cases: int, senders: int) -> Waits:
    """Let the mail server hang, open cases until no sender is free, then report and open others.

    The server hangs still when this returns.

    Args:
        parts: All that runs.
        cases: How many are reported to, and how many others are opened.
        senders: How many messages the worker sends at a time.
    """
    today = clock.real_today() - timedelta(days=1)
    parts.mail.hang()
    reported = [await _start(parts, number, today) for number in range(cases)]
    await eventually(lambda: parts.mail.holds() >= senders)
    for case in reported:
        # A report beside the openings would wait for their turns, and not for the mail.
        await _is_open(case)
    answers, openings = [], []
    others = []
    for number, case in enumerate(reported, cases):

        async def report(case: WorkflowHandle[Any, Any] = case) -> None:
            await case.execute_update("file_appeal", {"filed_on": str(today)})

        async def open_another(number: int = number) -> None:
            other = await _start(parts, number, today)
            await _is_open(other)
            others.append(other)

        answers.append(await _seconds(report))
        openings.append(await _seconds(open_another))
    return Waits(
        held=parts.mail.holds(),
        arrived=count_files(parts.mail.inbox),
        answers=tuple(answers),
        openings=tuple(openings),
        cases=(*reported, *others),
    )


async def _start(parts: Parts, number: int, today: date) -> WorkflowHandle[Any, Any]:
    return await parts.client.start_workflow(
        "AppealCase",
        {
            "program": "part_c",
            "notice_date": str(today - timedelta(days=9)),
            "service": "MRI",
            "case_manager": {"email": f"manager{number}@legalaid.example"},
        },
        id=f"AC-{number}",
        task_queue=TASK_QUEUE,
    )


async def _is_open(case: WorkflowHandle[Any, Any]) -> None:
    """Return when a case shows a deadline, which it does after its first turn."""
    while True:
        try:
            if (await case.query("overview"))["open_deadlines"]:
                return
        except (RPCError, WorkflowQueryFailedError):
            await asyncio.sleep(0.01)


async def _seconds(work: Callable[[], Awaitable[None]]) -> float:
    began = time.monotonic()
    await work()
    return time.monotonic() - began
