"""Commands that run AppealClock and look after it."""

import typer

from cli.rooms import register_all


def register(app: typer.Typer) -> None:
    """Add the commands of this folder."""
    register_all(app, __name__, __path__, panel="Running AppealClock", first=("stack", "doctor"))
