"""A case on real channels whose servers fail in every way: what is written tells no credential.

The mail server is down for a day of the case's time, then does not let us in, then refuses, and
echoes the credentials wherever it can; the gateway too. At the end all is well again, and every
place that AppealClock writes to is searched: logs, histories, the database, the command line.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.activities.conftest import mail_server, sms_gateway  # noqa: F401
from tests.activities.delivery.servers import MailServer, SmsGateway, alert_entry, channel_file
from tests.cli.shell import appealclock
from tests.clock import days_ago
from tests.databases.migrated import migrated_sqlite
from tests.virtual_server import in_own_namespace
from tests.workflows.steering import details_of
from worker import build_worker

USER, PASSWORD, TOKEN = "Kredential+user", "Kredential/pass word", "KredentialToken42"
MARKERS = ["Kredential", "pass word", "pass%20word", "S3JlZGVudGlhb", "AEtyZWRlbnRpY"]
ECHO = (
    f"{PASSWORD} Kredential%2Fpass%20word {TOKEN} mailto://{USER}:{PASSWORD}@host "
    "AEtyZWRlbnRpYWwrdXNlcgBLcmVkZW50aWFsL3Bhc3Mgd29yZA=="
)
MANAGER, PATIENT, OPERATOR = "manager@desk.example", "patient@x.example", "operator@desk.example"


@pytest.fixture
def settings(
    mail_server: MailServer,  # noqa: F811
    sms_gateway: SmsGateway,  # noqa: F811
    tmp_path: Path,
) -> ServiceSettings:
    file = tmp_path / "channels.yaml"
    content = channel_file(mail_server.port, sms_gateway.port, password=TOKEN)
    content += alert_entry(mail_server.port)
    signed_in = "mailto://Kredential%2Buser:Kredential%2Fpass%20word@"
    file.write_text(content.replace("mailto://", signed_in))
    database_url = migrated_sqlite(tmp_path / "appealclock.sqlite3")
    return ServiceSettings(database_url=database_url, channels=file, closed_case_days=0)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.NOTSET):
        yield caplog


def raw(history: WorkflowHistory) -> bytes:
    """Every event as it is kept: what its payloads hold stands there as it was written."""
    return b"".join(event.SerializeToString() for event in history.events)


@pytest.mark.usefixtures("hasty")
async def test_no_failure_tells_a_credential(  # noqa: PLR0915, PLR0917 (one story)
    environment: WorkflowEnvironment,
    settings: ServiceSettings,
    mail_server: MailServer,  # noqa: F811
    sms_gateway: SmsGateway,  # noqa: F811
    logged: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    seen: list[str] = []
    intake: dict[str, Any] = {
        "program": "part_c",
        "notice_date": str(days_ago(5)),
        "service": "Total knee replacement",
        "case_manager": {"email": MANAGER, "phone": "+12025550123"},
        "beneficiary": {"email": PATIENT},
    }
    environment = await in_own_namespace(environment)
    async with build_worker(environment.client, settings):
        mail_server.down()
        sms_gateway.status, sms_gateway.body = 500, ECHO
        case = await Rehearsal.start(environment, intake, "AC-CREDENTIALS")
        await case.pass_days(1)
        overview = await case.handle.query("overview")
        assert overview["trouble"]["roles"] == ["case_manager", "beneficiary"]
        assert overview["trouble"]["raised"] is False, "the alert could not get out either"
        seen += [str(overview), await details_of(case)]

        mail_server.signs_in, mail_server.answer = False, ECHO
        mail_server.up()
        sms_gateway.status, sms_gateway.body = 401, f'{{"result": "bad token {ECHO}"}}'
        await case.pass_days(1)
        seen += [await details_of(case)]

        mail_server.signs_in, mail_server.answer = True, f"554 5.7.1 {ECHO}"
        await case.pass_days(1)
        seen += [await details_of(case)]

        mail_server.answer = "250 OK"
        mail_server.refused[PATIENT] = f"550 5.1.1 <{PATIENT}> {ECHO}"
        await case.pass_days(1)
        overview = await case.handle.query("overview")
        assert [item["role"] for item in overview["contacts_to_mend"]] == ["beneficiary"]
        assert MANAGER in mail_server.recipients
        assert OPERATOR in mail_server.recipients
        seen += [str(overview), await details_of(case)]

        mail_server.refused.clear()
        sms_gateway.status, sms_gateway.body = 200, None
        await case.send("update_contacts", beneficiary={"email": "mended@x.example"})
        await case.pass_days(1)
        assert "mended@x.example" in mail_server.recipients
        assert sms_gateway.recipients[-1] == "+12025550123"
        overview = await case.handle.query("overview")
        assert overview["trouble"] is None
        assert overview["contacts_to_mend"] == []
        seen += [str(await case.handle.query("deadlines"))]
        history = await case.handle.fetch_history()

    here = {
        "APPEALCLOCK_CHANNELS": str(settings.channels),
        "APPEALCLOCK_DATABASE_URL": settings.database_url,
    }
    mail_server.answer = f"554 {ECHO}"
    for arguments in (
        ("ledger", "AC-CREDENTIALS", "--csv"),
        ("doctor", "--send-test", MANAGER),
        ("due", "--json"),
    ):
        _, out, err = await appealclock(*arguments, **here)
        seen += [out, err]
    assert "refused" in "".join(seen)
    assert "it did not let us sign in" in "".join(seen)
    lines = [
        repr(vars(entry)) + entry.getMessage()
        for entry in logged.records
        # What the mail server of the test itself logs is not ours.
        if entry.name != "mail.log"
    ]
    output = capfd.readouterr()
    written = "\n".join([*seen, *lines, output.out, output.err]).encode()
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    written += b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    written += raw(history) + history.to_json().encode()
    for marker in MARKERS:
        assert marker.encode() not in written
