"""No credential of a channel leaves it: not in what it answers, raises or logs."""

import logging
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery.channels import (
    Outgoing,
    load_channels,
)
from activities.delivery.redaction import LONGEST, Redactor
from activities.messages.writing import Messages
from models.cases.people import Role
from tests.activities.delivery.servers import (
    MailServer,
    SmsGateway,
    channel_file,
)
from tests.activities.reminding import reminders_of
from tests.activities.samples import make_order, recipient

ADDRESS = "ann.o'brien@x.example"
NUMBER = "+12025550123"
MAIL = Outgoing("Dear Ann Rivers, file it.", "A subject", "<p>Dear Ann Rivers, file it.</p>")
SMS = Outgoing("File it by Wed 6 Jan")


USER, PASSWORD, TOKEN = "Kredential+user", "Kredential/pass word", "KredentialToken42"

MARKERS = ["Kredential", "pass word", "pass%20word", "S3JlZGVudGlhb"]
"""The credentials, as they stand, as a URL has them, and as Basic authentication has them."""


ECHO = (
    f"{PASSWORD} Kredential%2Fpass%20word {TOKEN} mailto://{USER}:{PASSWORD}@host "
    "AEtyZWRlbnRpYWwrdXNlcgBLcmVkZW50aWFsL3Bhc3Mgd29yZA=="
)


@pytest.fixture
def guarded(tmp_path: Path, mail_server: MailServer, sms_gateway: SmsGateway) -> Path:
    file = tmp_path / "guarded.yml"
    content = channel_file(mail_server.port, sms_gateway.port, password=TOKEN)
    file.write_text(
        content.replace("mailto://", "mailto://Kredential%2Buser:Kredential%2Fpass%20word@", 1)
    )
    return file


@pytest.fixture
def logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[[], str]]:
    def collected() -> str:
        output = capfd.readouterr()
        lines = [
            repr(vars(entry)) + entry.getMessage()
            for entry in caplog.records
            # What the mail server of the test itself logs is not ours.
            if entry.name != "mail.log"
        ]
        return "\n".join([output.out, output.err, *lines])

    with caplog.at_level(logging.NOTSET):
        yield collected


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    openssl = shutil.which("openssl")
    assert openssl is not None
    home = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=127.0.0.1", "-keyout", home / "key.pem", "-out", home / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(home / "cert.pem", home / "key.pem")
    return context


def test_credentials_never_leave_the_channel(  # noqa: PLR0917
    engine: Engine,
    guarded: Path,
    mail_server: MailServer,
    sms_gateway: SmsGateway,
    own_certificate: ssl.SSLContext,
    logged: Callable[[], str],
) -> None:
    """Every kind of failure, each with the credentials echoed where an echo is possible."""
    channels = load_channels(guarded)
    seen: list[str] = [repr(channels), str(vars(channels))]
    outcomes: list[str] = []

    def attempt(reminder: str) -> None:
        order = make_order(
            recipient(Role.BENEFICIARY, email="patient@x.example", phone=NUMBER), reminder=reminder
        )
        reminders = reminders_of(engine, channels, Messages("http://ui", "default"))
        try:
            report = ActivityEnvironment().run(reminders.send_reminder, order)
            seen.append(report.model_dump_json())
        except ApplicationError as error:
            (report,) = error.details
            seen.append(f"{error.message} {report.model_dump_json()} {error!r}")
        outcomes.extend(f"{reminder} {item.channel}: {item.outcome}" for item in report.deliveries)

    attempt("well")
    mail_server.answer, mail_server.signs_in = ECHO, False
    sms_gateway.status, sms_gateway.body = 401, f'{{"result": "bad token {TOKEN} {ECHO}"}}'
    attempt("sign-in")
    mail_server.signs_in = True
    mail_server.refused["patient@x.example"] = f"550 5.1.1 {ECHO}"
    sms_gateway.status = 500
    attempt("refused")
    mail_server.refused.clear()
    mail_server.answer = f"554 {ECHO}"
    sms_gateway.body = ECHO
    attempt("error")
    mail_server.answer, mail_server.pause, sms_gateway.pause = "250 OK", 1, 1
    channels._timeout = 0.2
    attempt("slow")
    channels._timeout = 30
    mail_server.down()
    attempt("down")
    mail_server.tls, mail_server.pause = own_certificate, 0
    mail_server.up()
    text_of_file = guarded.read_text()
    guarded.write_text(
        text_of_file.replace("mailto://", "mailtos://")
        .replace("mode=insecure", "mode=starttls")
        .replace("smseagle://", "smseagles://")
    )
    channels = load_channels(guarded)
    attempt("tls")

    assert outcomes == [
        "well email: accepted",
        "well sms: accepted",
        "sign-in email: failed",
        "sign-in sms: failed",
        "refused email: refused",
        "refused sms: failed",
        "error email: failed",
        "error sms: failed",
        "slow email: unknown",
        "slow sms: unknown",
        "down email: failed",
        "down sms: failed",
        "tls email: failed",
        "tls sms: failed",
    ]
    assert "no secure connection (TLS)" in "".join(seen)
    assert "it did not let us sign in (535 5.7.8" in "".join(seen)
    with engine.connect() as connection:
        seen.extend(
            repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            for table in ("delivery", "delivery_attempt")
        )
    everything = "\n".join([*seen, logged()])
    for marker in MARKERS:
        assert marker not in everything


def test_the_words_of_a_provider_are_cut_to_what_may_be_told() -> None:
    scrubber = Redactor({"Kredential", "smtp.desk.example"})
    assert (
        scrubber.redact(
            "User unknown <ann@x.example> at smtp.desk.example, kredential; see "
            "https://help.example/?id=1 or +1 (202) 555-0123, id 4f3XyZ12. Ann Rivers' knee.",
            address="ann@x.example",
            message="Dear Ann Rivers: Total knee replacement",
        )
        == "User unknown … at … , … ; see … or … , id … . …"
    )
    long = scrubber.redact("mailbox " * 100)
    assert len(long) == LONGEST
