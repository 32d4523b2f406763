"""The codec server's application: /encode and /decode for the Temporal Web UI, and /health."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from deploy.codec.access import (
    ON_THIS_MACHINE,
    Call,
    Caller,
    RefusedError,
    What,
    log_call,
)
from deploy.codec.limits import Counted, Limits, read_body
from deploy.codec.payloads import as_body, decoded, encoded, payloads_of
from deploy.codec.tokens import Tokens
from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import KeyRingError

Record = Callable[[Call], None]
"""Keeps an access; what it raises refuses the call. Runs in a thread."""

_HEADERS = ("Authorization", "Authorization-Extras", "Content-Type", "X-Namespace")
"""What the UI sends; of the third it makes no use here: an id token beside the access token."""

_NOT_ALLOWED = {
    What.ENCODE: "Your role does not allow you to report to cases; a manager may.",
    What.DECODE: "Your role does not allow you to read cases; a reader or a manager may.",
}
_KEYS_UNREADABLE = "The keys cannot be read just now; try again in a moment."
_NOT_RECORDED = "The access log cannot be written, so nothing is read."
_FOREIGN = "The codec server answers pages of the Temporal Web UI alone."
_OTHER_NAME = "Ask the codec server as localhost: it does not answer to another name."

_logger = logging.getLogger("appealclock.codec")


@dataclass(frozen=True)
class Desk:
    """Whom a codec server answers."""

    keys: FamilyKeys
    origins: Sequence[str]
    """Of the UI, such as `https://temporal.example.org`."""

    tokens: Tokens | None = None
    """Judges who calls; without it `hosts` has to hold."""

    hosts: frozenset[str] = frozenset()
    """The names with ports by which it may be asked; any where there are none."""

    limits: Limits = field(default_factory=Limits)
    record: Record | None = None


def codec_app(desk: Desk) -> Starlette:
    """The application."""
    counted = Counted(desk.limits)

    def of(what: What) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            return await _Call(desk, counted, what, request).answer()

        return answer

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(
        routes=[
            Route("/encode", of(What.ENCODE), methods=["POST"]),
            Route("/decode", of(What.DECODE), methods=["POST"]),
            Route("/health", health),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=desk.origins,
                allow_methods=["POST"],
                allow_headers=_HEADERS,
                max_age=600,
            )
        ],
    )


class _Call:
    """One call, until it is answered."""

    def __init__(self, desk: Desk, counted: Counted, what: What, request: Request) -> None:
        self._desk, self._counted, self._what, self._request = desk, counted, what, request
        self._caller: Caller | None = None
        self._payloads, self._unreadable = 0, 0

    async def answer(self) -> Response:
        try:
            with self._counted.one_more():
                response = await self._answer()
        except RefusedError as refusal:
            response = await self._refused(refusal)
        except (SQLAlchemyError, KeyRingError) as error:
            _logger.warning("the keys cannot be read: %s", type(error).__name__)
            response = await self._refused(RefusedError(503, _KEYS_UNREADABLE))
        except TimeoutError:
            response = await self._refused(RefusedError(503, _KEYS_UNREADABLE))
        log_call(
            self._what,
            self._caller,
            response.status_code,
            counted=(self._payloads, self._unreadable),
        )
        return response

    async def _answer(self) -> Response:
        self._check_where_from()
        kind = self._request.headers.get("content-type", "")
        if kind.partition(";")[0].strip().lower() != "application/json":
            raise RefusedError(415, "Expected application/json.")
        self._caller = caller = await self._who()
        self._counted.of_subject(caller.subject, self._what)
        if not caller.may(self._what):
            raise RefusedError(403, _NOT_ALLOWED[self._what])
        body = await read_body(self._request, self._desk.limits)
        async with asyncio.timeout(self._desk.limits.patience):
            answered = await asyncio.to_thread(self._work, body, caller)
        return Response(
            answered, media_type="application/json", headers={"Cache-Control": "no-store"}
        )

    def _check_where_from(self) -> None:
        """A browser says where a page comes from, and by which name it asks."""
        headers = self._request.headers
        origin, hosts = headers.get("origin"), headers.getlist("host")
        if origin is not None and origin not in self._desk.origins:
            raise RefusedError(403, _FOREIGN)
        if self._desk.hosts and (len(hosts) != 1 or hosts[0].lower() not in self._desk.hosts):
            raise RefusedError(403, _OTHER_NAME)

    async def _who(self) -> Caller:
        tokens, headers = self._desk.tokens, self._request.headers
        if tokens is None:
            return ON_THIS_MACHINE
        return await asyncio.to_thread(
            tokens.caller_of, headers.get("authorization"), headers.get("x-namespace")
        )

    def _work(self, body: bytes, caller: Caller) -> bytes:
        """In a thread: the keys come from the database."""
        payloads = payloads_of(body)
        self._payloads = len(payloads)
        families: tuple[str, ...] = ()
        if self._what is What.ENCODE:
            answered = encoded(payloads, self._desk.keys, caller.subject)
        else:
            found = decoded(payloads, self._desk.keys)
            answered, families, self._unreadable = found.payloads, found.families, found.unreadable
        self._record(caller, families)
        return as_body(answered)

    async def _refused(self, refusal: RefusedError) -> Response:
        if self._caller is not None:
            try:
                await asyncio.to_thread(self._record, self._caller, (), refusal.sentence)
            except RefusedError as unrecorded:
                refusal = unrecorded
        headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}  # noqa: PLR2004
        return PlainTextResponse(f"{refusal.sentence}\n", refusal.status, headers)

    def _record(self, caller: Caller, families: tuple[str, ...], refused: str = "") -> None:
        if self._desk.record is None:
            return
        call = Call(
            at=datetime.now(UTC),
            subject=caller.subject,
            how="unknown" if caller.subject is None else "authenticated",
            what=self._what,
            families=families,
            payloads=self._payloads,
            unreadable=self._unreadable,
            refused=refused,
        )
        try:
            self._desk.record(call)
        except Exception as error:  # noqa: BLE001 (whatever it is, nothing is read unrecorded)
            _logger.warning("the access log cannot be written: %s", type(error).__name__)
            raise RefusedError(503, _NOT_RECORDED) from None
