"""Serves the page of the inbox and its SMS gateway on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from deploy.embedded.inbox.keeping import prepare
from deploy.embedded.inbox.page import ForThisMachine, pages
from deploy.embedded.inbox.sms_gateway import gateway
from deploy.embedded.ports import LOOPBACK


class _Server(uvicorn.Server):
    """Signals are the stack's: a server that took them would end before the worker has drained."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


def web_inbox(directory: Path, say: Callable[[str], None]) -> Starlette:
    """The application: pages to read, and a gateway that keeps text messages."""
    return Starlette(
        routes=[gateway(directory, say), *pages(directory)],
        middleware=[Middleware(ForThisMachine)],
    )


@asynccontextmanager
async def open_web_inbox(
    directory: Path, port: int, say: Callable[[str], None]
) -> AsyncIterator[None]:
    """Serve on loopback for as long as the context lasts.

    Args:
        directory: Where the messages are.
        port: Of 127.0.0.1.
        say: Is told of each text message, in one line.

    Raises:
        OSError: The port cannot be used.
    """
    prepare(directory)
    # Nothing of a request is logged: its address names a message.
    config = uvicorn.Config(
        web_inbox(directory, say), log_config=None, access_log=False, lifespan="off"
    )
    server = _Server(config)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield
        finally:
            server.should_exit = True
            # A browser that keeps its connection open is not waited for.
            server.force_exit = True
            await serving
