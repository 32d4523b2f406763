"""TLS in front of servers that speak without it: Temporal, and PostgreSQL on its socket."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
"""With which libpq asks for TLS."""


@asynccontextmanager
async def tls_front(
    files: tuple[Path, Path], behind: Callable[[], Awaitable[Stream]], *, libpq: bool = False
) -> AsyncIterator[int]:
    """While the context is open: take TLS on a port of loopback, and hand on what comes.

    Args:
        files: The certificate and its key.
        behind: Connects to the server behind.
        libpq: Whether TLS begins only once it was asked for, as PostgreSQL has it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    context.set_alpn_protocols(["postgresql" if libpq else "h2"])
    open_now: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_now.add(task)
        plain = writer.transport
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if libpq:
                assert await reader.readexactly(8) == _SSL_REQUEST
                writer.write(b"S")
                await writer.drain()
                await writer.start_tls(context)
            far_reader, far_writer = await behind()
            await asyncio.gather(_hand_on(reader, far_writer), _hand_on(far_reader, writer))
        # What was refused in the handshake closes nothing by itself.
        plain.abort()
        writer.transport.abort()
        open_now.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=None if libpq else context)
    async with server:
        yield int(server.sockets[0].getsockname()[1])
        for task in open_now:
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while some := await reader.read(65_536):
            writer.write(some)
            await writer.drain()
    finally:
        writer.close()
