"""The page of the inbox and its SMS gateway: what arrived is read there, by this machine alone."""

import asyncio
import json
import smtplib
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from activities.delivery.channels import Outgoing, load_channels
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from tests.conftest import ReceivedMail

CALL = {
    "jsonrpc": "2.0",
    "method": "sms.send_sms",
    "params": {"to": "+12025550123", "message": "Mail the request by Friday."},
}


def ask_now(inbox: ReceivedMail, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    connection = HTTPConnection("127.0.0.1", inbox.web_port, timeout=30)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": f"localhost:{inbox.web_port}", **given})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


async def ask(inbox: ReceivedMail, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    return await asyncio.to_thread(ask_now, inbox, path, **headers)


def send_sms_now(inbox: ReceivedMail, body: Any, **headers: str) -> int:
    connection = HTTPConnection("127.0.0.1", inbox.web_port, timeout=30)
    connection.request("POST", "/jsonrpc/sms", json.dumps(body), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def mail_now(inbox: ReceivedMail) -> None:
    message = EmailMessage()
    message["Subject"] = "Appeal <AC-1>"
    message["From"] = "desk@legalaid.example"
    message["To"] = "ann@mail.example"
    message.set_content("The text.")
    message.add_alternative("<p>The page.</p><script>alert(1)</script>", subtype="html")
    message.add_attachment(
        b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="a.ics"
    )
    with smtplib.SMTP("127.0.0.1", inbox.port, local_hostname="localhost") as connection:
        connection.send_message(message)


async def test_a_mail_is_listed_and_shown_and_can_do_nothing(inbox: ReceivedMail) -> None:
    assert "Nothing has arrived yet" in (await ask(inbox, "/"))[2]
    await asyncio.to_thread(mail_now, inbox)
    [file] = inbox.files
    status, headers, listed = await ask(inbox, "/")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert "Appeal &lt;AC-1&gt;" in listed
    assert f'href="/{file.name}"' in listed
    _, _, shown = await ask(inbox, f"/{file.name}")
    assert "The text." in shown
    assert "ann@mail.example" in shown
    _, headers, page = await ask(inbox, f"/{file.name}/page")
    assert "<p>The page.</p>" in page
    assert headers["content-security-policy"].startswith("sandbox allow-popups")
    assert "allow-scripts" not in headers["content-security-policy"]
    status, headers, calendar = await ask(inbox, f"/{file.name}/file/0")
    assert (status, calendar) == (200, "BEGIN:VCALENDAR")
    assert headers["content-disposition"].startswith("attachment")
    assert (await ask(inbox, f"/{file.name}/file/1"))[0] == 404


async def test_a_text_message_comes_by_the_channel_file(
    inbox: ReceivedMail, tmp_path: Path
) -> None:
    channels = load_channels(inbox.channel_file(tmp_path / "channels.yaml"))
    message = Outgoing(words="Mail the request by Friday.")
    sent = await asyncio.to_thread(channels.send, Channel.SMS, "+12025550123", message)
    assert sent.outcome is DeliveryOutcome.ACCEPTED
    [file] = inbox.directory.glob("*.sms")
    assert file.stat().st_mode & 0o777 == 0o600
    assert inbox.said[-1].endswith(f"SMS to ***23  ({file.name})")
    _, _, listed = await ask(inbox, "/")
    assert "Mail the request by Friday." in listed
    assert "+12025550123" in listed


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"},
    ],
)
async def test_pages_of_other_sites_read_nothing(
    inbox: ReceivedMail, headers: dict[str, str]
) -> None:
    status, _, body = await ask(inbox, "/", **headers)
    assert (status, body) == (403, "Only for pages of this machine.\n")


async def test_a_link_may_be_followed_here(inbox: ReceivedMail) -> None:
    followed = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert (await ask(inbox, "/", **followed, Sec_Fetch_Dest="document"))[0] == 200


async def test_a_web_page_sends_no_text_message(inbox: ReceivedMail) -> None:
    origin = {"Origin": "http://evil.example"}
    assert await asyncio.to_thread(send_sms_now, inbox, CALL, **origin) == 403
    assert list(inbox.directory.glob("*.sms")) == []
    assert await asyncio.to_thread(send_sms_now, inbox, CALL) == 200


@pytest.mark.parametrize(
    "call",
    [
        {},
        [],
        "text",
        CALL | {"method": "sms.read"},
        CALL | {"params": {"to": 5, "message": ""}},
        CALL | {"params": {"to": "+1\r\nBcc: x", "message": "a"}},
        CALL | {"params": {"to": "+12025550123", "message": "a" * 30_000}},
    ],
    ids=str,
)
async def test_what_is_no_text_message_is_rejected(inbox: ReceivedMail, call: Any) -> None:
    assert await asyncio.to_thread(send_sms_now, inbox, call) == 400
    assert list(inbox.directory.glob("*.sms")) == []


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "channels.yaml", "%00", "x" * 300])
async def test_only_messages_are_shown(inbox: ReceivedMail, name: str) -> None:
    assert (await ask(inbox, f"/{name}"))[0] == 404
