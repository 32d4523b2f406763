"""An unacknowledged deadline goes on to backup and supervisor; its code stops that."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.cases.deadline import ReminderOutcome
from models.notices.codes import ALPHABET
from tests.workflows.steering import last

BACKUP, SUPERVISOR = "backup@legalaid.example", "supervisor@legalaid.example"
TELEPHONE = "+12025550144"


@pytest.fixture
def desk(start: Callable[..., Any]) -> Callable[[], Any]:
    async def opened() -> Rehearsal:
        case: Rehearsal = await start(
            notice_days_ago=7,
            backup={"email": BACKUP, "phone": TELEPHONE},
            supervisor={"email": SUPERVISOR},
        )
        return case

    return opened


async def until_sent(case: Rehearsal, key: str) -> None:
    """Let the virtual days pass until this reminder is out, and not the one after it."""
    (reminder,) = [
        reminder for reminder in (await last(case, "C.RECON.FILE")).reminders if reminder.key == key
    ]
    left = reminder.at - await case.now() + timedelta(hours=1)
    await case.pass_days(left / timedelta(days=1))


def told(sent: RecordingChannels, address: str) -> list[str]:
    return [message.text for _, to, message in sent.sent if to == address]


@pytest.mark.plain_day
async def test_it_goes_further_up_until_somebody_acknowledges(
    desk: Callable[[], Any], sent: RecordingChannels
) -> None:
    case = await desk()
    await until_sent(case, "safe")
    assert told(sent, BACKUP) == []
    await until_sent(case, "3d")
    (mail,) = told(sent, BACKUP)
    assert "nobody has acknowledged it" in mail
    assert told(sent, SUPERVISOR) == []
    await until_sent(case, "1d")
    assert len(told(sent, BACKUP)) == 2
    assert len(told(sent, SUPERVISOR)) == 1
    sms = told(sent, TELEPHONE)[0]
    assert sms.startswith(f"AppealClock {case.handle.id[:27]}")
    code = sms.partition("Code ")[2][:4]
    receipt = await case.send("acknowledge", deadline=code.lower())
    assert receipt.recorded == f"Acknowledged: {(await last(case, 'C.RECON.FILE')).id}."
    await case.pass_days(1)
    outcomes = {
        reminder.key: reminder.outcome for reminder in (await last(case, "C.RECON.FILE")).reminders
    }
    assert (outcomes["1d"], outcomes["0d"]) == (ReminderOutcome.SENT, ReminderOutcome.SKIPPED)
    assert len(told(sent, SUPERVISOR)) == 1


async def test_a_code_of_another_case_is_refused_with_the_open_ones(
    desk: Callable[[], Any],
) -> None:
    case = await desk()
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await case.send("acknowledge", deadline="AAAA")
    assert isinstance(caught.value.cause, ApplicationError)
    reason = caught.value.cause.message
    assert reason.startswith("deadline: expected one of ")
    (code,) = [word for word in reason.split() if len(word) == 4 and set(word) <= set(ALPHABET)]
    assert f"{code} ({(await last(case, 'C.RECON.FILE')).id})" in reason
    assert (await case.send("acknowledge", deadline=code)).recorded.startswith("Acknowledged")
