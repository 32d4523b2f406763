"""The `appealclock` command. A folder for one case, one for all, one for the service."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NoReturn

import typer

from cli.errors import Exit
from cli.rooms import register_all
from deploy.shutdown import leave
from models.settings import SettingsError
from models.shipped import ShippedFileError


def build_app() -> typer.Typer:
    """The command with all its subcommands."""
    app = typer.Typer(
        help="Keeps Medicare appeals on time.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    register_all(app, __name__, __path__, panel="The rulebook")
    return app


@cache
def command() -> Callable[..., Any]:
    """The command, ready to be called any number of times."""
    return typer.main.get_command(build_app())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and give its exit code.

    Args:
        arguments: As they are typed after the command's name; those of this process by default.
    """
    try:
        command()(arguments, prog_name="appealclock")
    except (SettingsError, ShippedFileError) as error:
        typer.echo(str(error), err=True)
        return Exit.REFUSED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def main() -> NoReturn:
    """Run the command line, and end the process.

    Every command leaves through `leave`: even a short one may have threads of Temporal's SDK that
    outlive it.
    """
    leave(run())
