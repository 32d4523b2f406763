"""Commands that keep cases private: keys, what is forgotten, and who looked."""

import typer

from cli.rooms import register_all


def register(app: typer.Typer) -> None:
    """Add the commands of this folder."""
    register_all(app, __name__, __path__, panel="Privacy", first=("keys",))
