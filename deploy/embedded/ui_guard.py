"""Stands before the Temporal Web UI and lets in only who asks for this machine by its own name.

The UI itself answers whatever name it is asked by. A page of another site whose name is made to
lead to this machine (DNS rebinding) would count as the UI's own page, and could read and steer
every case. A browser always says the name it asked for, so that name is checked here.
"""

import asyncio
import contextlib
import re
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.embedded.ports import LOOPBACK

_NAMES = ("localhost", LOOPBACK)
_HEAD = 65_536
"""Bytes that the head of a request may have."""

_PATIENCE = 30.0
"""Seconds within which the head of a request is there."""

_CHUNK = 65_536
_HOST = re.compile(rb"^host:[ \t]*(.*?)[ \t]*$", re.IGNORECASE | re.MULTILINE)

_REFUSAL = b"Open the page as http://localhost: it is not given under another name.\n"
_REFUSED = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_REFUSAL), _REFUSAL)
)


def hidden_address() -> str:
    """A loopback address for the UI itself that no page can guess, where the system has many.

    On Linux all of 127.0.0.0/8 is this machine; elsewhere it is 127.0.0.1 alone.
    """
    if not sys.platform.startswith("linux"):
        return LOOPBACK
    parts = (secrets.randbelow(254) + 1 for _ in range(3))
    return "127." + ".".join(str(part) for part in parts)


def is_ours(head: bytes, port: int) -> bool:
    """Whether a request asks for this machine by its own name.

    Args:
        head: The request up to the empty line.
        port: That of the UI, as people type it.
    """
    hosts = [host.decode("latin-1").strip().lower() for host in _HOST.findall(head)]
    return len(hosts) == 1 and hosts[0] in {f"{name}:{port}" for name in _NAMES}


@asynccontextmanager
async def open_ui_guard(port: int, ui: tuple[str, int]) -> AsyncIterator[None]:
    """Listen on the UI's port for as long as the context lasts.

    Args:
        port: Where people reach the UI.
        ui: Address and port of the UI itself.
    """
    open_now: set[asyncio.Task[None]] = set()
    closing = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (a stream's callback runs in one)
        open_now.add(task)
        try:
            await _answer(reader, writer, port, ui)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            # Whoever asked has gone, or never said what for.
            pass
        except asyncio.CancelledError:
            # A stream's callback that ends as canceled is written to the log as a fault.
            if not closing.is_set():
                raise
        finally:
            open_now.discard(task)
            writer.close()

    server = await asyncio.start_server(answer, LOOPBACK, port, limit=_HEAD)
    try:
        yield
    finally:
        closing.set()
        server.close()
        for task in open_now:
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, ui: tuple[str, int]
) -> None:
    """Hand each request of a connection on: all of them come from the page that opened it."""
    async with asyncio.timeout(_PATIENCE):
        head = await reader.readuntil(b"\r\n\r\n")
    if not is_ours(head, port):
        writer.write(_REFUSED)
        await writer.drain()
        return
    behind_reader, behind_writer = await asyncio.open_connection(*ui)
    try:
        behind_writer.write(head)
        await behind_writer.drain()
        async with asyncio.TaskGroup() as both:
            both.create_task(_pass_on(reader, behind_writer))
            both.create_task(_pass_on(behind_reader, writer))
    except* OSError:
        pass
    finally:
        behind_writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_CHUNK):
        writer.write(data)
        await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()
