"""`appealclock list`: each filter, what is shown, and what is not."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowFailureError

from models.cases.people import case_manager_code
from models.local_time import local_day, short_day
from models.settings import TASK_QUEUE
from models.storage.database import open_database
from tests import clock
from tests.activities.digest.caseloads import NOW, case, limit, store
from tests.cli.shell import ISO_DAY, appealclock
from tests.databases.migrated import migrated_sqlite
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

TODAY = local_day(NOW, "America/New_York")
LEE = "lee@legalaid.example"


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr("cli.caseload.list.present", lambda: NOW)
    url = migrated_sqlite(tmp_path / "appealclock.sqlite3")
    engine = open_database(url)
    lee = case_manager_code(LEE)
    store(
        engine,
        case("LATER", manager_id=lee, waiting_on="us", reference="plan case: H_123"),
        case("SOON", program="part_d", waiting_on="plan", reference="claim: =1"),
        case("MISSED", urgency="overdue", waiting_on="us"),
        case("NO-CLOCK", waiting_on="provider"),
        case("WON", urgency="closed", ending="won", waiting_on="nobody"),
        limit(in_days(30), "LATER", last_arguable=in_days(32)),
        limit(in_days(40), "LATER"),
        limit(in_days(-9), "LATER", status="missed"),
        limit(in_days(3), "SOON", ours=False),
        limit(in_days(-40), "MISSED", status="missed"),
        limit(in_days(-50), "WON", status="met"),
    )
    engine.dispose()
    return {"APPEALCLOCK_DATABASE_URL": url}


async def listed(here: dict[str, str], *options: str) -> list[dict[str, Any]]:
    code, out, err = await appealclock("list", *options, "--json", **here)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)["cases"]
    return found


async def test_open_cases_those_due_first_at_the_top(database: dict[str, str]) -> None:
    found = await listed(database)
    assert [row["id"] for row in found] == ["MISSED", "SOON", "LATER", "NO-CLOCK"]
    days = {row["id"]: (row["due_on"], row["last_day"], row["days_left"]) for row in found}
    assert days == {
        "MISSED": (str(in_days(-40)), str(in_days(-40)), -40),
        "SOON": (str(in_days(3)), str(in_days(3)), 3),
        "LATER": (str(in_days(30)), str(in_days(32)), 30),
        "NO-CLOCK": (None, None, None),
    }
    assert found[0]["level"] == "plan_reconsideration"
    assert "service" not in found[0]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--overdue",), ["MISSED"]),
        (("--waiting-on", "plan"), ["SOON"]),
        (("--program", "part_d"), ["SOON"]),
        (("--within", "3d"), ["MISSED", "SOON"]),
        (("--within", "48h"), ["MISSED"]),
        (("--manager", LEE), ["LATER"]),
        (("--mine",), ["LATER"]),
        (("--search", "h_1"), ["LATER"]),
        (("--search", "h%1"), []),
        (("--search", "soo"), ["SOON"]),
        (("--unconfirmed",), []),
        (("--closed",), ["WON"]),
        (("--waiting-on", "us", "--overdue"), ["MISSED"]),
    ],
)
async def test_each_filter(
    database: dict[str, str], options: tuple[str, ...], ids: list[str]
) -> None:
    assert [row["id"] for row in await listed(database | {"APPEALCLOCK_ME": LEE}, *options)] == ids


async def test_cases_whose_dates_nobody_confirmed(database: dict[str, str]) -> None:
    """The column is there where any case listed has one; elsewhere nobody is asked to confirm."""
    _, out, _ = await appealclock("list", **database)
    assert "DATES CONFIRMED" not in out
    engine = open_database(database["APPEALCLOCK_DATABASE_URL"])
    store(engine, case("OPENED", dates_confirmed=False), case("SEEN", dates_confirmed=True))
    store(engine, case("OVER", dates_confirmed=False, ending="won", urgency="closed"))
    engine.dispose()
    found = {row["id"]: row["dates_confirmed"] for row in await listed(database)}
    assert (found["OPENED"], found["SEEN"], found["SOON"]) == (False, True, None)
    assert [row["id"] for row in await listed(database, "--unconfirmed")] == ["OPENED"]
    assert [row["id"] for row in await listed(database, "--unconfirmed", "--closed")] == ["OVER"]
    _, out, _ = await appealclock("list", **database)
    lines = {line.split()[0]: line for line in out.splitlines()}
    column = lines["ID"].index("DATES CONFIRMED")
    cells = {name: line[column : column + 4].strip() for name, line in lines.items()}
    assert (cells["OPENED"], cells["SEEN"], cells["SOON"]) == ("no", "yes", "")


async def test_people_get_a_table_and_spreadsheets_get_csv(database: dict[str, str]) -> None:
    code, out, err = await appealclock("list", **database)
    assert (code, err) == (0, "")
    header, first, *_ = out.splitlines()
    assert header.startswith("ID        PROGRAM")
    assert first.startswith("MISSED    part_c")
    assert short_day(in_days(-40)) in first
    assert ISO_DAY.search(out) is None
    _, out, _ = await appealclock("list", "--csv", **database)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in rows] == ["MISSED", "SOON", "LATER", "NO-CLOCK"]
    assert await appealclock("list", "--search", "nowhere", **database) == (
        0,
        "No case fits that.\n",
        "",
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--mine",), "--mine: set APPEALCLOCK_ME to your email address or code"),
        (("--refused", "--overdue"), "--refused: "),
        (("--csv", "--json"), "Expected one of --csv and --json."),
        (("--within", "soon"), "--within: expected a number"),
        (("--mine", "--manager", LEE), "Expected one of --mine and --manager."),
    ],
)
async def test_mistakes_are_one_line(
    database: dict[str, str], options: tuple[str, ...], said: str
) -> None:
    code, out, err = await appealclock("list", *options, **database)
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert len(err.splitlines()) == 1


async def test_refused_starts_until_a_case_is_opened_under_their_id(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    refused = await client.start_workflow(
        "AppealCase", {"program": "part_c"}, id="AC-REFUSED", task_queue=TASK_QUEUE
    )
    with pytest.raises(WorkflowFailureError):
        await refused.result()

    async def reason() -> str:
        _, out, _ = await appealclock("list", "--refused", "--json", **here)
        found = {row["id"]: row["reason"] for row in json.loads(out)["refused"]}
        return str(found.get("AC-REFUSED", ""))

    async def is_listed() -> bool:
        return "service: is required" in await reason()

    await eventually(is_listed)
    _, out, _ = await appealclock("list", "--refused", **here)
    assert "STARTED (UTC)" in out
    # What is wrong with several fields stays in the row of its case.
    [row] = [line for line in out.splitlines() if line.startswith("AC-REFUSED ")]
    assert "service: is required; " in row
    assert ISO_DAY.search(out) is None
    file = tmp_path / "intake.json"
    file.write_text(
        json.dumps(
            {
                "program": "part_c",
                "notice_date": str(clock.real_today() - timedelta(days=10)),
                "service": "MRI of the knee",
                "case_manager": {"email": "refused@legalaid.example"},
                "references": {"plan case": "H-77"},
            }
        )
    )
    code, _, err = await appealclock("start", str(file), "--id", "AC-REFUSED", **here)
    assert (code, err) == (0, "")
    assert await reason() == ""

    async def is_found_by_its_reference() -> bool:
        found = await listed(here, "--search", "H-77", "--private")
        return [(row["id"], row["service"]) for row in found] == [("AC-REFUSED", "MRI of the knee")]

    await eventually(is_found_by_its_reference)
