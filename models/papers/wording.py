"""Makes sentences of the texts of papers: what is missing becomes a gap, marked in the text.

The texts are `words/LANGUAGE.toml`. An operator's folder may hold files of the same names: a text
there takes the place of ours.
"""

import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from models.cases.language import Language
from models.papers.paper import Gap, RestsOn, Sentence, Source

FOLDER = Path(__file__).parent / "words"


class TextError(ValueError):
    """A text of a paper that cannot be used; names the file and the code."""


class _NoTextError(ValueError):
    """The code of what is no text."""


@dataclass(frozen=True)
class Fact:
    """Something that a text names: its value, and what it rests on; without a value it is a gap."""

    value: object | None
    rests_on: tuple[RestsOn, ...] = ()
    field: str = ""
    """The field that would fill it."""

    what: str = ""
    """The code of its name, where that is not `gap.` and the name in the text."""


def as_clause(text: str) -> str:
    """A text that a period of ours follows."""
    return text.rstrip().removesuffix(".")


class Wording:
    """The texts of one language."""

    def __init__(self, language: Language, folder: Path | None = None) -> None:
        """Read the texts.

        Args:
            language: Which.
            folder: Of an operator, with files like ours; None: ours alone.

        Raises:
            TextError: A file there cannot be read, or has a text for an unknown code.
        """
        self.language = language
        self._texts = _shipped(language.value)
        if folder is not None:
            self._texts = {**self._texts, **_own(folder, language.value, self._texts)}

    def say(self, code: str, **facts: Fact | object) -> Sentence:
        """A sentence.

        Args:
            code: Of its text.
            facts: What the text names. What is no `Fact` rests on nothing but the text.
        """
        filled = _Filled(self, facts)
        text = string.Formatter().vformat(self._texts[code], (), filled)
        own = RestsOn(Source.TEMPLATE, code)
        text = "\n".join(" ".join(line.split()) for line in text.splitlines())
        return Sentence(code, text, (own, *dict.fromkeys(filled.rests_on)), tuple(filled.gaps))

    def text(self, code: str, **facts: object) -> str:
        """A text alone, such as a heading."""
        return self.say(code, **facts).text

    def has(self, code: str) -> bool:
        """Whether there is a text of this code."""
        return code in self._texts

    def facts_by_code(self) -> dict[str, frozenset[str]]:
        """What each text names, by its code."""
        return {code: frozenset(_names(text)) for code, text in self._texts.items()}

    def gap(self, what: str) -> str:
        """The mark of a gap."""
        return f"[{self._texts['mark.gap']}: {what}]"

    def named(self, name: str) -> str:
        """What is missing, in words."""
        return self._texts[f"gap.{name}"]

    def shown(self, value: object) -> str:
        """A value as this language writes it."""
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Decimal):
            return f"${value:,.2f}"
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self.listed([self.shown(one) for one in value])
        return str(value)

    def day(self, day: date) -> str:
        """A day in words, such as November 2, 2026."""
        month = self._texts[f"month.{day.month}"]
        return self._texts["day"].format(day=day.day, month=month, year=day.year)

    def listed(self, words: Sequence[str]) -> str:
        """Several words as a list in a sentence."""
        if len(words) < 2:  # noqa: PLR2004 (one needs no 'and')
            return "".join(words)
        return f"{', '.join(words[:-1])} {self._texts['and']} {words[-1]}"


class _Filled(Mapping[str, Any]):
    """The facts of a text, as they are asked for."""

    def __init__(self, wording: Wording, facts: Mapping[str, Fact | object]) -> None:
        self._wording, self._facts = wording, facts
        self.rests_on: list[RestsOn] = []
        self.gaps: list[Gap] = []

    def __getitem__(self, name: str) -> str:
        given = self._facts[name]
        fact = given if isinstance(given, Fact) else Fact(given)
        self.rests_on.extend(fact.rests_on)
        if fact.value is None or fact.value in ("", (), []):
            what = self._wording.named(fact.what or name)
            self.gaps.append(Gap(fact.what or name, what, fact.field))
            return self._wording.gap(what)
        return self._wording.shown(fact.value)

    def __iter__(self) -> Any:  # noqa: ANN401 (an iterator of names)
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


@cache
def _shipped(language: str) -> dict[str, str]:
    return _flat(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8")))


def _own(folder: Path, language: str, ours: Mapping[str, str]) -> dict[str, str]:
    file = folder / f"{language}.toml"
    if not file.exists():
        return {}
    try:
        own = _flat(tomllib.loads(file.read_text(encoding="utf-8")))
    except _NoTextError as error:
        message = f"{file.name}: {error}: expected a text"
        raise TextError(message) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{file.name}: cannot be read: {error}"
        raise TextError(message) from None
    for code, text in own.items():
        unreadable = _unreadable(text)
        if unreadable:
            message = f"{file.name}: {code}: {unreadable}"
            raise TextError(message)
        if code not in ours:
            message = f"{file.name}: {code}: is the code of no text"
            raise TextError(message)
        unknown = sorted(_names(text) - _names(ours[code]))
        if unknown:
            message = f"{file.name}: {code}: {', '.join(unknown)}: no such fact here"
            raise TextError(message)
    return own


def _unreadable(text: str) -> str:
    """What keeps a text from being used, in words; nothing where it can be."""
    try:
        found = [*string.Formatter().parse(text)]
    except ValueError:
        return "expected each { with its }; write {{ for a brace"
    if any(name == "" or spec or conversion for _, name, spec, conversion in found):
        return "expected the name of a fact alone between { and }"
    return ""


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        code = f"{before}{name}"
        if isinstance(value, dict):
            flat |= _flat(value, f"{code}.")
        elif isinstance(value, str):
            flat[code] = value
        else:
            raise _NoTextError(code)
    return flat
