"""Serves applications by http or https for as long as a context lasts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from deploy.codec.app import Desk, Record, codec_app
from deploy.codec.issuer import IssuerKeys
from deploy.codec.tokens import Tokens
from models.encryption.family_keys import FamilyKeys
from models.settings import PREFIX, CodecSettings, SettingsError

_HEAD = 64 * 1024
"""Bytes that the head of a request may have; tokens are within it."""

_HEAD_PATIENCE = 20.0
"""Seconds within which the head of a connection's first request has come."""

_CONNECTIONS = 1000
_KEPT_OPEN = 60
"""Seconds for which a connection waits for its next request."""

_LOCAL = ("localhost", "127.0.0.1")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class _Server(uvicorn.Server):
    """Signals are the program's: a server that took them would end before the rest has."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


class _Prompt(H11Protocol):
    """Closes a connection on which nothing is asked: uvicorn itself waits for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See the base class."""
        super().connection_made(transport)
        self.loop.call_later(_HEAD_PATIENCE, self._close_unasked)

    def _close_unasked(self) -> None:
        asked: object = self.cycle
        if asked is None and not self.transport.is_closing():
            self.transport.close()


def bound(host: str, port: int) -> socket.socket:
    """A socket of an address and a port, for `served`; whoever asks for it closes it.

    Raises:
        OSError: The address or the port cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, so that asyncio sends each part of an answer at once: else the second part waits 40 ms
    # for the browser to confirm the first one, and the UI asks thousands of times for one page.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # Whoever calls from now on is answered as soon as the server runs.
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


@asynccontextmanager
async def served(config: uvicorn.Config, listening: socket.socket) -> AsyncIterator[None]:
    """Serve for as long as the context lasts."""
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        # A browser that keeps its connection open is not waited for.
        server.force_exit = True
        await serving


def desk_of(
    settings: CodecSettings, keys: FamilyKeys, ui_url: str, *, record: Record | None = None
) -> Desk:
    """Whom a codec server answers, by its settings.

    Args:
        settings: With an issuer, its tokens are asked for; without, this machine is answered alone.
        keys: Of the cases.
        ui_url: Address of the Temporal Web UI, whose pages are answered.
        record: Keeps each access.
    """
    tokens, hosts = None, frozenset[str]()
    if settings.oidc_issuer is None:
        hosts = frozenset(f"{name}:{settings.codec_port}" for name in (*_LOCAL, "[::1]"))
    else:
        tokens = Tokens(settings, IssuerKeys(settings.oidc_issuer))
    return Desk(keys, origins_of(ui_url), tokens=tokens, hosts=hosts, record=record)


def origins_of(ui_url: str) -> list[str]:
    """What a browser calls the origin of the UI's pages; this machine has two names."""
    parts = urlsplit(ui_url.lower())
    host = parts.hostname or ""
    names = _LOCAL if host in _LOCAL else (f"[{host}]" if ":" in host else host,)
    given = parts.port not in {None, _DEFAULT_PORTS.get(parts.scheme)}
    port = f":{parts.port}" if given else ""
    return [f"{parts.scheme}://{name}{port}" for name in names]


@asynccontextmanager
async def open_codec(desk: Desk, settings: CodecSettings) -> AsyncIterator[None]:
    """Serve the codec for as long as the context lasts.

    Args:
        desk: Whom it answers.
        settings: Where it listens.

    Raises:
        SettingsError: The certificate or the address cannot be used.
    """
    config = uvicorn.Config(
        codec_app(desk),
        http=_Prompt,
        ws="none",
        lifespan="off",
        # Nothing of a call but the line of `log_call` is logged.
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_HEAD,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_KEPT_OPEN,
        ssl_certfile=settings.codec_certificate,
        ssl_keyfile=settings.codec_certificate_key,
    )
    try:
        config.load()
    except (OSError, ValueError):
        message = (
            f"{PREFIX}CODEC_CERTIFICATE, {PREFIX}CODEC_CERTIFICATE_KEY: expected files of a "
            "certificate and its key, without a password"
        )
        raise SettingsError(message) from None
    try:
        listening = bound(settings.codec_host, settings.codec_port)
    except OSError as error:
        message = f"{PREFIX}CODEC_HOST, {PREFIX}CODEC_PORT: cannot be used: {error.strerror}"
        raise SettingsError(message) from None
    with listening:
        async with served(config, listening):
            yield
