"""What can go wrong with the rulebook, each in plain words."""

from models.shipped import ShippedFileError


class RulebookError(Exception):
    """The rulebook could not be read, or could not answer. The message is for people to read."""


class BrokenRulebookError(RulebookError, ShippedFileError):
    """A rulebook file holds a mistake. The message names the file, the row and the field."""

    def __init__(self, file: str, row: str, field: str, problem: str) -> None:
        """Keep each part, so that tests and tools need not read the message."""
        self.file, self.row, self.field, self.problem = file, row, field, problem
        super().__init__(f"{file}, row {row}, field {field}: {problem}")


class UnknownRuleError(RulebookError):
    """No row, ladder, level or amount has this name; the message suggests the nearest."""


class FactError(RulebookError):
    """A fact is missing, or does not fit the rule. The message names it and what is expected."""

    def __init__(self, rule: str, fact: str, expected: str) -> None:
        """Keep each part, so that a form can mark the field at fault."""
        self.rule, self.fact, self.expected = rule, fact, expected
        super().__init__(f"{rule}: {fact}: {expected}")


class NotInForceError(RulebookError):
    """The rulebook holds no version of the row for this day."""


class NotCountableError(RulebookError):
    """The row states something that is no time limit, so there is nothing to count."""
