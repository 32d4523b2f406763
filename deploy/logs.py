"""What the service logs: what happened and where, never what people typed.

An exception's message may hold an address or a row of the database, so the log shows its type and
the lines of code it passed through. The case's history in Temporal holds the rest.
"""

import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class DiscreetFormatter(logging.Formatter):
    """One line per record in UTC; exceptions by type and place, without their messages."""

    def __init__(self) -> None:
        """Use the service's format."""
        super().__init__(_FORMAT)

    def formatTime(  # noqa: N802
        self, record: logging.LogRecord, datefmt: str | None = None
    ) -> str:
        """The record's moment in UTC, to the millisecond."""
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.strftime(datefmt) if datefmt else moment.isoformat(timespec="milliseconds")

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802
        """The types of an exception and its causes, each with the lines of code it passed."""
        parts = []
        error = ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__)).rstrip()
            parts.append(f"{type(error).__qualname__}\n{frames}".rstrip())
            error = error.__cause__ or error.__context__
        return "\ncaused by ".join(parts)


def stream_handler(stream: TextIO, level: int = logging.NOTSET) -> logging.Handler:
    """A handler that writes to an open stream."""
    handler = logging.StreamHandler(stream)
    handler.setLevel(level)
    return handler


def configure_logging(level: str, *handlers: logging.Handler) -> None:
    """Log the service to some handlers, and other people's code where it warns.

    Args:
        level: The least severe level of AppealClock's own records.
        handlers: Where records go.
    """
    for handler in handlers:
        handler.setFormatter(DiscreetFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=list(handlers), force=True)
    logging.getLogger("appealclock").setLevel(level)
    # Apprise names recipients, aiosmtpd repeats what clients say.
    for name in ("apprise", "mail"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
