"""Mail over TLS: certificates are read once, and each service is held to its own settings."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.delivery import shared_tls
from activities.delivery.channels import AppriseChannels, Outgoing, load_channels
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from tests.activities.delivery.servers import MailServer, channel_file

ADDRESS = "ann@x.example"
MAIL = Outgoing("text", "A subject", "<p>text</p>")


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """No context is kept from test to test."""
    shared_tls._shared.cache_clear()
    yield
    shared_tls._shared.cache_clear()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1 that nobody vouches for, with its key."""
    openssl = shutil.which("openssl")
    assert openssl is not None
    file, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", key, "-out", file),
        ],
        check=True,
        capture_output=True,
    )
    return file


@pytest.fixture
def secured(mail_server: MailServer, certificate: Path) -> MailServer:
    """The mail server, which offers STARTTLS."""
    mail_server.down()
    mail_server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mail_server.tls.load_cert_chain(certificate, certificate.with_name("key.pem"))
    mail_server.up()
    return mail_server


def mail_channels(file: Path, port: int, *, mode: str, verify: str) -> AppriseChannels:
    plain = channel_file(port).replace("mailto://", "mailtos://")
    file.write_text(plain.replace("mode=insecure", f"mode={mode}&verify={verify}"))
    return load_channels(file)


def sends(channels: AppriseChannels) -> DeliveryOutcome:
    return channels.send(Channel.EMAIL, ADDRESS, MAIL).outcome


def test_a_service_that_checks_no_certificate_loosens_no_other(
    secured: MailServer, tmp_path: Path
) -> None:
    strict = mail_channels(tmp_path / "strict.yml", secured.port, mode="starttls", verify="yes")
    lax = mail_channels(tmp_path / "lax.yml", secured.port, mode="starttls", verify="no")
    outcomes = [sends(one) for one in (strict, lax, strict, lax)]
    failed, accepted = DeliveryOutcome.FAILED, DeliveryOutcome.ACCEPTED
    assert outcomes == [failed, accepted, failed, accepted]
    assert secured.recipients == [ADDRESS, ADDRESS]


def test_a_certificate_that_the_machine_trusts_is_taken(
    secured: MailServer, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    strict = mail_channels(tmp_path / "strict.yml", secured.port, mode="starttls", verify="yes")
    assert sends(strict) is DeliveryOutcome.ACCEPTED


@pytest.mark.parametrize(("mode", "read"), [("insecure", 0), ("starttls", 1)])
def test_certificates_are_read_once_for_all_mails(
    secured: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, read: int
) -> None:
    made = []
    create = ssl.create_default_context

    def counted() -> ssl.SSLContext:
        made.append(create())
        return made[-1]

    monkeypatch.setattr(ssl, "create_default_context", counted)
    channels = mail_channels(tmp_path / "lax.yml", secured.port, mode=mode, verify="no")
    assert [sends(channels) for _ in range(3)] == [DeliveryOutcome.ACCEPTED] * 3
    assert len(made) == read
