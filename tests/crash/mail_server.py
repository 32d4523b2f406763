"""An SMTP server that can be killed at the two worst moments of a message, or hang: DIRECTORY PORT.

It is the inbox of the embedded stack: each message is on disk before it is answered for. A file
`strike` in its directory names a moment; at the next message it comes to, the server kills itself.
While a file `hang` is there, each message waits: it is neither kept nor answered for.
"""

import asyncio
import os
import signal
import sys
from enum import StrEnum
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.embedded.inbox.smtp import Inbox
from deploy.embedded.ports import LOOPBACK


class Moment(StrEnum):
    """When in the course of a message the server dies."""

    BEFORE_KEEPING = "before keeping"
    BEFORE_ANSWERING = "before answering"


def strike_file(directory: Path) -> Path:
    return directory / "strike"


def hang_file(directory: Path) -> Path:
    return directory / "hang"


HOLDING = "holding a message"
"""What the server says of each message that comes while it hangs."""


class MortalInbox(Inbox):
    """The inbox, until it is struck."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, _say)
        self._strike = strike_file(directory)
        self._hang = hang_file(directory)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self._hang.exists():
            _say(HOLDING)
        while self._hang.exists():  # noqa: ASYNC110 (another process removes it)
            await asyncio.sleep(0.05)
        self._die_if(Moment.BEFORE_KEEPING)
        answer = await super().handle_DATA(server, session, envelope)
        self._die_if(Moment.BEFORE_ANSWERING)
        return answer

    def _die_if(self, moment: Moment) -> None:
        if self._strike.exists() and self._strike.read_text() == moment:
            self._strike.unlink()
            os.kill(os.getpid(), signal.SIGKILL)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


async def serve(directory: Path, port: int) -> None:
    inbox = MortalInbox(directory)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(inbox, hostname="localhost", enable_SMTPUTF8=True), LOOPBACK, port
    )
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve until killed."""
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
