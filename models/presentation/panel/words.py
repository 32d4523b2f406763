"""The words of the details panel that are the same for every kind of case."""

from models.cases.standing import Said
from models.words.english.tables import say


def panel_say(code: str, /, **facts: object) -> str:
    """The text of an entry of panel.toml, with its facts filled in.

    Raises:
        KeyError: There is no such entry, or a fact is missing.
    """
    return say(Said(f"panel.{code}", facts))
