"""What an activity does when the database fails it: it says so plainly, and is tried again.

The database's own errors name hosts, users and statements, come with a long traceback each, and
would stand in the history of every case.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

DATABASE_FAILED = "DatabaseFailed"
"""Type of the failure, to be retried."""

_DOWN = (OperationalError, InterfaceError, PoolTimeoutError)

_PAUSE = 0.5

logger = logging.getLogger("appealclock.database")


@contextmanager
def plain_database_failures() -> Iterator[None]:
    """Let an activity fail in one sentence where the database does not answer, or not as it should.

    Raises:
        ApplicationError: of type `DatabaseFailed`. Holds nothing of the statement or the server.
    """
    try:
        yield
    except SQLAlchemyError as error:
        down = isinstance(error, _DOWN)
        said = "does not answer" if down else "cannot do what it is asked"
        message = f"the database {said} ({type(getattr(error, 'orig', None) or error).__name__})"
        logger.warning("%s", message)
        # Benign: our line in the log says it; a traceback for each case would not say more.
        raise ApplicationError(
            message, type=DATABASE_FAILED, category=ApplicationErrorCategory.BENIGN
        ) from None


def once_it_answers(write: Callable[[], None], *, patience: float) -> None:
    """Write what must not be lost, however often the database has to be asked for so many seconds.

    Args:
        write: May be called again after it failed; what failed was not committed, or does no harm
            twice.
        patience: Seconds after which a failure is given up to the caller.

    Raises:
        OperationalError: It did not answer in that time; or another of its failures.
    """
    end = time.monotonic() + patience
    while True:
        try:
            write()
        except _DOWN:
            if time.monotonic() + _PAUSE > end:
                raise
            time.sleep(_PAUSE)
        else:
            return
