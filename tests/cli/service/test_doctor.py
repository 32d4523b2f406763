"""`appealclock doctor`: everything the service needs, and a channel proved."""

from pathlib import Path

import pytest

from tests.activities.conftest import mail_server, sms_gateway  # noqa: F401
from tests.activities.delivery.servers import (
    MailServer,
    SmsGateway,
    alert_entry,
    channel_file,
    free_port,
)
from tests.activities.delivery.test_fax import fax_entry
from tests.cli.shell import appealclock
from tests.databases.migrated import migrated_sqlite
from tests.deploy.running_stack import RunningStack, free_ports


@pytest.fixture
def here(
    mail_server: MailServer,  # noqa: F811
    sms_gateway: SmsGateway,  # noqa: F811
    tmp_path: Path,
) -> dict[str, str]:
    """Settings with which all is there but Temporal."""
    file = tmp_path / "channels.yaml"
    # The second mail service is a fallback that does not answer.
    second = channel_file(free_port()).splitlines()[3:]
    first = channel_file(mail_server.port, sms_gateway.port, password="Kredential")
    file.write_text(
        first.replace("tag: email", "tag: 1:email")
        + "\n".join(second).replace("tag: email", "tag: 2:email")
    )
    database = migrated_sqlite(tmp_path / "appealclock.sqlite3")
    return {
        "APPEALCLOCK_CHANNELS": str(file),
        "APPEALCLOCK_DATABASE_URL": database,
        "APPEALCLOCK_TEMPORAL_PORT": str(free_ports(1)[0]),
    }


async def test_all_is_well_with_the_embedded_stack(stack: RunningStack) -> None:
    settings = {
        "APPEALCLOCK_HOME": str(stack.home),
        "APPEALCLOCK_TEMPORAL_PORT": str(stack.temporal_port),
    }
    code, out, err = await appealclock("doctor", "--send-test", "operator@desk.example", **settings)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "ok       channels",
        "ok       database",
        "ok       connection to Temporal",
        "ok       namespace and search attributes",
        "ok       workers of all builds",
        "email service 1, E-Mail: accepted",
    ]
    assert stack.has_mail("operator@desk.example")


async def test_what_is_missing_is_said_each_by_itself(here: dict[str, str], tmp_path: Path) -> None:
    here["APPEALCLOCK_DATABASE_URL"] = f"sqlite:///{tmp_path}/none.sqlite3"
    code, out, err = await appealclock("doctor", **here)
    assert (code, err) == (1, "")
    assert out.splitlines()[:3] == [
        "ok       channels",
        "MISSING  database",
        "         APPEALCLOCK_DATABASE_URL: there is no such database yet; run "
        "`appealclock migrate`",
    ]
    assert "MISSING  connection to Temporal" in out


async def test_templates_of_the_house_are_checked_as_the_worker_does(
    here: dict[str, str], tmp_path: Path
) -> None:
    here["APPEALCLOCK_TEMPLATES"] = str(tmp_path / "none")
    code, out, err = await appealclock("doctor", **here)
    assert (code, err) == (1, "")
    assert out.splitlines()[1:3] == [
        "MISSING  message templates",
        "         APPEALCLOCK_TEMPLATES: there is no such directory",
    ]


async def test_relief_of_the_desk_is_checked_as_the_worker_does(
    here: dict[str, str], tmp_path: Path
) -> None:
    here["APPEALCLOCK_RELIEF"] = str(tmp_path / "none.toml")
    code, out, err = await appealclock("doctor", **here)
    assert (code, err) == (1, "")
    assert out.splitlines()[1:3] == [
        "MISSING  relief after disasters",
        "         APPEALCLOCK_RELIEF: none.toml, row (none), field (file): cannot be read",
    ]


async def test_a_test_mail_says_what_each_service_did(
    here: dict[str, str],
    mail_server: MailServer,  # noqa: F811
) -> None:
    code, out, err = await appealclock("doctor", "--send-test", "ann@x.example", **here)
    assert (code, err) == (1, "")
    assert out.splitlines()[-2:] == [
        "email service 1, E-Mail: accepted",
        "email service 2, E-Mail: failed: connection refused",
    ]
    ((to, mail),) = mail_server.mails
    assert to == ["ann@x.example"]
    assert mail["Subject"] == "AppealClock: a test message"
    mail_server.refused["ann@x.example"] = "550 5.1.1 <ann@x.example> Kredential unknown"
    code, out, err = await appealclock("doctor", "--send-test", "ann@x.example", **here)
    assert "email service 1, E-Mail: refused: the address was refused (550 5.1.1" in out
    assert "ann@" not in out + err
    assert "Kredential" not in out + err


async def test_a_test_text_message(
    here: dict[str, str],
    sms_gateway: SmsGateway,  # noqa: F811
) -> None:
    _, out, _ = await appealclock("doctor", "--send-test", "(202) 555-0123", **here)
    assert out.splitlines()[-1] == "sms service 1, SMS Eagle: accepted"
    assert sms_gateway.recipients == ["+12025550123"]
    sms_gateway.status, sms_gateway.body = 500, "Kredential +12025550123"
    code, out, err = await appealclock("doctor", "--send-test", "+12025550123", **here)
    assert code == 1
    assert "sms service 1, SMS Eagle: failed: the message was not taken (500" in out
    assert "Kredential" not in out + err
    assert "2025550123" not in out + err


@pytest.fixture
def with_fax(here: dict[str, str], mail_server: MailServer) -> dict[str, str]:  # noqa: F811
    """And an entry for fax."""
    file = Path(here["APPEALCLOCK_CHANNELS"])
    text = file.read_text().replace("[email, phone]", "[email, phone, fax]")
    file.write_text(f"{text}\n{fax_entry(mail_server.port)}")
    return here


async def test_a_test_fax(
    with_fax: dict[str, str],
    mail_server: MailServer,  # noqa: F811
) -> None:
    _, out, _ = await appealclock("doctor", "--send-test", "fax:(202) 555-0123", **with_fax)
    assert out.splitlines()[-1] == "fax service 1, E-Mail: accepted"
    ((to, _),) = mail_server.mails
    assert to == ["12025550123@fax.example.net"]
    mail_server.refused[to[0]] = "550 5.1.1 <12025550123@fax.example.net> unknown"
    code, out, err = await appealclock("doctor", "--send-test", "fax:+12025550123", **with_fax)
    assert code == 1
    assert "fax service 1, E-Mail: refused: the address was refused (550 5.1.1" in out
    assert "2025550123" not in out + err
    code, _, err = await appealclock("doctor", "--send-test", "fax:ann", **with_fax)
    assert code == 2
    assert err.startswith("--send-test: expected")


@pytest.fixture
def with_operator(here: dict[str, str], mail_server: MailServer) -> dict[str, str]:  # noqa: F811
    """And two entries for the operator, of which the second does not answer."""
    file = Path(here["APPEALCLOCK_CHANNELS"])
    entries = alert_entry(mail_server.port) + alert_entry(free_port())
    file.write_text(f"{file.read_text()}\n{entries}")
    return here


async def test_each_entry_for_the_operator_is_tried_by_itself(
    with_operator: dict[str, str],
    mail_server: MailServer,  # noqa: F811
) -> None:
    code, out, err = await appealclock("doctor", "--send-alert", **with_operator)
    assert (code, err) == (1, "")
    assert out.splitlines()[-2:] == [
        "alert service 1, E-Mail: accepted",
        "alert service 2, E-Mail: failed: connection refused",
    ]
    ((to, mail),) = mail_server.mails
    assert to == ["operator@desk.example"]
    assert mail["Subject"] == "AppealClock: a test message"
    mail_server.refused["operator@desk.example"] = "550 5.1.1 <operator@desk.example> unknown"
    code, out, err = await appealclock("doctor", "--send-alert", **with_operator)
    assert "alert service 1, E-Mail: refused: the address was refused (550 5.1.1" in out
    assert "operator@" not in out + err


async def test_no_entry_for_the_operator_is_said(here: dict[str, str]) -> None:
    code, _, err = await appealclock("doctor", "--send-alert", **here)
    assert code == 2
    assert "No entry is tagged `alert`" in err


@pytest.mark.parametrize("address", ["nonsense", "12", "a@b@c", "mailto://u:p@evil.example", "@"])
async def test_what_is_no_address_is_not_sent_to(
    here: dict[str, str],
    mail_server: MailServer,  # noqa: F811
    address: str,
) -> None:
    code, _, err = await appealclock("doctor", "--send-test", address, **here)
    assert code == 2
    assert err
    assert mail_server.mails == []


async def test_a_mistake_in_the_desks_time_limits_is_said(
    here: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "limits.toml"
    entry = 'rule = "{rule}"\nstate = "AZ"\nlength = 20\nunit = "calendar_days"\nsource = "A"\n'
    file.write_text("[[limit]]\n" + entry.format(rule="C.RECON.STD"))
    _, out, _ = await appealclock("doctor", **here, APPEALCLOCK_LOCAL_LIMITS=str(file))
    assert "MISSING  local time limits" in out
    assert "no State or plan sets the time of C.RECON.STD otherwise" in out
    file.write_text("[[limit]]\n" + entry.format(rule="I.RECON.STD"))
    _, out, _ = await appealclock("doctor", **here, APPEALCLOCK_LOCAL_LIMITS=str(file))
    assert "ok       local time limits" in out
