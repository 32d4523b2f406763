"""Says in a reader's language what workflows and rulebook compose in English.

What a case holds of words, such as the steps of a reckoning, stays in English in its history. Here
those sentences are the keys of a catalogue, as in gettext: a language's `phrases.toml` gives each
its translation. What stands in {braces} is filled in: a `day`, a number `n` or `nth` as the
language writes it, what a person `typed` as it is, and a citation of the `law` or anything of
another name as a phrase in its turn.

A new language is a folder of templates beside `es`, and an entry in `models.cases.language`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from models.local_time import WRITTEN, Written, read_written

_DAY = WRITTEN
_NUMBER = r"-?\$?\d[\d,]*(?:\.\d+)?%?"
_CITATION = re.compile(r"\(?(?:\d+ (?:CFR|FR|U\.?S\.?C)|CMS-\d|[A-Z]+(?:\.[A-Z]+)+\b).*")
_PLACE = re.compile(r"\{((day|nth|n|law|typed)?\w*)\}")
_PLACES = {
    "day": _DAY,
    "n": _NUMBER,
    "nth": r"\d+(?:st|nd|rd|th)",
    "law": r"[^;]+",
    "typed": r".+?",
}
_SENTENCE_ENDS = re.compile(
    r"(?<=[.?!)])(?<![ap]\.m\.)\s+(?=[A-Z(])|(?<=\.)\s+(?=\d+ (?:calendar|federal working) days?:)"
)
"""A step of a count may begin with its number of days. After a.m. and p.m. the zone follows."""


@dataclass(frozen=True)
class _Phrase:
    """One entry: the English with places in it, and its translation."""

    english: str
    translation: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the English whatever stands in its places, and however it begins."""
        return _pattern(self.english)

    @cached_property
    def until_typed(self) -> re.Pattern[str] | None:
        """Matches what stands before the words that a person typed; None where there are none."""
        before, typed, _ = self.english.partition("{typed")
        return _pattern(before) if typed else None


def _pattern(english: str) -> re.Pattern[str]:
    parts, end = [], 0
    for place in _PLACE.finditer(english):
        parts.append(re.escape(english[end : place.start()]))
        parts.append(f"(?P<{place[1]}>{_PLACES.get(place[2] or '', '.+?')})")
        end = place.end()
    parts.append(re.escape(english[end:]))
    first = english[:1]
    if first.isalpha():
        parts[0] = f"[{first.lower()}{first.upper()}]{parts[0][1:]}"
    return re.compile("".join(parts), re.DOTALL)


class Phrasebook:
    """The phrases of one language."""

    def __init__(
        self,
        phrases: Mapping[str, str],
        *,
        day: Callable[[Written], str],
        endings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Use the content of a `phrases.toml`.

        Args:
            phrases: The translation of each English phrase; none where the language is English.
            day: Writes a day, with its hour where it has one.
            endings: What is contracted, such as "de el" to "del".
        """
        self._fixed = {
            _begun(english): _Phrase(english, said)
            for english, said in phrases.items()
            if not _PLACE.search(english)
        }
        # The more is fixed in a phrase, the surer it is meant.
        self._open = sorted(
            (_Phrase(*pair) for pair in phrases.items() if _PLACE.search(pair[0])),
            key=lambda phrase: -len(_PLACE.sub("", phrase.english)),
        )
        self._day, self._endings = day, endings

    def say(self, text: str) -> str:
        """A text in the language; sentences that a person typed stay as they are."""
        return " ".join(said or english for english, said in self._sentences(text))

    def unknown(self, text: str) -> list[str]:
        """The sentences of a text that the phrasebook does not have."""
        return [english for english, said in self._sentences(text) if said is None]

    def _sentences(self, text: str) -> Iterator[tuple[str, str | None]]:
        """Each sentence and its translation."""
        if not (self._fixed or self._open):
            yield text, text
            return
        pieces = _SENTENCE_ENDS.split(text)
        while pieces:
            said, length = self._phrase(pieces[0]), 1
            if said is None:
                said, length = self._around_typed(pieces)
            yield " ".join(pieces[:length]), said
            del pieces[:length]

    def _around_typed(self, pieces: list[str]) -> tuple[str | None, int]:
        """A phrase around what a person typed, which may itself be several sentences.

        Only where one begins: a text of hundreds of short sentences would take minutes if each of
        them were tried together with all that follow it.

        Returns:
            The translation, or None; and how many of the pieces it is of.
        """
        begun = [
            phrase
            for phrase in self._open
            if phrase.until_typed is not None and phrase.until_typed.match(pieces[0])
        ]
        for length in range(2, len(pieces) + 1) if begun else ():
            text = " ".join(pieces[:length])
            for phrase in begun:
                filled = self._filled(phrase, text)
                if filled is not None:
                    return self._contracted(filled), length
        return None, 1

    def _phrase(self, text: str) -> str | None:
        fixed = self._fixed.get(_begun(text))
        if fixed is not None:
            return self._contracted(_begun_like(text, fixed.english, fixed.translation))
        if re.fullmatch(_DAY, text):
            return self._day(read_written(text))
        if _CITATION.fullmatch(text):
            return text
        for phrase in self._open:
            filled = self._filled(phrase, text)
            if filled is not None:
                return self._contracted(filled)
        return None

    def _filled(self, phrase: _Phrase, text: str) -> str | None:
        found = phrase.pattern.fullmatch(text)
        if found is None:
            return None
        values: dict[str, str] = {}
        for place in _PLACE.finditer(phrase.english):
            value = self._value(place[2], found[place[1]])
            if value is None:
                return None
            values[place[1]] = value
        said = _PLACE.sub(lambda place: values[place[1]], phrase.translation)
        begins_open = phrase.english.startswith("{")
        model = text if begins_open else phrase.english
        if begins_open and text[:1].isupper() and phrase.translation.endswith("."):
            return said[:1].upper() + said[1:]
        return _begun_like(text, model, said)

    def _value(self, sort: str | None, found: str) -> str | None:
        match sort:
            case "day":
                return self._day(read_written(found))
            case "nth":
                return found[:-2]
            case "n" | "typed":
                return found
            case _:
                return self._phrase(found)

    def _contracted(self, text: str) -> str:
        for apart, together in self._endings.items():
            text = re.sub(rf"\b{re.escape(apart)}\b", together, text)
        return text


def _begun(text: str) -> str:
    return text[:1].lower() + text[1:]


def _begun_like(text: str, model: str, said: str) -> str:
    """Begin a translation with a capital or without, where the text differs in it from its key."""
    if text[:1] == model[:1]:
        return said
    return (said[:1].upper() if text[:1].isupper() else said[:1].lower()) + said[1:]
