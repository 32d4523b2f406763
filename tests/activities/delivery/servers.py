"""A mail server and an SMS gateway on loopback that do as a test says."""

import asyncio
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.deploy.running_stack import free_ports


def free_port() -> int:
    [port] = free_ports(1)
    return port


class _Switchboard(Controller):
    """A controller that hangs up on whoever is still talking when it stops."""

    def __init__(self, handler: Any, **how: Any) -> None:
        super().__init__(handler, **how)
        self._talking: list[SMTP] = []

    def factory(self) -> SMTP:
        smtp: SMTP = super().factory()  # type: ignore[no-untyped-call]
        self._talking.append(smtp)
        return smtp

    def hang_up(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result()

    async def _hang_up(self) -> None:
        # The loop stops for good after this, and closes nothing any more.
        me = asyncio.current_task()
        while [smtp for smtp in self._talking if smtp.transport] or asyncio.all_tasks() - {me}:
            for smtp in self._talking:
                if isinstance(smtp.transport, asyncio.WriteTransport):
                    smtp.transport.abort()
            await asyncio.sleep(0.01)
        # Only now: a connection that was accepted before and is made after this is never closed.
        if self.server is not None:
            self.server.close()


@dataclass
class MailServer:
    """A real SMTP server; what it does with a mail can be changed while it runs."""

    port: int = field(default_factory=free_port)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    pause: float = 0
    signs_in: bool = True
    tls: ssl.SSLContext | None = None
    hangs_up: bool = False
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    _controller: _Switchboard | None = None

    def up(self) -> None:
        self._controller = _Switchboard(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self._sign_in,
            auth_require_tls=False,
            tls_context=self.tls,
        )
        self._controller.start()

    def down(self) -> None:
        if self._controller is not None:
            self._controller.hang_up()
            self._controller.stop(no_assert=True)
            self._controller = None

    def _sign_in(self, *_: Any) -> AuthResult:
        if self.signs_in:
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 {self.answer}")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("2"):
            content = envelope.original_content or b""
            mail = message_from_bytes(content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append((list(envelope.rcpt_tos), mail))
        await asyncio.sleep(self.pause)
        if self.hangs_up and server.transport is not None:
            server.transport.close()
        return self.answer

    @property
    def recipients(self) -> list[str]:
        return [address for addresses, _ in self.mails for address in addresses]


@dataclass
class SmsGateway:
    """Speaks the JSON-RPC protocol of an SMSEagle, a gateway that people host themselves.

    And Twilio's, where a test sends it there. `body` is answered as it stands.
    """

    port: int
    answer: str = "ok"
    status: int = 200
    body: str | None = None
    pause: float = 0
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return [message["to"] for message in self.messages]


def channel_file(mail_port: int, sms_port: int | None = None, *, password: str = "tok3n") -> str:
    lines = [
        "version: 1",
        "template: [email, phone]",
        "urls:",
        f"  - mailto://127.0.0.1:{mail_port}?smtp=127.0.0.1&from=clock@desk.example"
        "&name=AppealClock&to=${email}&mode=insecure:",
        "      - tag: email",
    ]
    if sms_port is not None:
        lines += [f"  - smseagle://{password}@127.0.0.1:{sms_port}/${{phone}}:", "      - tag: sms"]
    return "\n".join(lines) + "\n"


def alert_entry(mail_port: int) -> str:
    return (
        f"  - mailto://127.0.0.1:{mail_port}?smtp=127.0.0.1&from=clock@desk.example"
        "&to=operator@desk.example&mode=insecure:\n      - tag: alert\n"
    )
