"""Readers of Spanish for the tests; and the English words, or untranslated sentences, in a text."""

import re
from collections.abc import Iterable
from typing import Any

from activities.messages.wording import words_of
from activities.messages.writing import Message
from models.cases.language import Language
from models.cases.people import Role
from models.notices.messages.order import Recipient
from tests.activities.samples import recipient

SPANISH = words_of(Language.SPANISH)

ENGLISH = re.compile(
    r"\b(the|and|with|is|are|was|of|by|from|for|must|your|you|days?|it|not|this|that|or|has|have"
    r"|will|be|at|on|ask|record|file|send|notice|hearing|court|review|request)\b",
    re.IGNORECASE,
)
"""Words of English that Spanish does not have: no sentence of English is without any."""

NAMES = re.compile(r"`[^`]+`|http\S+|\{.*?\}|C2C Innovative Solutions|\b[A-Z]+(?:\.[A-Z]+)+\b")
"""What has its name in any language."""

UPDATES = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b(?:escalate|recalculate|close|conclude)\b")
"""The names of updates, which the plain text shows without their backticks."""


def english_in(message: Message) -> set[str]:
    """The words of English in any form of a message."""
    whole = "\n".join([message.subject, message.sms, message.text])
    return {found[0] for found in ENGLISH.finditer(UPDATES.sub("", NAMES.sub("", whole)))}


def readers(language: Any) -> list[Recipient]:
    everyone = (Role.CASE_MANAGER, Role.BENEFICIARY, Role.PHYSICIAN, Role.SUPERVISOR)
    return [speaking(recipient(role), language) for role in everyone]


def speaking(reader: Recipient, language: Any) -> Recipient:
    """Somebody who reads a language, of whatever name."""
    person = reader.person.model_copy(update={"language": language})
    return reader.model_copy(update={"person": person})


def unknown(texts: Iterable[str]) -> set[str]:
    """The sentences of texts that have no Spanish."""
    return {
        one for text in dict.fromkeys(texts) if text for one in SPANISH.phrasebook.unknown(text)
    }
