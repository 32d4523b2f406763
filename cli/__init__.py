"""The `appealclock` command. Every module here that has `register(app)` adds its commands."""

import importlib
import pkgutil
import sys

import typer

from cli.answers import MISTAKE
from models.settings import SettingsError


def build_app() -> typer.Typer:
    """The command with all its subcommands."""
    app = typer.Typer(
        help="Keeps Medicare appeals on time.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            register = getattr(importlib.import_module(f"cli.{module.name}"), "register", None)
            if register is not None:
                register(app)
    return app


def main() -> None:
    """Run the command line."""
    try:
        build_app()(prog_name="appealclock")
    except SettingsError as error:
        typer.echo(str(error), err=True)
        sys.exit(MISTAKE)
