"""The moment at which tests begin, and that nothing reads the clock past it."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from activities.delivery import ledger
from tests import clock

ROOT = Path(__file__).parents[1]

READING = re.compile(r"\b(?:datetime|date|pendulum)\.(?:now|today|utcnow)\(|\btime\.time\(")


def readers(*folders: str) -> set[str]:
    """The modules that read the clock of the machine."""
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        if READING.search(file.read_text(encoding="utf-8"))
    }


def test_tests_ask_for_the_moment() -> None:
    assert readers("tests") == {"tests.clock"}


def test_what_reads_the_clock_of_the_machine_is_known() -> None:
    """A module that is new here goes into `clock.READERS`."""
    found = readers("activities", "cli", "deploy", "models", "workflows")
    assert found - set(clock.READERS) == set()


def test_the_service_reads_the_moment() -> None:
    theirs = vars(ledger)["datetime"]
    with clock.beginning(datetime(2028, 2, 29, 12, tzinfo=UTC)):
        read = [theirs.now(UTC)]
        time.sleep(0.001)
        read.append(theirs.now(UTC))
    assert [f"{at:%F %H}" for at in read] == ["2028-02-29 12"] * 2
    assert read[0] < read[1]
    assert isinstance(read[0], theirs)


def test_tests_without_a_server_begin_at_all_hours_by_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("APPEALCLOCK_TEST_NOW", raising=False)
    begins = {clock.without_a_server(f"test_{number}") for number in range(30)}
    hours = [f"{at.astimezone(clock.NEW_YORK):%H:%M}" for at in sorted(begins)]
    assert hours == ["03:30", "12:00", "23:30"]


def test_an_instant_that_is_asked_for_is_everybodys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPEALCLOCK_TEST_NOW", "2028-02-29T23:30:00-05:00")
    assert clock.without_a_server("test") == datetime(2028, 3, 1, 4, 30, tzinfo=UTC)


def test_an_instant_without_offset_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPEALCLOCK_TEST_NOW", "2028-02-29T23:30:00")
    with pytest.raises(ValueError, match="with offset"):
        clock.without_a_server("test")


def test_on_a_server_what_has_passed_comes_again_at_its_hour_and_day_of_the_week() -> None:
    asked = datetime(2020, 1, 8, 3, 30, tzinfo=clock.NEW_YORK)
    moved = clock.in_the_future(asked.astimezone(UTC)).astimezone(clock.NEW_YORK)
    assert moved > clock.real_now() + timedelta(hours=23)
    assert f"{moved:%a %H:%M}" == "Wed 03:30"


def test_a_plain_day_keeps_the_hour() -> None:
    asked = datetime(2027, 12, 25, 23, 30, tzinfo=clock.NEW_YORK)
    plain = clock.on_a_plain_day(asked).astimezone(clock.NEW_YORK)
    assert (f"{plain:%A %H:%M}", plain >= clock.real_now()) == ("Tuesday 23:30", True)
