"""Texts of an operator: each that cannot be used is named by its file and code."""

from pathlib import Path

import pytest

from models.papers.wording import TextError
from tests.models.papers.letters import knee, letter_of, text_of


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('[re]\nplan = "{plan"', "re.plan: expected each { with its }"),
        ('[re]\nplan = "{}"', "re.plan: expected the name of a fact alone"),
        ('[re]\nplan = "{plan!r:>40}"', "re.plan: expected the name of a fact alone"),
        ('day = "{day:%Y}"', "day: expected the name of a fact alone"),
        ('[re]\nplan = "{plan.__class__}"', "re.plan: plan.__class__: no such fact here"),
        ("[re]\nplan = 7", "re.plan: expected a text"),
        ('[re]\nplan = ["a"]', "re.plan: expected a text"),
        ('[re]\nplans = "a"', "re.plans: is the code of no text"),
        ("[re", "cannot be read"),
    ],
)
def test_a_text_that_cannot_be_used_is_named(content: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text(content)
    with pytest.raises(TextError, match=r"^en\.toml: ") as caught:
        letter_of(knee(), folder=tmp_path)
    assert why in str(caught.value)


def test_a_text_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('[re]\nplan = "Health plan: {plan} {{as on the card}}"')
    assert "Health plan: Golden Plan HMO {as on the card}" in text_of(
        letter_of(knee(), folder=tmp_path)
    )
