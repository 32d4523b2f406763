"""Commands for all cases of a desk: lists, what is due, who works on them."""

import typer

from cli.rooms import register_all


def register(app: typer.Typer) -> None:
    """Add the commands of this folder."""
    register_all(app, __name__, __path__, panel="All cases", first=("list", "due"))
