"""`appealclock calendar --manager`: what it writes, what it says, and what it refuses."""

import json
from datetime import date
from pathlib import Path

import pytest

from models.cases.people import case_manager_code
from models.storage.database import open_database
from tests.activities.digest.caseloads import case, limit, store
from tests.activities.messages.test_calendar_file import read
from tests.cli.shell import appealclock
from tests.databases.migrated import migrated_sqlite

LEE = "lee@legalaid.example"


@pytest.fixture
def database(tmp_path: Path) -> dict[str, str]:
    url = migrated_sqlite(tmp_path / "appealclock.sqlite3")
    engine = open_database(url)
    store(engine, case("AC-1", manager_id=case_manager_code(LEE)), limit(date(2027, 1, 6), "AC-1"))
    engine.dispose()
    return {"APPEALCLOCK_DATABASE_URL": url}


async def test_it_is_written_and_said_where(database: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "calendars"
    typed = ("calendar", "--manager", "lee@LegalAid.example")
    code, out, err = await appealclock(*typed, "--folder", str(folder), **database)
    assert (code, err) == (0, "")
    (feed,) = (folder / "feeds").iterdir()
    assert f"To subscribe to: {feed}" in out
    assert LEE not in out
    assert [str(one["SUMMARY"]) for one in read(feed.read_bytes()).events] == [
        "AC-1: Ask the plan for a reconsideration"
    ]
    there = database | {"APPEALCLOCK_CALENDARS": str(folder)}
    code, out, _ = await appealclock(*typed, "--revoke", "--json", **there)
    assert code == 0
    document = json.loads(out)
    assert (document["entries"], document["revoked"]) == (1, True)
    assert [str(one) for one in (folder / "feeds").iterdir()] == [document["feed"]]
    assert document["feed"] != str(feed)


async def test_the_feed_of_whoever_has_no_case_any_more_can_be_revoked(
    database: dict[str, str], tmp_path: Path
) -> None:
    here = ("--manager", LEE, "--folder", str(tmp_path / "calendars"))
    await appealclock("calendar", *here, **database)
    (old,) = (tmp_path / "calendars" / "feeds").iterdir()
    empty = migrated_sqlite(tmp_path / "another.sqlite3")
    emptied = {"APPEALCLOCK_DATABASE_URL": empty}
    code, _, err = await appealclock("calendar", *here, "--revoke", **emptied)
    assert (code, err) == (0, "")
    (new,) = (tmp_path / "calendars" / "feeds").iterdir()
    assert (new != old, read(new.read_bytes()).events) == (True, [])


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ((), 2, "Expected a case and --ics FILE, or --manager EMAIL and --folder DIR."),
        (("AC-1",), 2, "--ics: expected the calendar file to write"),
        (("AC-1", "--revoke"), 2, "--folder, --revoke and --json: expected with --manager"),
        (("AC-1", "--manager", LEE), 2, "Expected a case and --ics FILE, or --manager"),
        (("--manager", LEE), 2, "--folder: expected a folder, or one in APPEALCLOCK_CALENDARS"),
        (("--manager", "cm-7", "--folder", "x"), 2, "--manager: expected the case manager's email"),
        (("--manager", LEE, "--ics", "x"), 2, "--ics: expected with a case, not with --manager"),
        (("--manager", LEE, "--folder", "/dev/null"), 2, "--folder: /dev/null is no directory"),
    ],
)
async def test_mistakes_are_one_line(
    database: dict[str, str], typed: tuple[str, ...], code: int, said: str
) -> None:
    found, out, err = await appealclock("calendar", *typed, **database)
    assert (found, out) == (code, "")
    assert err.startswith(said)
    assert len(err.splitlines()) == 1


async def test_an_address_that_no_case_has_is_named_as_such(
    database: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "calendars"
    code, out, err = await appealclock(
        "calendar", "--manager", "l@legalaid.example", "--folder", str(folder), **database
    )
    assert (code, out, err) == (4, "", "--manager: no case has this case manager\n")
    assert not folder.exists()
