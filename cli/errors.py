"""How commands end: the exit codes of all of them, and the one line that says what is wrong."""

from enum import IntEnum
from typing import NoReturn

import typer


class Exit(IntEnum):
    """With what a command ends, for scripts."""

    DONE = 0
    FINDINGS = 1
    """Done in part, or done with findings that somebody has to look at."""

    REFUSED = 2
    """Nothing was done: what was typed, the set-up, or the case does not allow it."""

    INCOMPLETE = 3
    """Required elements are missing and nothing was done, or an export lacks cases."""

    NOT_FOUND = 4
    """Nothing was done: there is no such case, rule, reminder or digest."""


def fail(message: str, code: Exit = Exit.REFUSED) -> NoReturn:
    """Say what is wrong on standard error, without a traceback, and end with an exit code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def refuse(message: str) -> NoReturn:
    """Say why a form is refused, and end with `INCOMPLETE` where fields are missing, nothing else.

    Args:
        message: A sentence, or a line for each field, of `models.inputs.validation`.
    """
    from models.inputs.validation import only_missing  # noqa: PLC0415 (keeps --help quick)

    fail(message, Exit.INCOMPLETE if only_missing(message) else Exit.REFUSED)
