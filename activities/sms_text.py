"""Fits a text into one SMS: 160 characters of the alphabet that every telephone has.

One character outside that alphabet (3GPP TS 23.038, the GSM 7-bit default alphabet) would turn the
whole message into a wider encoding, in which 70 fit, and gateways send and bill it in parts.
"""

import unicodedata

LENGTH = 160
"""Septets in one SMS."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
"""Characters that take two septets each."""

_PLAIN = str.maketrans(
    {
        "\u201c": '"',
        "\u201d": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00a0": " ",
    }
)


def fit_sms(text: str) -> str:
    """A text of one or more lines as one SMS.

    What matters stands on the first line. Lines are joined; those at the end are left out while it
    is too long, and a first line that is too long by itself is cut.
    """
    lines = [" ".join(_in_alphabet(line).split()) for line in text.splitlines() if line.strip()]
    while len(lines) > 1 and septets(" ".join(lines)) > LENGTH:
        lines.pop()
    message = " ".join(lines)
    if septets(message) <= LENGTH:
        return message
    while septets(message) > LENGTH - 3:
        message = message[:-1]
    return message + "..."


def septets(text: str) -> int:
    """How much of an SMS a text takes."""
    return len(text) + sum(character in _EXTENDED for character in text)


def _in_alphabet(text: str) -> str:
    characters = []
    for character in text.translate(_PLAIN):
        if character in _BASIC or character in _EXTENDED:
            characters.append(character)
            continue
        # The letter without its accent reads well enough; what has none becomes a question mark.
        bare = unicodedata.normalize("NFKD", character)[0]
        characters.append(bare if bare in _BASIC else "?")
    return "".join(characters)
