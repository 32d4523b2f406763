"""The SMTP server of the inbox: it takes every mail, and sends none on.

A message is answered for only when it is on disk, so none that was accepted is ever lost.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.embedded.inbox.keeping import MAIL, keep, mask, prepare
from deploy.embedded.ports import LOOPBACK


class Inbox:
    """Takes every message, from anyone on this machine to any address."""

    def __init__(self, directory: Path, say: Callable[[str], None]) -> None:
        """Keep messages in a directory.

        Args:
            directory: Where the `*.eml` files go; made if missing.
            say: Is told of each message, in one line that names no full address.
        """
        self._directory = directory
        self._say = say
        # Of its own: senders may sit in every thread that asyncio shares.
        self._writers = ThreadPoolExecutor(2, thread_name_prefix="inbox")
        prepare(directory)

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one message, then answer for it."""
        content = _delivery_headers(envelope) + (envelope.original_content or b"")
        try:
            loop = asyncio.get_running_loop()
            name = await loop.run_in_executor(self._writers, keep, self._directory, content, MAIL)
        except OSError as error:
            self._say(f"A message could not be kept: {error.strerror}")
            return "451 The message could not be kept; try again"
        self._say(_line(name, envelope))
        return "250 Kept"

    def close(self) -> None:
        """Wait until what was begun is kept; take nothing more."""
        self._writers.shutdown()


@asynccontextmanager
async def open_inbox(directory: Path, port: int, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Receive mail on loopback for as long as the context lasts."""
    inbox = Inbox(directory, say)
    server = await asyncio.get_running_loop().create_server(
        # The host name is given, because looking it up can take seconds.
        lambda: SMTP(inbox, hostname="localhost", ident="AppealClock inbox", enable_SMTPUTF8=True),
        LOOPBACK,
        port,
    )
    try:
        yield
    finally:
        server.close()
        inbox.close()


def _delivery_headers(envelope: Envelope) -> bytes:
    """What a mail server that delivers a message writes above it: who it came from and is for."""
    lines = [f"Return-Path: <{envelope.mail_from or ''}>"]
    lines += [f"Delivered-To: {recipient}" for recipient in envelope.rcpt_tos]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _line(name: str, envelope: Envelope) -> str:
    message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
    subject = "".join(c if c.isprintable() else " " for c in str(message.get("subject", "")))
    recipients = ", ".join(mask(recipient) for recipient in envelope.rcpt_tos)
    return f"{datetime.now():%H:%M:%S}  mail to {recipients}: {subject}  ({name})"  # noqa: DTZ005
