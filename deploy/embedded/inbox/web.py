"""Serves the page of the inbox and its SMS gateway on loopback."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from deploy.codec.serving import bound, served
from deploy.embedded.inbox.keeping import prepare
from deploy.embedded.inbox.page import ForThisMachine, pages
from deploy.embedded.inbox.sms_gateway import gateway
from deploy.embedded.ports import LOOPBACK


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
    with bound(LOOPBACK, port) as listening:
        async with served(config, listening):
            yield
