"""Finds the notices that somebody means: by form number, name, abbreviation or words of the name.

Capitals, accents and punctuation do not count.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from models.rulebook.identification.notice import Notice

_AGENCIES = ("cms", "ssa", "hcfa", "omha")
_LONGEST_FORM = 3
"""A form number falls into so many words at most: CMS, R, 131."""

_SAYING_NOTHING = frozenset(
    {"a", "an", "and", "at", "from", "i", "in", "is", "me", "my", "of", "on", "or", "the", "this"}
    | {"to", "what", "with", "form", "letter", "letters", "notice", "notices", "number"}
    | {"was", "were", "your", "de", "del", "el", "la", "un", "una", "y", "forma", "formulario"}
)
"""Words that stand in many names, or in none."""

_SAME = {"denied": "denial", "denies": "denial", "dismissed": "dismissal"}
"""Words that people write instead of those of a name."""

_LONGEST = 1000
"""No name that somebody types has more letters; longer words are not looked at."""

_ABBREVIATED = 4
"""A beginning so long is taken for the word."""

_CLOSE = 0.6
_SUGGESTIONS = 3


class Found(NamedTuple):
    """What was found for some words."""

    notices: tuple[Notice, ...]
    nearest: tuple[str, ...] = ()
    """Names that are close, where nothing was found."""


def find(words: str, notices: Iterable[Notice]) -> Found:
    """The notices that are meant, the best match first; several where the words fit several.

    Args:
        words: As typed, such as `10003`, `CMS-R-131`, `IM` or `aviso de no cobertura`.
        notices: Those to look among.
    """
    if len(words) > _LONGEST:
        return Found(())
    known, said = tuple(notices), _tokens(words)
    for fits in (_is_called, _is_named_or_has_all_words):
        hits = [one for one in known if said and fits(one, said)]
        if hits:
            return Found(_closest(hits, said))
    return Found((), _nearest(words, known))


def _is_called(notice: Notice, said: Sequence[str]) -> bool:
    """Whether the words are a name of it, whole."""
    meant = [_stem(token) for token in _telling(said)]
    return any(
        said == name.tokens or (meant and meant == name.telling_stems) for name in _names(notice)
    )


def _is_named_or_has_all_words(notice: Notice, said: Sequence[str]) -> bool:
    """Both, for a name that stands among the words may be the half of another's."""
    return _is_named(notice, said) or _has_all_words(notice, said)


def _is_named(notice: Notice, said: Sequence[str]) -> bool:
    """Whether its form number or one of its names stands among the words."""
    return _has_form(notice, said) or any(
        _stands_in(name.telling or name.tokens, _telling(said)) for name in _names(notice)
    )


def _has_form(notice: Notice, said: Sequence[str]) -> bool:
    forms = {key for form in notice.forms for key in _keys(form)}
    joined = {
        "".join(said[start : start + length])
        for length in range(1, _LONGEST_FORM + 1)
        for start in range(len(said) - length + 1)
    }
    return not forms.isdisjoint(joined)


def _has_all_words(notice: Notice, said: Sequence[str]) -> bool:
    """Whether every word that says something stands in one of its names."""
    meant = _telling(said)
    return bool(meant) and not _unmatched(notice, meant)


def _closest(hits: Sequence[Notice], said: Sequence[str]) -> tuple[Notice, ...]:
    """Those for which the fewest words are left over: 'NOMNC Medicare Advantage' is one of two."""
    left = {one.id: len(_unmatched(one, _telling(said))) for one in hits}
    return tuple(one for one in hits if left[one.id] == min(left.values()))


def _unmatched(notice: Notice, said: Iterable[str]) -> set[str]:
    theirs = {stem for text in _texts(notice) for stem in _name(text).stems}
    theirs |= {key for form in notice.forms for key in _keys(form)}
    return {token for token in said if not _begins_one(_stem(token), theirs)}


def _begins_one(stem: str, tokens: Iterable[str]) -> bool:
    """Whether it is one of the words, or their beginning: 'prior auth' for prior authorization."""
    return any(
        one == stem or (len(stem) >= _ABBREVIATED and one.startswith(stem)) for one in tokens
    )


def _nearest(words: str, notices: Sequence[Notice]) -> tuple[str, ...]:
    """What is written much like the words; then what most of the words stand in."""
    spelled = {
        " ".join(_tokens(name)): name for one in notices for name in (*one.forms, *one.all_names)
    }
    close = get_close_matches(" ".join(_tokens(words)), spelled, n=_SUGGESTIONS, cutoff=_CLOSE)
    near = [spelled[one] for one in close]
    meant = set(_telling(_tokens(words))).difference(_AGENCIES)
    left = {one.title: len(_unmatched(one, meant)) for one in notices}
    least = min(left.values(), default=0)
    if meant and least < len(meant):
        near += [title for title, number in left.items() if number == least]
    return tuple(dict.fromkeys(near))[:_SUGGESTIONS]


def _texts(notice: Notice) -> tuple[str, ...]:
    return (notice.id, *notice.all_names, *notice.forms, notice.sender)


class _Name(NamedTuple):
    """A name of a notice, as it is compared."""

    tokens: list[str]
    stems: list[str]
    telling: list[str]
    """The tokens that say something."""

    telling_stems: list[str]


# Kept of the names of notices, which are few; what somebody types is not kept.
@cache
def _name(text: str) -> _Name:
    tokens = _tokens(text)
    telling = _telling(tokens)
    return _Name(tokens, list(map(_stem, tokens)), telling, list(map(_stem, telling)))


def _names(notice: Notice) -> list[_Name]:
    return [_name(name) for name in (notice.id, *notice.all_names)]


@cache
def _keys(form: str) -> frozenset[str]:
    """A form number without hyphens, with and without the agency before it."""
    whole = "".join(_tokens(form))
    return frozenset(
        {whole, *(whole.removeprefix(one) for one in _AGENCIES if whole.startswith(one))}
    )


def _stands_in(part: Sequence[str], whole: Sequence[str]) -> bool:
    parts = range(len(whole) - len(part) + 1)
    stemmed = [_stem(token) for token in part]
    return bool(part) and any(
        [_stem(token) for token in whole[start : start + len(part)]] == stemmed for start in parts
    )


def _telling(tokens: Iterable[str]) -> list[str]:
    return [token for token in tokens if token not in _SAYING_NOTHING]


def _stem(token: str) -> str:
    """A word without the s of its plural, or the one that it stands for."""
    if token in _SAME:
        return _SAME[token]
    return token[:-1] if len(token) > _LONGEST_FORM and token.endswith("s") else token


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[a-z0-9]+", plain)
