"""What is tried again keeps to the hours of day of whoever it is for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from activities.delivery.channels import RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.cases.deadline import Reminder, ReminderOutcome
from models.cases.people import Role
from models.notices.messages.order import DeliveryOutcome
from tests.workflows.steering import last

PATIENT = "sleeper@mail.example"


async def test_what_is_tried_again_does_not_ring_at_night(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    case: Rehearsal = await start(notice_days_ago=5, beneficiary={"email": PATIENT})
    sent.answers[PATIENT] = Sent(DeliveryOutcome.FAILED, "down")
    reminder = await patients(case)
    await case.pass_days((reminder.at - await case.now()) / timedelta(days=1) + 0.6)
    reminder = await patients(case)
    assert reminder.outcome is ReminderOutcome.PENDING
    # Twelve hours of tries later it is night, and it waits for the morning.
    assert reminder.tries > 5
    assert reminder.at.astimezone(ZoneInfo("America/New_York")).hour == 8
    del sent.answers[PATIENT]
    await case.pass_days(1)
    assert (await patients(case)).outcome is ReminderOutcome.SENT


async def patients(case: Rehearsal) -> Reminder:
    ladder = (await last(case, "C.RECON.FILE")).reminders
    return next(one for one in ladder if one.key == "30d" and Role.BENEFICIARY in one.recipients)
