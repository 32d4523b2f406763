"""The commands for digests, as a shell runs them, against a running stack."""

import json
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from models.cases.people import case_manager_code
from models.local_time import short_day
from tests import clock
from tests.cli.shell import appealclock
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually

EMAIL = "digests@legalaid.example"
CODE = case_manager_code(EMAIL)


def digests(stack: RunningStack) -> list[EmailMessage]:
    files = sorted((stack.home / "inbox").glob("*.eml"))
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [
        message
        for message in read
        if isinstance(message, EmailMessage) and message["subject"].startswith("Sus casos")
    ]


async def listed(here: dict[str, str]) -> list[dict[str, Any]]:
    code, out, err = await appealclock("digest", "list", "--json", **here)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)["digests"]
    return found


async def listed_as(here: dict[str, str], expected: list[tuple[str, bool]]) -> None:
    async def holds() -> bool:
        return [(one["code"], one["paused"]) for one in await listed(here)] == expected

    await eventually(holds)


async def test_from_create_to_delete(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    content = {
        "program": "part_c",
        # The last day to file is in four days: a notice counts as received after five, then sixty.
        "notice_date": str(clock.real_today() - timedelta(days=61)),
        "service": "MARKERKNEE",
        "case_manager": {"email": EMAIL},
    }
    (tmp_path / "intake.json").write_text(json.dumps(content))
    code, _, err = await appealclock("start", str(tmp_path / "intake.json"), "--id", "AC-D", **here)
    assert (code, err) == (0, "")
    await eventually(lambda: stack.has_mail("AC-D"))

    create = ("digest", "create", "--email", EMAIL, "--zone", "America/Chicago")
    code, out, err = await appealclock(*create, "--language", "es", **here)
    assert (code, err) == (0, "")
    link = f"http://localhost:{stack.ui_port}/namespaces/default/schedules/digest.{CODE}"
    assert out == f"Monday to Friday at 8:00, America/Chicago, for {CODE}: {link}\n"
    code, _, err = await appealclock(*create, **here)
    assert code == 2
    assert err.startswith(f"--code: {CODE} has a digest already, which stays as it is")
    assert len(err.splitlines()) == 1

    await listed_as(here, [(CODE, False)])
    [one] = await listed(here)
    assert one["zone"] == "America/Chicago"
    assert one["ui"] == link
    next_at = datetime.fromisoformat(one["next"])
    assert next_at.hour == 8
    _, out, _ = await appealclock("digest", "list", **here)
    shown = f"{short_day(next_at.date())}, 8:00 a.m."
    assert out.splitlines()[1] == f"{CODE}  America/Chicago  {shown}"
    assert EMAIL not in out

    for command, words, paused in (
        ("pause", f"The digest of {CODE} is paused.\n", True),
        ("resume", f"The digest of {CODE} goes on.\n", False),
    ):
        # The address does as well as the code.
        assert await appealclock("digest", command, EMAIL, **here) == (0, words, "")
        await listed_as(here, [(CODE, paused)])

    assert digests(stack) == []
    code, out, err = await appealclock("digest", "now", CODE, **here)
    assert (code, err) == (0, "")
    assert out.startswith(f"The digest of {CODE} was asked for.")
    await eventually(lambda: len(digests(stack)) == 1)
    [mail] = digests(stack)
    assert mail["to"] == EMAIL
    assert "vence esta semana" in mail["subject"]
    text = mail.get_body(("plain",))
    assert text is not None
    assert f"http://localhost:{stack.ui_port}/namespaces/default/workflows/AC-D" in (
        text.get_content().splitlines()
    )
    assert "MARKERKNEE" not in mail.as_string()

    code, out, _ = await appealclock("digest", "delete", CODE, **here)
    assert (code, out) == (0, f"The digest of {CODE} is deleted.\n")
    await listed_as(here, [])
    _, out, _ = await appealclock("digest", "list", **here)
    assert out == "There are no digests; `appealclock digest create` makes one.\n"
    for command in ("pause", "resume", "now", "delete"):
        code, out, err = await appealclock("digest", command, CODE, **here)
        assert (code, out) == (4, "")
        assert err.startswith(f"CODE: there is no digest of {CODE}")
        assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((), "--email: is required"),
        (("--email", "MARKER"), "--email: expected an email address such as name@group.example"),
        (
            ("--email", EMAIL, "--zone", "MARKER"),
            "--zone: is no known time zone; expected an IANA name such as America/Chicago",
        ),
        (("--email", "MARKERé@x.example"), "--email: expected an address with plain letters "),
        (("--email", EMAIL, "--language", "MARKER"), "--language: expected 'en' or 'es'"),
        (
            ("--email", EMAIL, "--hour", "25"),
            "--hour: expected less than or equal to 23",
        ),
        (("--email", EMAIL, "--hour", "MARKER"), "--hour: expected "),
        (("--email", EMAIL, "--code", "MARKER@x.example"), "--code: expected "),
    ],
)
async def test_mistakes_are_answered_in_one_line(arguments: tuple[str, ...], line: str) -> None:
    code, out, err = await appealclock("digest", "create", *arguments)
    assert (code, out) == (2 if arguments else 3, "")
    assert err.startswith(line)
    assert len(err.splitlines()) == 1
    assert "MARKER" not in err


@pytest.mark.parametrize("command", ["pause", "resume", "now", "delete"])
async def test_a_code_that_can_be_none(command: str) -> None:
    code, out, err = await appealclock("digest", command, "no code")
    assert (code, out) == (2, "")
    assert err == "CODE: expected a manager's code, as `appealclock digest list` shows it\n"


async def test_without_a_server_it_says_so(tmp_path: Path) -> None:
    nowhere = {"APPEALCLOCK_HOME": str(tmp_path), "TEMPORAL_ADDRESS": "127.0.0.1:1"}
    code, _, err = await appealclock("digest", "list", **nowhere)
    assert code == 2
    assert err.startswith("Temporal does not answer at 127.0.0.1:1")
