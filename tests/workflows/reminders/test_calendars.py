"""People's calendars over a case: filled, moved, and cleared of every day that is over."""

from collections.abc import Callable
from typing import Any

from icalendar import Calendar

from activities.delivery.channels import Outgoing, RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.presentation.shapes import AppealStory


def mails_to(sent: RecordingChannels, address: str) -> list[Outgoing]:
    return [mail for channel, to, mail in sent.sent if to == address and channel is Channel.EMAIL]


def calendar_after(mails: list[Outgoing]) -> tuple[set[str], dict[str, int]]:
    """A reader's calendar once every file was opened in order: events shown, and their sequence."""
    shown: set[str] = set()
    sequences: dict[str, int] = {}
    for mail in mails:
        for file in mail.attachments:
            calendar = Calendar.from_ical(file.content)
            assert isinstance(calendar, Calendar)
            event: Any = calendar.events[0]
            uid = str(event["UID"])
            assert event["SEQUENCE"] >= sequences.get(uid, -1)
            sequences[uid] = event["SEQUENCE"]
            if calendar["METHOD"] == "CANCEL":
                assert uid in shown, "a cancellation of what was never sent"
                assert event["STATUS"] == "CANCELLED"
                shown.discard(uid)
            else:
                shown.add(uid)
    return shown, sequences


async def win(case: Rehearsal) -> None:
    await case.send("file_appeal", filed_on=str(await case.today()))
    await case.pass_days(3)
    decided = str(await case.today())
    await case.send("record_decision", outcome="favorable", notice_date=decided)
    await case.pass_days(1)
    await case.send("record_effectuation", on=str(await case.today()))
    assert AppealStory.model_validate(await case.handle.result()).ending == "won"


async def test_nobody_keeps_a_day_that_is_over(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    manager, patient = "calendars@desk.example", "calendars@home.example"
    case: Rehearsal = await start(
        case_manager={"email": manager},
        beneficiary={"email": patient, "phone": "+12025550177", "language": "es"},
    )
    await case.pass_days(1)
    for address in (manager, patient):
        shown, _ = calendar_after(mails_to(sent, address))
        assert len(shown) == 1
    await win(case)
    closing = {address: mails_to(sent, address)[-1] for address in (manager, patient)}
    for address in (manager, patient):
        shown, _ = calendar_after(mails_to(sent, address))
        assert shown == set()
    assert closing[manager].subject == f"Appeal {case.handle.id} is closed"
    assert "it was won" in closing[manager].text
    assert closing[patient].subject == f"Apelación {case.handle.id}: asunto cerrado"
    assert "se ganó" in closing[patient].text
    # An ending wakes nobody, and is told once.
    assert not [
        one for channel, to, one in sent.sent if to == "+12025550177" and "cerrado" in one.text
    ]
    assert sum("closed" in mail.subject for mail in mails_to(sent, manager)) == 1


async def test_a_day_that_moved_moves_its_event(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    manager = "moved@desk.example"
    case: Rehearsal = await start(case_manager={"email": manager})
    _, before = calendar_after(mails_to(sent, manager))
    received = {"on": str(await case.today()), "evidence": "envelope kept"}
    await case.send("record_receipt", received=received)
    await case.pass_days(1)
    shown, after = calendar_after(mails_to(sent, manager))
    assert set(after) == set(before) == shown
    assert all(after[uid] > before[uid] for uid in before)


async def test_whoever_was_not_reached_has_nothing_cancelled(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    manager, nobody = "reached@desk.example", "unreached@home.example"
    sent.answers[nobody] = Sent(DeliveryOutcome.FAILED, "no such mailbox")
    case: Rehearsal = await start(case_manager={"email": manager}, beneficiary={"email": nobody})
    await case.send("close", ending="withdrawn", reason="Not wanted any more")
    await case.handle.result()
    assert calendar_after(mails_to(sent, manager))[0] == set()
    assert not [mail for mail in mails_to(sent, nobody) if "closed" in mail.subject]


async def test_a_case_ends_even_if_its_closing_mail_cannot_be_sent(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    manager = "down@desk.example"
    case: Rehearsal = await start(case_manager={"email": manager})
    sent.answers[manager] = Sent(DeliveryOutcome.FAILED, "the mail server is down")
    await case.send("close", ending="withdrawn", reason="Not wanted any more")
    await case.pass_days(2)
    assert AppealStory.model_validate(await case.handle.result()).ending == "withdrawn"
