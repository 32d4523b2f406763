"""Papers that a person reviews and signs: `appealclock letter`, `appealclock official-forms`."""

import typer

from cli.case.papers import letter, official_forms


def register(app: typer.Typer) -> None:
    """Add the commands of this folder."""
    letter.register(app)
    official_forms.register(app)
