"""What these tests type, and what must come of it on any day they run."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests import clock
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually

SERVICE = "Total knee replacement"


def days_ago(days: int) -> date:
    """A day before today, where a case is at home unless its intake says otherwise."""
    return clock.real_now().astimezone(clock.NEW_YORK).date() - timedelta(days=days)


def intake(**more: Any) -> dict[str, Any]:
    """The smallest intake: a denial of ten days ago."""
    return {
        "program": "part_c",
        "notice_date": str(days_ago(10)),
        "service": SERVICE,
        "case_manager": {"email": "manager@legalaid.example"},
    } | more


def last_day_to_file(notice_date: date) -> date:
    """Five days until the notice is presumed received, then sixty (42 CFR 422.582(b))."""
    return notice_date + timedelta(days=5 + 60)


def in_words(day: date) -> str:
    return f"{day:%a}, {day:%b} {day.day}, {day.year}"


def mails_about(stack: RunningStack, case_id: str) -> list[EmailMessage]:
    """What lies in the inbox about one case, oldest first."""
    files = sorted((stack.home / "inbox").glob("*.eml"))
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [
        message
        for message in read
        if isinstance(message, EmailMessage)
        and any(f"{word} {case_id}" in message["subject"] for word in ("Appeal", "Apelación"))
    ]


async def first_mail_about(stack: RunningStack, case_id: str) -> EmailMessage:
    await eventually(lambda: bool(mails_about(stack, case_id)))
    return mails_about(stack, case_id)[0]


def calendar_file(message: EmailMessage) -> str:
    """The content of the one calendar file that a mail carries."""
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    filename = part.get_filename() or ""
    assert filename.endswith(".ics")
    content = part.get_content()
    return content.decode() if isinstance(content, bytes) else str(content)
