"""Every reminder ends as sent, partial, failed, skipped or superseded, and the case says which."""

from collections.abc import Callable
from typing import Any

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.cases.deadline import ReminderOutcome
from tests.clock import days_ago
from tests.workflows.steering import last

ANY = {"opened", "30d", "14d", "7d", "safe", "3d", "1d", "0d"}
"""The reminders of a limit of weeks."""


async def test_the_whole_ladder_is_sent_in_order(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    await case.pass_days(61)
    reminders = (await last(case, "C.RECON.FILE")).reminders
    keys = [reminder.key for reminder in reminders]
    # Which of them fall on one day of work depends on the day of the week.
    assert keys[0] == "opened"
    assert {"30d", "14d", "0d"} <= set(keys) <= ANY
    assert [reminder.at for reminder in reminders] == sorted(reminder.at for reminder in reminders)
    assert {reminder.outcome for reminder in reminders} == {ReminderOutcome.SENT}
    assert sent is not None


async def test_filing_silences_the_rest_of_the_ladder(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    await case.pass_days(32)
    await case.send("file_appeal", filed_on=str(await case.today()))
    outcomes = {
        reminder.key: reminder.outcome for reminder in (await last(case, "C.RECON.FILE")).reminders
    }
    assert outcomes["30d"] is ReminderOutcome.SENT
    later = {key: outcome for key, outcome in outcomes.items() if key not in {"opened", "30d"}}
    assert {"14d", "0d"} <= set(later)
    assert set(later.values()) == {ReminderOutcome.SUPERSEDED}


async def test_acknowledging_silences_it_until_something_opens(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    await case.pass_days(32)
    await case.send("acknowledge")
    await case.pass_days(26)
    outcomes = {
        reminder.key: reminder.outcome for reminder in (await last(case, "C.RECON.FILE")).reminders
    }
    assert outcomes["14d"] is ReminderOutcome.SKIPPED
    assert ReminderOutcome.SENT not in {
        outcome for key, outcome in outcomes.items() if key not in {"opened", "30d"}
    }
    # Silence is not safety: the missed day still opens the good-cause path, and says so.
    await case.pass_days(5)
    calendar = await case.handle.query("calendar")
    good_cause = next(item for item in calendar if item.get("kind") == "good_cause")
    assert good_cause["reminders"][0]["outcome"] == ReminderOutcome.SENT.value


async def test_reminders_already_past_when_the_case_opens_are_left_out(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=60)
    keys = [reminder.key for reminder in (await last(case, "C.RECON.FILE")).reminders]
    assert keys[0] == "opened"
    assert {"0d"} <= set(keys[1:]) <= {"safe", "3d", "1d", "0d"}


async def test_the_patient_is_written_to_in_their_own_morning(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        notice_days_ago=5,
        beneficiary={"email": "patient@mail.example", "zone": "Pacific/Honolulu"},
    )
    await case.pass_days(33)
    reminders = [
        reminder
        for reminder in (await last(case, "C.RECON.FILE")).reminders
        if reminder.key == "30d"
    ]
    assert [reminder.recipients[0].value for reminder in reminders] == [
        "case_manager",
        "beneficiary",
    ]
    assert {reminder.outcome for reminder in reminders} == {ReminderOutcome.SENT}
    assert days_ago(0) is not None


async def test_follow_ups_never_run_out(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=80)
    await case.pass_days(120)
    calendar = await case.handle.query("calendar")
    good_cause = next(item for item in calendar if item.get("kind") == "good_cause")
    pending = [reminder for reminder in good_cause["reminders"] if reminder["outcome"] == "pending"]
    assert pending
