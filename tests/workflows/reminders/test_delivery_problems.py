"""Reminders that do not reach somebody: contacts to mend, who is told, and what the ledger says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from activities.delivery.channels import RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.cases.deadline import ReminderOutcome
from models.notices.messages.order import DeliveryOutcome
from models.settings import ServiceSettings
from models.storage.database import open_database
from models.storage.tables import ChannelOutageRow, DeliveryAttemptRow, DeliveryRow
from tests import clock
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import details_of, last

REFUSED = Sent(DeliveryOutcome.REFUSED, "the address was refused (550 5.1.1)")
FAILED = Sent(DeliveryOutcome.FAILED, "connection refused")
UNKNOWN = Sent(DeliveryOutcome.UNKNOWN, "no answer in time; it may have arrived all the same")


@pytest.fixture
def address() -> Callable[[str], str]:
    """Addresses of one test alone: the channels are everybody's."""
    mark = uuid4().hex[:8]
    return lambda name: f"{name}.{mark}@x.example"


def zone_where_it_is(hour: int) -> str:
    """A zone in which that hour has struck."""
    behind = (clock.now().hour - hour + 11) % 24 - 11
    return f"Etc/GMT{behind:+d}" if behind else "Etc/GMT"


def asleep() -> str:
    """A zone in which it is one o'clock at night, so that who lives there hears hours later."""
    return zone_where_it_is(1)


def awake() -> str:
    """A zone in which it is noon, so that who lives there hears at once."""
    return zone_where_it_is(12)


def letters_to(sent: RecordingChannels, address: str) -> list[str]:
    return [message.subject for _, to, message in sent.sent if to == address]


@pytest.fixture(autouse=True)
def no_outage_is_known(settings: ServiceSettings) -> None:
    """The operator has heard of no failing channel from the case of another test."""
    engine = open_database(settings.database_url)
    with Session(engine) as session:
        for outage in session.exec(select(ChannelOutageRow)):
            session.delete(outage)
        session.commit()
    engine.dispose()


def alerts_about(sent: RecordingChannels, case: Rehearsal) -> list[str]:
    return [message.text for message in sent.alerts if case.handle.id in message.text]


def ledger(settings: ServiceSettings, case: Rehearsal) -> dict[tuple[str, str], DeliveryRow]:
    """The case's rows by reminder and role."""
    engine = open_database(settings.database_url)
    with Session(engine) as session:
        rows = session.exec(
            select(DeliveryRow)
            .where(DeliveryRow.case_id == case.handle.id)
            .order_by(col(DeliveryRow.id))
        ).all()
    engine.dispose()
    return {(row.reminder, row.role): row for row in rows}


def tries(settings: ServiceSettings, row: DeliveryRow) -> list[str]:
    engine = open_database(settings.database_url)
    with Session(engine) as session:
        attempts = session.exec(
            select(DeliveryAttemptRow)
            .where(DeliveryAttemptRow.delivery_id == row.id)
            .order_by(col(DeliveryAttemptRow.number))
        ).all()
    engine.dispose()
    return [attempt.outcome for attempt in attempts]


async def test_a_refused_contact_is_mended_and_hears_what_it_missed(
    start: Callable[..., Any],
    sent: RecordingChannels,
    settings: ServiceSettings,
    address: Callable[[str], str],
) -> None:
    manager, patient, mended = address("manager"), address("patient"), address("mended")
    sent.answers[patient] = REFUSED
    case: Rehearsal = await start(
        notice_days_ago=5,
        case_manager={"email": manager},
        beneficiary={"email": patient, "zone": asleep()},
    )
    await case.pass_days(2)
    assert len(letters_to(sent, patient)) == 1
    overview = await case.handle.query("overview")
    (refusal,) = overview["contacts_to_mend"]
    assert (refusal["role"], refusal["channel"]) == ("beneficiary", "email")
    assert overview["urgency"] == "urgent"
    assert overview["trouble"]["roles"] == ["beneficiary"]
    shown = await details_of(case)
    assert "Fix the email address of the beneficiary" in shown
    assert patient not in shown + str(overview)
    assert any("Fix the email address" in subject for subject in letters_to(sent, manager))
    # The patient was alone on that order: all of it failed.
    (alert,) = alerts_about(sent, case)
    assert alert.startswith("beneficiary by email: refused")

    told = len(letters_to(sent, manager))
    receipt = await case.send("update_contacts", beneficiary={"email": mended})
    assert "What they missed is sent" in receipt.recorded
    await case.pass_days(1)
    assert len(letters_to(sent, mended)) == 1
    assert len(letters_to(sent, patient)) == 1
    assert len(letters_to(sent, manager)) == told
    overview = await case.handle.query("overview")
    assert overview["contacts_to_mend"] == []
    assert overview["trouble"] is None
    assert overview["urgency"] == "on_track"
    assert "Fix the email" not in (await details_of(case)).split("## Recorded so far")[0]
    # At the new address they get the whole case in one mail, not what the old one refused.
    rows = {
        reminder: row
        for (reminder, role), row in ledger(settings, case).items()
        if role == "beneficiary"
    }
    assert [(row.status, row.contact) for row in rows.values()] == [
        ("refused", 0),
        ("accepted", 1),
    ]
    assert list(rows) == ["opened", "assigned-1"]


async def test_who_hears_in_the_morning_is_told_that_the_case_was_opened(
    start: Callable[..., Any], sent: RecordingChannels, address: Callable[[str], str]
) -> None:
    manager, patient = address("manager"), address("patient")
    case: Rehearsal = await start(
        notice_days_ago=5,
        case_manager={"email": manager},
        beneficiary={"email": patient, "zone": asleep()},
    )
    await case.pass_days(1)
    await case.send("file_appeal", filed_on=str(await case.today()))
    await case.settle()
    opened, *later = letters_to(sent, manager)
    what, _ = opened.split(" (")
    assert letters_to(sent, patient)[0].startswith(what)
    assert "opened" in opened
    assert later
    assert not any("opened" in subject for subject in later)


async def test_a_mended_contact_does_not_wait_for_others_that_still_fail(
    start: Callable[..., Any], sent: RecordingChannels, address: Callable[[str], str]
) -> None:
    patient, mended, deaf = address("patient"), address("mended"), address("deaf")
    sent.answers |= {patient: REFUSED, deaf: FAILED}
    case: Rehearsal = await start(
        notice_days_ago=5,
        beneficiary={"email": patient, "zone": awake()},
        representative={"email": deaf, "zone": awake()},
    )
    await case.pass_days(2)
    tried = len(letters_to(sent, deaf))
    await case.send("update_contacts", beneficiary={"email": mended, "zone": awake()})
    await case.settle()
    assert len(letters_to(sent, mended)) == 1
    assert len(letters_to(sent, deaf)) > tried
    await keep_history(case, "contact-mended")


async def test_a_contact_that_works_again_needs_no_mending(
    start: Callable[..., Any], sent: RecordingChannels, address: Callable[[str], str]
) -> None:
    patient = address("patient")
    sent.answers[patient] = REFUSED
    case: Rehearsal = await start(notice_days_ago=5, beneficiary={"email": patient})
    await case.pass_days(2)
    assert (await case.handle.query("overview"))["contacts_to_mend"]
    del sent.answers[patient]
    await case.pass_days(35)
    overview = await case.handle.query("overview")
    assert overview["contacts_to_mend"] == []
    assert len(letters_to(sent, patient)) == 2


async def test_what_is_over_is_not_sent_to_a_mended_contact(
    start: Callable[..., Any], sent: RecordingChannels, address: Callable[[str], str]
) -> None:
    patient, mended = address("patient"), address("mended")
    sent.answers[patient] = REFUSED
    case: Rehearsal = await start(notice_days_ago=5, beneficiary={"email": patient})
    await case.pass_days(2)
    await case.send("file_appeal", filed_on=str(await case.today()))
    assert "Fix the email" in await details_of(case)
    receipt = await case.send("update_contacts", beneficiary={"email": mended})
    assert receipt.recorded.startswith("Contacts updated")
    await case.pass_days(1)
    # They hear when the answer is due, and nothing of the request that was filed.
    assert not any("opened" in subject for subject in letters_to(sent, mended))
    assert len(letters_to(sent, mended)) == 1


async def test_nobody_reached_is_told_to_the_backup_and_to_the_operator_once(
    start: Callable[..., Any], sent: RecordingChannels, address: Callable[[str], str]
) -> None:
    manager, backup = address("manager"), address("backup")
    sent.answers[manager] = REFUSED
    case: Rehearsal = await start(
        notice_days_ago=5, case_manager={"email": manager}, backup={"email": backup}
    )
    await case.pass_days(33)
    overview = await case.handle.query("overview")
    assert overview["trouble"]["roles"] == ["case_manager"]
    assert overview["trouble"]["raised"] is True
    subjects = letters_to(sent, backup)
    assert any("Reminders of this case do not get through" in subject for subject in subjects)
    assert any("Fix the email address of the case manager" in subject for subject in subjects)
    (alert,) = alerts_about(sent, case)
    assert "case manager by email: refused" in alert
    assert "Reminder: opened" in alert
    assert manager not in alert
    outcomes = {
        reminder.key: reminder.outcome for reminder in (await last(case, "C.RECON.FILE")).reminders
    }
    assert outcomes["opened"] is outcomes["30d"] is ReminderOutcome.FAILED

    await case.send("update_contacts", case_manager={"email": address("mended")})
    await case.pass_days(1)
    overview = await case.handle.query("overview")
    assert overview["trouble"] is None
    assert len(letters_to(sent, address("mended"))) == 1
    before = len(letters_to(sent, backup))
    await case.pass_days(5)
    assert len(letters_to(sent, backup)) == before


@pytest.mark.plain_day
async def test_half_of_the_recipients_failing(
    start: Callable[..., Any],
    sent: RecordingChannels,
    settings: ServiceSettings,
    address: Callable[[str], str],
) -> None:
    manager, patient = address("manager"), address("patient")
    sent.answers[manager] = FAILED
    case: Rehearsal = await start(
        notice_days_ago=54, case_manager={"email": manager}, beneficiary={"email": patient}
    )
    # The schedule begins with the 7-day reminder: both are on it.
    first = [one for one in (await last(case, "C.RECON.FILE")).reminders if one.key == "7d"]
    left = max(one.due for one in first) + timedelta(hours=3) - await case.now()
    await case.pass_days(left / timedelta(days=1))
    row = ledger(settings, case)["7d", "beneficiary"]
    assert (row.status, row.attempts) == ("accepted", 1)
    assert ledger(settings, case)["7d", "case_manager"].status == "failed"
    overview = await case.handle.query("overview")
    assert overview["trouble"]["roles"] == ["case_manager"]
    assert len(alerts_about(sent, case)) == 1
    del sent.answers[manager]
    await case.pass_days(1)
    manager_row = ledger(settings, case)["7d", "case_manager"]
    assert manager_row.status == "accepted"
    assert tries(settings, manager_row)[-1] == "accepted"
    assert set(tries(settings, manager_row)[:-1]) == {"failed"}
    assert ledger(settings, case)["7d", "beneficiary"].attempts == 1
    assert (await case.handle.query("overview"))["trouble"] is None


@pytest.mark.plain_day
async def test_down_for_days_while_one_reminder_overtakes_the_next(
    start: Callable[..., Any],
    sent: RecordingChannels,
    settings: ServiceSettings,
    address: Callable[[str], str],
) -> None:
    manager = address("manager")
    case: Rehearsal = await start(notice_days_ago=50, case_manager={"email": manager})
    sent.answers[manager] = FAILED
    # Those of 14, 7 and 3 days before fall into the outage, which ends on the day of the last.
    schedule = {
        reminder.key: reminder.due for reminder in (await last(case, "C.RECON.FILE")).reminders
    }
    outage = schedule["3d"] + timedelta(hours=3) - await case.now()
    await case.pass_days(outage / timedelta(days=1))
    del sent.answers[manager]
    await case.pass_days(0.25)
    reminders = {
        reminder.key: reminder for reminder in (await last(case, "C.RECON.FILE")).reminders
    }
    assert reminders["7d"].outcome is ReminderOutcome.SUPERSEDED
    assert reminders["3d"].outcome is ReminderOutcome.SENT
    assert reminders["7d"].note == "reminder 3d was due as well"
    rows = ledger(settings, case)
    assert rows["7d", "case_manager"].status == "superseded"
    assert rows["7d", "case_manager"].attempts > 10
    assert rows["3d", "case_manager"].status == "accepted"
    # It keeps the moment it was due at, however late it went out.
    assert reminders["3d"].first_at == rows["3d", "case_manager"].due_to_send_at
    assert reminders["3d"].at > reminders["3d"].due


async def test_down_until_the_day_has_passed(
    start: Callable[..., Any],
    sent: RecordingChannels,
    settings: ServiceSettings,
    address: Callable[[str], str],
) -> None:
    manager = address("manager")
    case: Rehearsal = await start(notice_days_ago=62, case_manager={"email": manager})
    sent.answers[manager] = FAILED
    await case.pass_days(6)
    reminders = {
        reminder.key: reminder for reminder in (await last(case, "C.RECON.FILE")).reminders
    }
    assert reminders["0d"].outcome is ReminderOutcome.FAILED
    assert reminders["0d"].note
    tried = ledger(settings, case)["0d", "case_manager"].attempts
    await case.pass_days(2)
    assert ledger(settings, case)["0d", "case_manager"].attempts == tried
    assert len(alerts_about(sent, case)) == 1


async def test_a_slow_provider_gets_one_more_try(
    start: Callable[..., Any],
    sent: RecordingChannels,
    settings: ServiceSettings,
    address: Callable[[str], str],
) -> None:
    manager = address("manager")
    sent.answers[manager] = UNKNOWN
    case: Rehearsal = await start(notice_days_ago=5, case_manager={"email": manager})
    await case.pass_days(1)
    row = ledger(settings, case)["opened", "case_manager"]
    assert (row.status, row.attempts, row.possibly_doubled) == ("unknown", 2, True)
    assert len(letters_to(sent, manager)) == 2
    assert (await case.handle.query("overview"))["trouble"]["roles"] == ["case_manager"]


async def test_a_reminder_in_trouble_survives_new_people_on_the_case(
    start: Callable[..., Any], sent: RecordingChannels, address: Callable[[str], str]
) -> None:
    manager = address("manager")
    sent.answers[manager] = FAILED
    case: Rehearsal = await start(notice_days_ago=5, case_manager={"email": manager})
    await case.pass_days(1)
    await case.send("update_contacts", beneficiary={"email": address("patient")})
    del sent.answers[manager]
    await case.pass_days(1)
    assert any("Appeal" in subject for subject in letters_to(sent, manager)[-1:])
    opened = (await last(case, "C.RECON.FILE")).reminders[0]
    assert (opened.key, opened.outcome) == ("opened", ReminderOutcome.SENT)
