"""The languages people are written to in; each has a folder in activities/messages/templates."""

from enum import StrEnum


class Language(StrEnum):
    """The language a person is written to in."""

    ENGLISH = "en"
    SPANISH = "es"
