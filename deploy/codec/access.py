"""Who may read and write by the codec server, and what is kept of each call: never its content."""

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class What(StrEnum):
    """The two things that a call may ask for."""

    ENCODE = "encode"
    """Encrypt what somebody types: starts, updates, the arguments of queries."""

    DECODE = "decode"
    """Read what cases hold."""


class Role(StrEnum):
    """What a person is at the desk, as the issuer of their token says."""

    READER = "reader"
    MANAGER = "manager"
    OPERATOR = "operator"
    """Runs the service, and has no business with what cases hold."""

    PRIVACY = "privacy"
    """Looks into who read what, and has cases forgotten."""


ALLOWED = {
    What.ENCODE: frozenset({Role.MANAGER}),
    What.DECODE: frozenset({Role.READER, Role.MANAGER, Role.PRIVACY}),
}
"""Which roles may do what; one of them is enough."""


@dataclass(frozen=True)
class Caller:
    """Who makes a call."""

    subject: str | None
    """As their token proves it; None where no token is asked for, on this machine alone."""

    roles: frozenset[Role]

    def may(self, what: What) -> bool:
        """Whether one of the roles allows it."""
        return bool(self.roles & ALLOWED[what])


ON_THIS_MACHINE = Caller(None, frozenset({Role.MANAGER}))
"""Whoever calls a codec server that asks for no token; nothing that is typed proves who it was."""


@dataclass(frozen=True)
class Call:
    """One call, for the log of who read and wrote what."""

    at: datetime
    """UTC."""

    subject: str | None
    """Who it was, as their token proves it; None where no token is asked for."""

    how: str
    """`authenticated` by a token, or `unknown`."""

    what: What
    families: tuple[str, ...]
    """Of the cases that were read, as far as that is known; each once, in the order of the call."""

    payloads: int
    unreadable: int
    """Payloads that no key opens."""

    refused: str = ""
    """Why nothing was done; empty where it was."""


class RefusedError(Exception):
    """A call that is not answered; the message is a sentence for whoever made it."""

    def __init__(self, status: int, sentence: str) -> None:
        """Say why, and with which status of HTTP."""
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


_logger = logging.getLogger("appealclock.codec")


def log_call(what: What, caller: Caller | None, status: int, *, counted: tuple[int, int]) -> None:
    """Write the one line of a call.

    Args:
        what: Was asked for.
        caller: None where the call did not prove who makes it.
        status: Of HTTP.
        counted: How many payloads came, and how many of them could not be opened.
    """
    if caller is None:
        who = "nobody known"
    else:
        who = caller.subject or "somebody on this machine"
        who += f" ({', '.join(sorted(caller.roles)) or 'no role'})"
    _logger.info(
        "%s by %s: payloads %d, unreadable %d, status %d", what.value, who, *counted, status
    )
