"""Relief after disasters: deadlines that fall on its days count until later, and no others."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from models.rulebook import FactError, Facts
from models.rulebook.book import FOLDER, Rulebook
from models.rulebook.counting.timeliness import Timeliness
from models.rulebook.reckoning import Reckoning
from models.rulebook.relief import Relief

EASTERN = "America/New_York"
STORM: dict[str, Any] = {
    "id": "DR.STORM",
    "title": "Example storm",
    "due_from": date(2026, 9, 20),
    "due_to": date(2026, 10, 15),
    "until": date(2026, 11, 2),
    "states": ("FL", "GA"),
    "programs": ("original", "part_c"),
    "citation": "CMS memorandum of September 24, 2026",
    "source": "https://www.cms.example/storm",
    "evidence": "SEEN-PAGE",
}
SHIPPED = Rulebook.read()


def counted(
    rule: str, on: date | datetime, *relief: dict[str, Any], zone: str = EASTERN, **facts: Any
) -> Reckoning:
    """A row counted out with relief of a desk."""
    book = Rulebook.read(FOLDER)
    book.add_relief(tuple(Relief(**one) for one in relief))
    return book.reckon(rule, on, zone=zone, facts=Facts(**facts))


@pytest.mark.parametrize(
    ("notice", "due", "last"),
    [
        # 120 days, and 5 until receipt is presumed.
        (date(2026, 5, 17), date(2026, 9, 19), date(2026, 9, 21)),
        (date(2026, 5, 18), date(2026, 9, 20), date(2026, 11, 2)),
        (date(2026, 5, 19), date(2026, 9, 21), date(2026, 11, 2)),
        (date(2026, 6, 11), date(2026, 10, 14), date(2026, 11, 2)),
        (date(2026, 6, 12), date(2026, 10, 15), date(2026, 11, 2)),
        (date(2026, 6, 13), date(2026, 10, 16), None),
    ],
)
def test_the_days_at_both_ends(notice: date, due: date, last: date | None) -> None:
    """The day before, the day itself and the day after; a roll over a weekend falls on its own day.

    Saturday, September 19 rolls to Monday, September 21: that last day falls on a day of the storm.
    """
    if notice == date(2026, 5, 17):
        last = date(2026, 11, 2)
    found = counted("AB.REDET.FILE", notice, STORM, state="FL")
    assert (found.due_on, found.last_arguable) == (due, last)


@pytest.mark.parametrize(
    ("due_from", "due_to", "until", "notice", "last"),
    [
        # A leap day, within the days and as the day until which it counts.
        (date(2028, 2, 29), date(2028, 2, 29), date(2028, 3, 31), "2027-12-26", "2028-03-31"),
        (date(2028, 2, 1), date(2028, 2, 28), date(2028, 2, 29), "2027-12-25", "2028-02-29"),
        (date(2028, 2, 1), date(2028, 2, 28), date(2028, 2, 29), "2027-12-26", None),
        # The end of a year, on both sides of it.
        (date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 4), "2026-10-27", "2027-01-04"),
        (date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 4), "2026-10-28", None),
        (date(2026, 12, 1), date(2026, 12, 30), date(2026, 12, 31), "2026-10-26", "2026-12-31"),
    ],
)
def test_leap_days_and_the_ends_of_years(
    due_from: date, due_to: date, until: date, notice: str, last: str | None
) -> None:
    """Days are days of the calendar; 60 days after a receipt that is presumed on day 5."""
    relief = {**STORM, "due_from": due_from, "due_to": due_to, "until": until}
    found = counted("C.RECON.FILE", date.fromisoformat(notice), relief, state="GA")
    plain = counted("C.RECON.FILE", date.fromisoformat(notice))
    assert found.due_on == plain.due_on
    assert found.last_arguable == (date.fromisoformat(last) if last else plain.last_arguable)


def test_so_many_days_move_over_a_leap_day() -> None:
    """By days instead of until a day."""
    relief = {**STORM, "until": None, "days": 30, "due_from": date(2028, 2, 1)}
    relief["due_to"] = date(2028, 2, 28)
    found = counted("C.RECON.FILE", date(2027, 12, 25), relief, state="GA")
    assert (found.due_on, found.last_arguable) == (date(2028, 2, 28), date(2028, 3, 29))


def test_the_day_to_work_to_moves_where_the_relief_says_so() -> None:
    """Then nothing of the old day is left, and the day to mail it moves too."""
    found = counted("AB.REDET.FILE", date(2026, 5, 18), {**STORM, "moves": "due"}, state="FL")
    plain = counted("AB.REDET.FILE", date(2026, 5, 18))
    assert (found.due_on, found.last_arguable, found.ground) == (date(2026, 11, 2), None, None)
    assert found.safe_by is not None
    assert plain.safe_by is not None
    assert found.safe_by > plain.safe_by
    assert found.steps[-1] == (
        "Relief moves it to Mon, Nov 2, 2026: Example storm (CMS memorandum of September 24, 2026; "
        "https://www.cms.example/storm)."
    )


def test_it_is_said_in_the_steps_and_is_the_reason() -> None:
    """With what it is for, and where that stands."""
    found = counted("AB.REDET.FILE", date(2026, 5, 18), STORM, state="FL")
    assert found.ground is not None
    assert found.ground.code == "relief"
    assert found.ground.citation == "Example storm, CMS memorandum of September 24, 2026"
    assert "counts until Mon, Nov 2, 2026; work to the 20th: Example storm (CMS" in found.steps[-1]
    assert "https://www.cms.example/storm" in found.steps[-1]


@pytest.mark.parametrize(
    "facts",
    [{}, {"state": "TX"}, {"state": "FL", "program": "part_d"}],
    ids=["no State", "another State", "another program"],
)
def test_it_is_for_its_states_and_programs(facts: dict[str, str]) -> None:
    """Without a State of the case nothing moves."""
    plain = counted("AB.REDET.FILE", date(2026, 5, 18))
    assert counted("AB.REDET.FILE", date(2026, 5, 18), STORM, **facts) == plain


def test_everywhere_needs_no_state() -> None:
    """Relief without States is for all."""
    found = counted("AB.REDET.FILE", date(2026, 5, 18), {**STORM, "states": None})
    assert found.last_arguable == date(2026, 11, 2)


def test_only_the_rows_that_are_named() -> None:
    """Where it names some."""
    relief = {**STORM, "rules": ("C.RECON.FILE",)}
    plain = counted("AB.REDET.FILE", date(2026, 5, 18))
    assert counted("AB.REDET.FILE", date(2026, 5, 18), relief, state="FL") == plain


def test_a_clock_of_the_other_side_never_moves() -> None:
    """The contractor's 60 days are its own."""
    plain = counted("AB.REDET.DECIDE", date(2026, 8, 1))
    assert counted("AB.REDET.DECIDE", date(2026, 8, 1), STORM, state="FL") == plain


def test_the_latest_of_several_counts() -> None:
    """In whatever order they stand, and each judged by the day without any."""
    longer = {**STORM, "id": "DR.FLOOD", "until": date(2026, 12, 1)}
    after = {
        **STORM,
        "id": "DR.AFTER",
        "due_from": date(2026, 11, 1),
        "due_to": date(2026, 11, 30),
        "until": date(2027, 1, 1),
    }
    for relief in ([STORM, longer, after], [after, longer, STORM]):
        found = counted("AB.REDET.FILE", date(2026, 5, 18), *relief, state="FL")
        assert found.last_arguable == date(2026, 12, 1)


def test_only_what_counts_is_said() -> None:
    """One step for the day to work to and one for the last day, in whatever order they stand."""
    due = {**STORM, "id": "DR.DUE", "title": "Flood", "moves": "due", "until": date(2026, 10, 20)}
    for relief in ([STORM, due], [due, STORM]):
        found = counted("AB.REDET.FILE", date(2026, 5, 18), *relief, state="FL")
        assert (found.due_on, found.last_arguable) == (date(2026, 10, 20), date(2026, 11, 2))
        flood, storm = found.steps[-2:]
        assert flood.startswith("Relief moves it to Tue, Oct 20, 2026: Flood (")
        assert storm.startswith(
            "By relief it still counts until Mon, Nov 2, 2026; work to the 20th"
        )
        assert found.ground is not None
        assert found.ground.citation.startswith("Example storm")


def test_what_counts_longer_already_keeps_its_reason() -> None:
    """It never shortens."""
    relief = {**STORM, "due_to": date(2026, 9, 20), "until": date(2026, 9, 21)}
    plain = counted("AB.REDET.FILE", date(2026, 5, 18))
    found = counted("AB.REDET.FILE", date(2026, 5, 18), relief, state="FL")
    assert plain.last_arguable == date(2026, 9, 21)
    assert found == plain


def test_a_limit_that_ends_at_an_hour_keeps_it() -> None:
    """Noon stays noon, over a change of the clocks too."""
    rule, facts = "F.NOMNC.FILE.MA", {"state": "FL"}
    plain = counted(rule, date(2026, 10, 1))
    assert plain.to_the_hour
    relief = {**STORM, "programs": ("termination_ma",)}
    found = counted(rule, date(2026, 10, 1), relief, **facts)
    assert found.last_arguable == date(2026, 11, 2)
    assert found.last_arguable_at is not None
    # Noon of daylight time, then noon of standard time.
    assert (plain.due_at.hour, found.last_arguable_at.hour) == (16, 17)


@pytest.mark.parametrize(
    ("filed", "in_time"),
    [("2026-11-01", True), ("2026-11-02", True), ("2026-11-03", False)],
)
def test_a_filing_is_judged_by_it(filed: str, *, in_time: bool) -> None:
    """The day before, the day itself and the day after."""
    found = counted("AB.REDET.FILE", date(2026, 5, 18), STORM, state="FL")
    said = SHIPPED.timeliness(found, date.fromisoformat(filed))
    assert isinstance(said, Timeliness)
    assert said.in_time is in_time


def test_a_state_is_two_letters() -> None:
    """In small letters too; the name of a State is none."""
    assert Facts(state="fl").state == "FL"
    with pytest.raises(ValueError, match="two letters"):
        Facts(state="Florida")


def test_nothing_ships_and_nothing_changes_without() -> None:
    """The edition names the relief, and only where there is any."""
    book = Rulebook.read(FOLDER)
    assert not book.relief
    assert book.edition == SHIPPED.edition
    book.add_relief((Relief(**STORM),))
    with_storm = book.edition
    assert with_storm != SHIPPED.edition
    book.add_relief((Relief(**{**STORM, "until": date(2026, 11, 3)}),))
    assert book.edition not in {SHIPPED.edition, with_storm}
    book.add_relief(())
    assert book.edition == SHIPPED.edition


def test_a_year_that_is_a_slip_stays_one() -> None:
    """Relief is asked only of what can be counted."""
    with pytest.raises(FactError):
        counted("AB.REDET.FILE", date(1026, 5, 18), STORM, state="FL")


def test_the_empty_file_that_ships_can_be_read() -> None:
    """It says why it is empty, and holds no entry."""
    file = Path(FOLDER, "tables", "relief.toml")
    assert SHIPPED.read_relief(file) == ()
