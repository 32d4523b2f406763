"""Fits a text into one SMS: 160 characters of the alphabet that every telephone has.

One character outside that alphabet (3GPP TS 23.038, the GSM 7-bit default alphabet) would turn the
whole message into a wider encoding, in which 70 fit, and gateways send and bill it in parts. What
an SMS says is the block `sms` of its template in `activities/messages/templates`.
"""

import re
import unicodedata

LENGTH = 160
"""Septets in one SMS."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
"""Characters that take two septets each."""

_IN_BRACKETS = re.compile(r" \([^()]*\)(?=\.?$)")
"""What a line has in brackets at its end, such as how long is left until the day it names."""

_MORE = "..."

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


def fit_sms(text: str, *, kept: str = "") -> str:
    """A text of one or more lines as one SMS.

    What matters stands on the first line. Lines are joined; those at the end are left out while it
    is too long. A first line that is too long by itself loses what it has in brackets at its end,
    then is cut.

    Args:
        text: The lines.
        kept: A few words that stay whatever has to go; they follow the first line.
    """
    lines = [_one_line(line) for line in text.splitlines()]
    first, *rest = [line for line in lines if line] or [""]
    kept = _one_line(kept)
    message = (
        _cut(first, LENGTH - septets(f" {kept}")) + f" {kept}" if kept else _cut(first, LENGTH)
    )
    for line in rest:
        longer = f"{message} {line}"
        if septets(longer) > LENGTH:
            break
        message = longer
    return message


def septets(text: str) -> int:
    """How much of an SMS a text takes."""
    return len(text) + sum(character in _EXTENDED for character in text)


def _one_line(text: str) -> str:
    return " ".join(_in_alphabet(text).split())


def _cut(text: str, room: int) -> str:
    if septets(text) > room:
        text = _IN_BRACKETS.sub("", text)
    if septets(text) <= room:
        return text
    while septets(text) > room - len(_MORE):
        text = text[:-1]
    return text + _MORE


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
