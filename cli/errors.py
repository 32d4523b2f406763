"""How commands answer when they cannot do what was asked."""

from typing import NoReturn

import typer

MISTAKE = 2
"""Exit code when the input or the set-up is at fault, not the program."""


def fail(message: str) -> NoReturn:
    """Say what is wrong on standard error, without a traceback, and end with exit code 2."""
    typer.echo(message, err=True)
    raise typer.Exit(MISTAKE)
