"""A mail server that is down is tried until it works, and meanwhile the case says so loudly."""

from collections.abc import Callable
from typing import Any

import pytest

from activities.delivery.channels import RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.cases.deadline import ReminderOutcome
from models.notices.messages.order import DeliveryOutcome
from tests.workflows.steering import details_of, last


@pytest.mark.server
@pytest.mark.usefixtures("hasty")
async def test_down_for_days_and_back(start: Callable[..., Any], sent: RecordingChannels) -> None:
    address = "unlucky@legalaid.example"
    sent.answers[address] = Sent(DeliveryOutcome.FAILED, "the mail server does not answer")
    case: Rehearsal = await start(notice_days_ago=5, case_manager={"email": address})
    await case.pass_days(2)
    overview = await case.handle.query("overview")
    assert overview["reminders_sent"] == 0
    assert overview["trouble"]["reminder"] == "opened"
    assert address not in str(overview["trouble"])
    assert "Reminders are not getting through" in await details_of(case)
    opened = (await last(case, "C.RECON.FILE")).reminders[0]
    assert opened.outcome is ReminderOutcome.PENDING
    assert opened.tries > 3

    del sent.answers[address]
    await case.pass_days(1)
    overview = await case.handle.query("overview")
    assert overview["trouble"] is None
    assert overview["reminders_sent"] == 1
    assert "not getting through" not in await details_of(case)
    assert (await last(case, "C.RECON.FILE")).reminders[0].outcome is ReminderOutcome.SENT


async def test_a_reminder_overtaken_by_the_next_gives_way_to_it(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    address = "away@legalaid.example"
    case: Rehearsal = await start(notice_days_ago=61, case_manager={"email": address})
    sent.answers[address] = Sent(DeliveryOutcome.FAILED, "the mail server does not answer")
    await case.pass_days(2)
    del sent.answers[address]
    await case.pass_days(1.8)
    now = await case.now()
    reminders = (await last(case, "C.RECON.FILE")).reminders
    *before, latest = [
        reminder.outcome
        for reminder in reminders
        if reminder.due <= now and reminder.key != "opened"
    ]
    assert latest is ReminderOutcome.SENT
    assert set(before) <= {ReminderOutcome.SENT, ReminderOutcome.SUPERSEDED}


async def test_where_nobody_else_can_be_reached_the_case_manager_is(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(reminders={"recipients": ["physician"]})
    reminders = (await last(case, "C.RECON.FILE")).reminders
    assert {role.value for reminder in reminders for role in reminder.recipients} == {
        "case_manager"
    }
