"""The code of a matter: short, speakable, steady, and its own within the case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.notices import codes
from models.notices.codes import ALPHABET, LENGTH, as_typed, new_code

NAMES = st.lists(st.text(min_size=1, max_size=30), unique=True, max_size=60)


def all_codes(case_id: str, names: list[str]) -> dict[str, str]:
    given_out: dict[str, str] = {}
    for name in names:
        given_out[name] = new_code(case_id, name, given_out.values())
    return given_out


@given(st.text(min_size=1, max_size=40), NAMES)
def test_no_two_are_alike_and_none_changes_as_more_come(case_id: str, names: list[str]) -> None:
    given_out = all_codes(case_id, names)
    assert len(set(given_out.values())) == len(names)
    for number in range(len(names)):
        assert all_codes(case_id, names[:number]).items() <= given_out.items()
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in given_out.values())


def test_where_two_would_be_alike_the_later_gets_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "ALPHABET", "AC")
    monkeypatch.setattr(codes, "LENGTH", 3)
    assert len(set(all_codes("AC-1", [str(number) for number in range(8)]).values())) == 8


def test_nothing_in_it_is_taken_for_something_else() -> None:
    assert not set("0O1IQ2Z5S6G8BUV") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["k7mp", " K7MP ", "K7-MP", "k7 mp"])
def test_however_it_is_written_down(typed: str) -> None:
    assert as_typed(typed) == "K7MP"
