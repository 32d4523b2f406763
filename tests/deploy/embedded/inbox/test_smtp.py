"""The inbox: every message it answers for is on disk, and is told of without naming anyone."""

import asyncio
import shutil
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from deploy.embedded.inbox.keeping import mask
from deploy.embedded.inbox.smtp import Inbox
from tests.conftest import ReceivedMail


def send(port: int, subject: str, *recipients: str) -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "desk@legalaid.example"
    message["To"] = ", ".join(recipients)
    message.set_content("The text.")
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as connection:
        connection.send_message(message)


async def test_a_message_is_a_file_as_soon_as_it_is_answered_for(inbox: ReceivedMail) -> None:
    await asyncio.to_thread(send, inbox.port, "Appeal AC-1", "ann@mail.example", "bo@mail.example")
    [file] = inbox.files
    [message] = inbox.messages
    assert message["Subject"] == "Appeal AC-1"
    assert message.get_all("Delivered-To") == ["ann@mail.example", "bo@mail.example"]
    assert message["Return-Path"] == "<desk@legalaid.example>"
    assert file.stat().st_mode & 0o777 == 0o600
    assert inbox.directory.stat().st_mode & 0o777 == 0o700
    [line] = inbox.said
    assert line.endswith(
        f"mail to a***@mail.example, b***@mail.example: Appeal AC-1  ({file.name})"
    )


async def test_names_sort_by_time_and_none_is_used_twice(inbox: ReceivedMail) -> None:
    for number in range(5):
        await asyncio.to_thread(send, inbox.port, f"{number}", "a@mail.example")
    assert [message["Subject"] for message in inbox.messages] == list("01234")
    await asyncio.gather(
        *[asyncio.to_thread(send, inbox.port, "at once", "a@mail.example") for _ in range(40)]
    )
    assert len(inbox.files) == 45


async def test_a_subject_cannot_write_on_the_terminal(inbox: ReceivedMail) -> None:
    await asyncio.to_thread(send, inbox.port, "\x1b[2Jhello", "a@mail.example")
    assert "\x1b" not in inbox.said[0]


async def test_what_cannot_be_kept_is_not_accepted(inbox: ReceivedMail) -> None:
    shutil.rmtree(inbox.directory)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        await asyncio.to_thread(send, inbox.port, "Appeal AC-1", "a@mail.example")
    assert refused.value.smtp_code == 451
    assert inbox.said == ["A message could not be kept: No such file or directory"]


def test_what_was_never_finished_is_cleared_away(tmp_path: Path) -> None:
    unfinished = tmp_path / ".20261102T120000.000000Z-01234567.eml.part"
    kept = tmp_path / "20261102T120000.000000Z-01234567.eml"
    for file in (unfinished, kept):
        file.write_text("Subject: half\n")
    Inbox(tmp_path, lambda _: None)
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("manager@legalaid.example", "m***@legalaid.example"),
        ("a@b.example", "a***@b.example"),
        ("nobody", "***@nobody"),
    ],
)
def test_addresses_are_masked(address: str, masked: str) -> None:
    assert mask(address) == masked
