"""`appealclock due`: the whole of the last day counts, hours count to the hour."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from models.cases.people import case_manager_code
from models.local_time import local_day, short_day, short_moment
from models.storage.database import open_database
from tests.activities.digest.caseloads import NOW, case, limit, store
from tests.cli.shell import ISO_DAY, appealclock
from tests.databases.migrated import migrated_sqlite

EAST, HAWAII = "America/New_York", "Pacific/Honolulu"


def today(zone: str = EAST) -> date:
    return local_day(NOW, zone)


def in_days(days: int, zone: str = EAST) -> date:
    return today(zone) + timedelta(days=days)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr("cli.caseload.due.present", lambda: NOW)
    url = migrated_sqlite(tmp_path / "appealclock.sqlite3")
    engine = open_database(url)
    lee, ends = case_manager_code("lee@legalaid.example"), NOW + timedelta(hours=30)
    store(
        engine,
        case("TODAY", case_manager="cm-7", manager_id=lee, waiting_on="us"),
        case("THREE-DAYS", case_manager=lee, manager_id=lee, waiting_on="plan"),
        case("FOUR-DAYS", waiting_on="us"),
        case("HAWAII", waiting_on="reviewer"),
        case("HOURS", waiting_on="cms"),
        case("MISSED", waiting_on="us", urgency="overdue"),
        limit(today(), "TODAY"),
        limit(in_days(3), "THREE-DAYS"),
        limit(in_days(4), "FOUR-DAYS"),
        limit(in_days(3, HAWAII), "HAWAII", zone=HAWAII),
        limit(local_day(ends, EAST), "HOURS", expires_at=ends),
        limit(in_days(-40), "MISSED", status="missed"),
    )
    engine.dispose()
    return {"APPEALCLOCK_DATABASE_URL": url}


async def due(here: dict[str, str], *options: str) -> set[str]:
    code, out, err = await appealclock("due", "--json", *options, **here)
    assert (code, err) == (0, "")
    return {row["case"] for row in json.loads(out)["deadlines"]}


async def test_days_are_whole_days_where_the_limit_runs(here: dict[str, str]) -> None:
    assert await due(here, "--within", "0d") == {"TODAY", "MISSED"}
    assert await due(here, "--within", "3d") == {
        *("TODAY", "HOURS", "THREE-DAYS", "HAWAII", "MISSED"),
    }
    everything = await due(here, "--within", "1w")
    assert everything == await due(here, "--within", "99999999999w")
    assert "FOUR-DAYS" in everything


async def test_hours_count_to_the_hour(here: dict[str, str]) -> None:
    # What ends with a day ends at its midnight: in New York 16 hours from now.
    assert await due(here, "--within", "15h") == {"MISSED"}
    assert await due(here, "--within", "29h") == {"TODAY", "MISSED"}
    assert await due(here, "--within", "30h") == {"TODAY", "HOURS", "MISSED"}


async def test_the_last_day_is_shown_never_the_day_after(here: dict[str, str]) -> None:
    _, out, _ = await appealclock("due", "--json", **here)
    shown = {row["case"]: row["due"] for row in json.loads(out)["deadlines"]}
    assert shown["TODAY"] == str(today())
    assert shown["HAWAII"] == str(in_days(3, HAWAII))
    assert datetime.fromisoformat(shown["HOURS"]).astimezone(ZoneInfo(EAST)).utcoffset() is not None
    _, out, _ = await appealclock("due", **here)
    assert f"{short_day(today())} TODAY" in [
        " ".join(line.split()[:5]) for line in out.splitlines()
    ]
    (hours,) = [line for line in out.splitlines() if "HOURS" in line]
    assert hours.startswith(short_moment(NOW + timedelta(hours=30), EAST))
    assert ISO_DAY.search(out) is None


async def test_one_person_has_one_list(here: dict[str, str]) -> None:
    lees = {"TODAY", "THREE-DAYS"}
    for name in ("lee@legalaid.example", "cm-7", case_manager_code("lee@legalaid.example")):
        assert lees <= await due(here, "--manager", name)
    assert await due(here, "--manager", "lee@legalaid.example") == lees


async def test_lists_are_filtered_by_whose_act_is_waited_for(here: dict[str, str]) -> None:
    assert await due(here, "--waiting-on", "plan") == {"THREE-DAYS"}
    assert await due(here, "--waiting-on", "us") == {"TODAY", "FOUR-DAYS", "MISSED"}
    code, _, err = await appealclock("due", "--waiting-on", "them", **here)
    assert code == 2
    assert err == (
        "--waiting-on: expected one of us, plan, reviewer, records, provider, cms, nobody\n"
    )
