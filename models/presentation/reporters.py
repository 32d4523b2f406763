"""Who made a report: what the sender of its event proved or said of itself.

A workflow is told an update's id and name, never its sender: that stands in the event alone.
"""

from dataclasses import dataclass
from enum import StrEnum

COMMAND = "appealclock-cli"
"""What the identity of a command begins with; after a colon the code of whoever typed it."""

_TEMPORAL_COMMAND = "temporal-cli"


class How(StrEnum):
    """How it is known who made a report."""

    AUTHENTICATED = "authenticated"
    """A token proved it to the codec server, or Temporal did."""

    ASSERTED = "asserted"
    """The sender said so, and nobody checked it."""

    UNKNOWN = "unknown"


class Via(StrEnum):
    """By what a report came."""

    UI = "ui"
    CLI = "cli"
    SERVICE = "service"
    """Another case, the server, or another program."""


@dataclass(frozen=True)
class Reporter:
    """Who made a report, as far as that is known."""

    name: str | None
    how: How
    via: Via


NOBODY_KNOWN = Reporter(None, How.UNKNOWN, Via.SERVICE)
"""Of a report that no event names a sender of: another case made it, or its run is gone."""


def reporter(identity: str, principal: str = "") -> Reporter:
    """Who sent an event.

    Args:
        identity: As the sender gave it; the Temporal UI gives none.
        principal: Who it was, as Temporal proved it; empty where it proves nothing.
    """
    program, _, person = identity.partition(":")
    if program in {COMMAND, _TEMPORAL_COMMAND}:
        via, name = Via.CLI, person
    else:
        via, name = (Via.SERVICE if identity else Via.UI), identity
    if principal:
        return Reporter(principal, How.AUTHENTICATED, via)
    return Reporter(name or None, How.ASSERTED if name else How.UNKNOWN, via)
