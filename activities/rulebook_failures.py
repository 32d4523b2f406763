"""What an activity does when the rulebook cannot answer: it fails for good, and says why."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

from models.rulebook import RulebookError

RULEBOOK_FAILURE = "RulebookFailure"
"""Type of the failure, not to be retried."""


@contextmanager
def plain_rulebook_failures() -> Iterator[None]:
    """Let an activity fail in the rulebook's own words: counting again would not help.

    Raises:
        ApplicationError: of type `RulebookFailure`, not to be retried, when a fact is missing or
            no row is in force; the message names the rule and the fact, never a person.
    """
    try:
        yield
    except RulebookError as error:
        raise ApplicationError(str(error), type=RULEBOOK_FAILURE, non_retryable=True) from None
