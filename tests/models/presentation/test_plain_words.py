"""Sentences are such as a person would say them."""

from importlib.resources import files

import pytest

ENGLISH = files("models.words.english")


def sentences() -> str:
    """All that is said in English, with the names of the words."""
    tables = sorted(one.name for one in ENGLISH.iterdir() if one.name.endswith(".toml"))
    return "\n".join(ENGLISH.joinpath(name).read_text(encoding="utf-8") for name in tables)


@pytest.mark.parametrize(
    "words", ["that was read", "limits of language or health", "is no weekend", "mend the"]
)
def test_nobody_says_so(words: str) -> None:
    assert words not in sentences().lower()
