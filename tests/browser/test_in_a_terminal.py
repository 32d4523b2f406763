"""A case started by Temporal's own command, with nothing but the smallest intake."""

import asyncio
import json
from datetime import date

from deploy.temporal_binary import temporal_binary
from tests.browser.cases import calendar_file, first_mail_about, in_words, intake, last_day_to_file
from tests.deploy.running_stack import RunningStack


async def test_a_case_started_in_a_terminal_confirms_too(stack: RunningStack) -> None:
    binary = temporal_binary()
    assert binary is not None
    begin = intake()
    started = await asyncio.create_subprocess_exec(
        binary,
        *("workflow", "start", "--address", stack.temporal_address),
        *("--type", "AppealCase", "--task-queue", "appeals", "--workflow-id", "AC-2026-0043"),
        *("--input", json.dumps(begin)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await started.wait() == 0
    mail = await first_mail_about(stack, "AC-2026-0043")
    due = last_day_to_file(date.fromisoformat(begin["notice_date"]))
    assert in_words(due) in mail["subject"]
    assert "BEGIN:VEVENT" in calendar_file(mail)
