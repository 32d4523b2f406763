"""What a call may ask of the codec server: bytes, time, calls at a time, calls a minute."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request

from deploy.codec.access import RefusedError, What

MOST_BYTES = 4 * 1024 * 1024
"""Of the body of a call: twice what Temporal takes as one payload."""

PATIENCE = 20.0
"""Seconds within which a body has come, and within which it is answered."""

AT_ONCE = 64
"""Calls that are answered at a time."""

PER_MINUTE = {What.ENCODE: 120, What.DECODE: 30_000}
"""Calls of one person. The UI reads an open case payload by payload, thousands of them for a long
history; what is typed comes one by one, and mints a key each time."""

_TOO_LONG = f"The body is longer than {MOST_BYTES // 1024 // 1024} MB."


@dataclass(frozen=True)
class Limits:
    """The limits of one codec server; tests have others."""

    at_once: int = AT_ONCE
    patience: float = PATIENCE
    encode: int = PER_MINUTE[What.ENCODE]
    decode: int = PER_MINUTE[What.DECODE]

    def per_minute(self, what: What) -> int:
        """Calls of one kind that one person may make within a minute."""
        return self.encode if what is What.ENCODE else self.decode


class Counted:
    """Counts the calls of a minute, and those that are answered just now. For one event loop."""

    def __init__(self, limits: Limits, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Count from nothing."""
        self._limits, self._monotonic = limits, monotonic
        self._minute, self._calls, self._now = -1, Counter[tuple[str, What]](), 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Count a call for as long as it is answered.

        Raises:
            RefusedError: 429, too many are answered just now.
        """
        if self._now >= self._limits.at_once:
            raise RefusedError(429, "Too many calls at a time; try again in a moment.")
        self._now += 1
        try:
            yield
        finally:
            self._now -= 1

    def of_subject(self, subject: str | None, what: What) -> None:
        """Count a call of a person.

        Raises:
            RefusedError: 429, it is one too many within the minute.
        """
        minute = int(self._monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._calls.clear()
        self._calls[subject or "", what] += 1
        if self._calls[subject or "", what] > self._limits.per_minute(what):
            raise RefusedError(429, "Too many calls within a minute; wait until it is over.")


async def read_body(request: Request, limits: Limits) -> bytes:
    """The body of a call.

    Raises:
        RefusedError: 413 where it is too long, 408 where it does not come, 400 where it breaks off.
    """
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and int(said[:20]) > MOST_BYTES:
        raise RefusedError(413, _TOO_LONG)
    body = bytearray()
    try:
        async with asyncio.timeout(limits.patience):
            async for part in request.stream():
                body += part
                if len(body) > MOST_BYTES:
                    raise RefusedError(413, _TOO_LONG)
    except TimeoutError:
        raise RefusedError(408, "The body did not come in time.") from None
    except ClientDisconnect:
        raise RefusedError(400, "The body broke off.") from None
    return bytes(body)
