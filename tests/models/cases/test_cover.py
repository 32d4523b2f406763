"""Who manages a case on a day follows from the covers, whichever were told in which order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.cases.cover import Cover, handed_on, next_change, shift_on, shifts_of, standing_on
from models.cases.people import CaseManager

LEE, KIM, PAT = "lee", "kim", "pat"


def december(day: int) -> date:
    return date(2026, 12, 1) + timedelta(days=day - 1)


def cover(who: str, first: int, last: int) -> Cover:
    manager = CaseManager(email=f"{who}@legalaid.example", code=who)
    return Cover(case_manager=manager, starts_on=december(first), until=december(last))


def days(*covers: Cover, until: int = 31) -> str:
    """Who has the case on each day of December, an initial each; its own manager is L."""
    shifts = shifts_of(covers)
    found = [shift_on(shifts, december(day)) for day in range(1, until + 1)]
    return "".join(one.manager.email[0].upper() if one else "L" for one in found)


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        ([], "LLLLLLLLLLLL"),
        ([cover(KIM, 3, 5)], "LLKKKLLLLLLL"),
        ([cover(KIM, 3, 3)], "LLKLLLLLLLLL"),
        # A cover of a cover ends with it, and a shorter one gives the case back to it.
        ([cover(KIM, 3, 6), cover(PAT, 5, 12)], "LLKKPPLLLLLL"),
        ([cover(KIM, 3, 9), cover(PAT, 5, 6)], "LLKKPPKKKLLL"),
        # What begins before another is no cover of it: what was told last counts.
        ([cover(KIM, 5, 9), cover(PAT, 3, 6)], "LLPPPPKKKLLL"),
        ([cover(KIM, 5, 6), cover(PAT, 3, 9)], "LLPPPPPPPLLL"),
        # The same person once more: longer, shorter, and right after.
        ([cover(KIM, 3, 6), cover(KIM, 5, 9)], "LLKKKKKKKLLL"),
        ([cover(KIM, 3, 9), cover(KIM, 5, 6)], "LLKKKKLLLLLL"),
        ([cover(KIM, 3, 5), cover(KIM, 6, 8)], "LLKKKKKKLLLL"),
        ([cover(KIM, 3, 4), cover(KIM, 8, 9)], "LLKKLLLKKLLL"),
        # While somebody covers the cover, the cover is told again.
        ([cover(KIM, 3, 9), cover(PAT, 5, 7), cover(KIM, 6, 11)], "LLKKPKKKKKKL"),
        # The manager comes back for two days.
        ([cover(KIM, 3, 9), cover(LEE, 5, 6)], "LLKKLLKKKLLL"),
        # Three deep.
        ([cover(KIM, 2, 9), cover(PAT, 3, 8), cover("ann", 4, 31)], "LKPAAAAAKLLL"),
    ],
)
def test_who_has_the_case_on_each_day(covers: list[Cover], expected: str) -> None:
    assert days(*covers, until=len(expected)) == expected


def test_a_cover_stands_on_whoever_had_the_case() -> None:
    shifts = shifts_of([cover(KIM, 2, 9), cover(PAT, 3, 8)])
    found = [one.manager.code for one in standing_on(shifts, december(4))]
    assert found == [PAT, KIM]
    assert [one.manager.code for one in standing_on(shifts, december(9))] == [KIM]
    assert not list(standing_on(shifts, december(10)))


COVERS = st.lists(
    st.builds(
        lambda who, first, length: cover(who, first, first + length),
        st.sampled_from([KIM, PAT, "ann"]),
        st.integers(1, 20),
        st.integers(0, 10),
    ),
    max_size=6,
)


@given(covers=COVERS)
def test_the_next_change_is_the_first_day_of_somebody_else_s_turn(covers: list[Cover]) -> None:
    shifts, day = shifts_of(covers), december(1)
    found = days(*covers, until=31)
    while (change := next_change(shifts, day)) is not None:
        before = (change - december(1)).days
        assert len(set(found[(day - december(1)).days : before])) == 1
        day = change
    assert len(set(found[(day - december(1)).days :])) == 1
    assert shift_on(shifts, december(40)) is None


@given(covers=COVERS, day=st.integers(1, 31))
def test_what_is_handed_on_says_the_same_of_the_days_to_come(covers: list[Cover], day: int) -> None:
    later = handed_on(covers, december(day))
    assert days(*later)[day - 1 :] == days(*covers)[day - 1 :]


def test_a_cover_that_a_correction_left_no_day_changes_nothing() -> None:
    gone = cover(KIM, 5, 9).model_copy(update={"until": december(4)})
    assert days(cover(KIM, 3, 7), gone, until=9) == "LLKKKKKLL"
    assert handed_on([gone], december(1)) == ()


@pytest.mark.parametrize("field", ["starts_on", "until"])
@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_no_days_of_a_cover(field: str, day: str) -> None:
    days = {"starts_on": "2027-01-04", "until": "2027-01-08", field: day}
    with pytest.raises(ValidationError, match=field):
        Cover.model_validate({"case_manager": {"email": "kim@legalaid.example"}, **days})


def test_the_first_and_the_last_day_of_all_are_counted_with() -> None:
    whole = {"starts_on": "2000-01-01", "until": "2199-12-31"}
    cover = Cover.model_validate({"case_manager": {"email": "kim@legalaid.example"}, **whole})
    assert [one.cover for one in shifts_of([cover, cover])] == [cover, cover]
