"""One SMS: 160 characters of the alphabet that every telephone has."""

from hypothesis import given
from hypothesis import strategies as st

from activities.messages.sms_text import _BASIC, _EXTENDED, LENGTH, fit_sms, septets


def test_a_short_text_stays_as_it_is() -> None:
    assert fit_sms("File by Wed, Jan 6, 2027.\n\nSee your email.\n") == (
        "File by Wed, Jan 6, 2027. See your email."
    )


def test_letters_outside_the_alphabet_lose_their_accents() -> None:
    assert fit_sms("más tardar · mié — «ñandú» \u2019 中") == "mas tardar ? mié - ?ñandu? ' ?"


def test_a_line_of_which_nothing_is_left_adds_nothing() -> None:
    assert fit_sms("File it.\n\N{DIAERESIS}\nSee your email.") == "File it. See your email."
    assert fit_sms("\N{DIAERESIS}\n") == ""


def test_the_last_lines_are_left_out_first() -> None:
    assert fit_sms("A" * 150 + "\nSee your email.") == "A" * 150
    assert fit_sms("A" * 144 + "\nSee your email.").endswith("See your email.")


def test_a_first_line_too_long_is_cut() -> None:
    assert fit_sms("A" * 200) == "A" * 157 + "..."


def test_what_is_kept_stays_and_the_first_line_gives_way() -> None:
    day = "File by Wed, Jan 6, 2027"
    assert fit_sms(f"{day}.\nSee it.", kept="Code A1.") == f"{day}. Code A1. See it."
    long = f"{'A' * 100} {day} (62 hours left)."
    assert fit_sms(f"{long}\nSee it.", kept="Code A1.") == long + " Code A1. See it."
    longer = f"{'A' * 115} {day} (62 hours left)."
    assert fit_sms(longer, kept="Code A1.") == f"{'A' * 115} {day}. Code A1."
    assert fit_sms("A" * 200, kept="Code A1.") == "A" * 148 + "... Code A1."


def test_brackets_count_twice() -> None:
    assert septets("[a]") == 5
    assert fit_sms("[" * 81) == "[" * 78 + "..."


@given(st.text(max_size=400))
def test_any_text_fits(text: str) -> None:
    message = fit_sms(text)
    assert septets(message) <= LENGTH
    assert set(message) <= _BASIC | _EXTENDED
    assert fit_sms(message) == message
