"""A mail server that takes messages and never answers holds up messages, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHandle

from models.cases.deadline import Deadline, ReminderOutcome
from tests.crash.counting.admitted import check_ledger, deliveries, subjects
from tests.crash.hanging import report_while_mail_hangs
from tests.crash.parts import running_parts
from tests.waiting import eventually

pytestmark = pytest.mark.server

CASES = 8
SENDERS = 4


async def is_settled(case: WorkflowHandle[Any, Any]) -> bool:
    """Whether a case waits for no message."""
    deadlines = await case.query("deadlines", result_type=list[Deadline])
    notices = [
        reminder for one in deadlines for reminder in one.reminders if reminder.key == "opened"
    ]
    return all(reminder.outcome is not ReminderOutcome.PENDING for reminder in notices)


@pytest.mark.timeout(600)
async def test_reports_are_answered_and_turns_are_taken_all_the_same(tmp_path: Path) -> None:
    async with running_parts(tmp_path, APPEALCLOCK_MAX_CONCURRENT_ACTIVITIES=str(SENDERS)) as parts:
        waits = await report_while_mail_hangs(parts, cases=CASES, senders=SENDERS)
        # All answered and all open, though not one message had got out.
        assert len(waits.answers) == len(waits.openings) == CASES
        assert waits.held >= SENDERS
        assert waits.arrived == 0

        parts.mail.go_on()
        for case in waits.cases:
            await eventually(lambda case=case: is_settled(case), within=240)
        rows, arrived = deliveries(parts.database.url), subjects(parts.mail.inbox)
    assert {row.case_id for row in rows} == {case.id for case in waits.cases}
    assert arrived.total() > 0
    check_ledger(rows, arrived)
