"""The law as data: time limits, ladders and amounts, cited, and counted out step by step.

`rulebook` is read and checked on import; a mistake in a file is a `BrokenRulebookError` here.
"""

from models.rulebook.amounts import Threshold
from models.rulebook.book import Rulebook
from models.rulebook.errors import (
    BrokenRulebookError,
    FactError,
    NotCountableError,
    NotInForceError,
    RulebookError,
    UnknownRuleError,
)
from models.rulebook.facts import Facts
from models.rulebook.ladder import Level
from models.rulebook.row import Row

__all__ = [
    "BrokenRulebookError",
    "FactError",
    "Facts",
    "Level",
    "NotCountableError",
    "NotInForceError",
    "Row",
    "Rulebook",
    "RulebookError",
    "Threshold",
    "UnknownRuleError",
    "rulebook",
]

rulebook = Rulebook.read()
"""The rulebook that ships with the program."""
