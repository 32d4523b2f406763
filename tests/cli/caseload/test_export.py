"""`appealclock export`: every table, what is kept out of it, and what is said where it lacks."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from temporalio.testing import WorkflowEnvironment

from activities.closed_cases import ClosedCases
from models.storage.database import open_database
from tests import clock
from tests.activities.digest.caseloads import NOW, case, delivery, limit, store
from tests.cli.shell import appealclock
from tests.databases.migrated import migrated_sqlite
from tests.models.procedure.appeal.appeals_told import appeal
from tests.models.procedure.telling import at
from tests.waiting import eventually

NOTICE = date(2026, 1, 5)
FILES = ["cases.csv", "clocks.csv", "ledger.csv", "reports.csv", "timeliness.csv"]
SECRET = "Total knee replacement"


def state_of(case_id: str) -> dict[str, Any]:
    """An appeal that was filed in time and won, as the database keeps it."""
    told = appeal(at(NOTICE), program="part_c", notice_date=NOTICE, service=SECRET)
    told.tell("file_appeal", at(date(2026, 2, 2)), filed_on="2026-02-02")
    told.tell("add_note", at(date(2026, 2, 3)), text='=HYPERLINK("http://x.example")')
    decided = {"outcome": "favorable", "notice_date": "2026-02-20"}
    told.tell("record_decision", at(date(2026, 2, 21)), **decided)
    log = [one.as_json() for one in told.state.log]
    held = {"log": log, "memory": {}, "children": {}, "turns": 4}
    return {"id": case_id, "kind": "appeal", "parent": None, "case": held}


@pytest.fixture
def database(tmp_path: Path) -> dict[str, str]:
    """Two ended cases, of which the states are kept, and one that was deleted in Temporal."""
    url = migrated_sqlite(tmp_path / "appealclock.sqlite3")
    engine = open_database(url)
    ended: dict[str, Any] = {"urgency": "closed", "ending": "won", "waiting_on": "nobody"}
    store(
        engine,
        case("WON-1", reference="claim: =1+1", taken_at=NOW, **ended),
        case("WON-2", taken_at=NOW, **ended),
        limit(date(2026, 3, 11), "WON-1", status="met"),
        limit(date(2026, 3, 3), "WON-1", purpose="decision", status="met"),
        delivery("failed", "WON-1", note="@here\tis an answer"),
    )
    for case_id in ("WON-1", "WON-2"):
        ClosedCases(engine).keep(state_of(case_id), NOW.isoformat())
    engine.dispose()
    return {"APPEALCLOCK_DATABASE_URL": url}


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text())))


async def test_each_table_is_a_file_for_its_owner_alone(
    database: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "new" / "export"
    code, said, err = await appealclock("export", "--out", str(out), **database)
    assert (code, err) == (0, "")
    assert sorted(one.name for one in out.iterdir()) == FILES
    assert {one.stat().st_mode & 0o777 for one in out.iterdir()} == {0o600}
    assert out.stat().st_mode & 0o777 == 0o700
    assert f"{out}/cases.csv: 2 rows" in said
    first, _ = rows(out / "cases.csv")
    assert (first["case_id"], first["ending"], first["owner"]) == ("WON-1", "won", "cm-7")
    filing, decision = rows(out / "clocks.csv")
    assert (filing["side"], filing["due_on"]) == ("ours", "2026-03-11")
    assert (decision["side"], decision["status"]) == ("theirs", "met")
    (sent,) = rows(out / "ledger.csv")
    assert (sent["case"], sent["role"], sent["result"]) == ("WON-1", "beneficiary", "failed")
    reports = [one for one in rows(out / "reports.csv") if one["case_id"] == "WON-1"]
    assert [(one["number"], one["kind"], one["on"]) for one in reports] == [
        ("1", "intake", ""),
        ("2", "file_appeal", "2026-02-02"),
        ("3", "add_note", ""),
        ("4", "record_decision", "2026-02-20"),
    ]
    kept = [one for one in rows(out / "timeliness.csv") if one["case_id"] == "WON-1"]
    assert [(one["side"], one["answered_on"], one["days_late"]) for one in kept[:2]] == [
        ("ours", "2026-02-02", "0"),
        ("theirs", "2026-02-20", "0"),
    ]
    assert list(kept[0]) == [
        "case_id",
        "program",
        "level",
        "clock",
        "side",
        "adjudicator",
        "started_on",
        "started_by",
        "due_on",
        "last_arguable_on",
        "answered_on",
        "days_late",
        "extension_days",
        "rule",
        "citation",
        "mark",
    ]


async def test_nothing_private_unless_it_is_asked_for(
    database: dict[str, str], tmp_path: Path
) -> None:
    await appealclock("export", "--out", str(tmp_path / "a"), "--xlsx", **database)
    plain = b"".join(one.read_bytes() for one in (tmp_path / "a").glob("*.csv"))
    for private in (SECRET, "legalaid.example", "HYPERLINK"):
        assert private.encode() not in plain
    await appealclock("export", "--out", str(tmp_path / "b"), "--private", **database)
    assert {one["service"] for one in rows(tmp_path / "b" / "cases.csv")} == {SECRET}
    said = [one["content"] for one in rows(tmp_path / "b" / "reports.csv")]
    assert "manager@legalaid.example" in said[0]
    assert json.loads(said[1]) == {"filed_on": "2026-02-02"}


async def test_no_value_is_a_formula_in_any_file(database: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "export"
    code, _, _ = await appealclock("export", "--out", str(out), "--xlsx", "--private", **database)
    assert code == 0
    cells = [cell for name in FILES for row in rows(out / name) for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))] == []
    assert "'@here\tis an answer" in cells
    book = load_workbook(out / "appealclock.xlsx")
    assert sorted(f"{name}.csv" for name in book.sheetnames) == FILES
    for name in book.sheetnames:
        sheet = list(book[name].iter_rows())
        assert {cell.data_type for row in sheet for cell in row} <= {
            "s",
            "inlineStr",
            "n",
            "d",
            "b",
        }
        # The same rows under the same header.
        assert [cell.value for cell in sheet[0]] == list(rows(out / f"{name}.csv")[0])
        assert len(sheet) - 1 == len(rows(out / f"{name}.csv"))
    due = next(book["timeliness"].iter_rows(min_row=2))[8].value
    assert isinstance(due, datetime)


async def test_a_second_export_takes_the_place_of_the_first(
    database: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "export"
    out.mkdir(mode=0o755)
    (out / "cases.csv").write_text("of before\n" * 1000)
    code, printed, err = await appealclock("export", "--out", str(out), "--json", **database)
    assert (code, err) == (0, "")
    assert len(rows(out / "cases.csv")) == 2
    document = json.loads(printed)
    assert document["complete"] is True
    assert {"file": "cases.csv", "rows": 2} in document["files"]
    assert sorted(one.name for one in out.iterdir()) == FILES


async def test_where_nothing_can_be_written_it_is_said_in_a_line(
    database: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    code, out, err = await appealclock("export", "--out", str(tmp_path / "file"), **database)
    assert (code, out) == (2, "")
    assert err == f"{tmp_path}/file: File exists\n"


async def test_a_case_that_does_not_answer_is_named(
    here: dict[str, str], database: dict[str, str], tmp_path: Path
) -> None:
    engine = open_database(database["APPEALCLOCK_DATABASE_URL"])
    store(
        engine,
        case("OPEN-BUT-LOST"),
        limit(date(2027, 1, 4), "OPEN-BUT-LOST"),
        case("DELETED", urgency="closed", ending="deleted", waiting_on="nobody"),
    )
    engine.dispose()
    out = tmp_path / "export"
    code, printed, err = await appealclock("export", "--out", str(out), "--json", **here | database)
    assert code == 3
    document = json.loads(printed)
    assert (document["complete"], document["unanswered"]) == (False, ["OPEN-BUT-LOST"])
    assert document["gone"] == ["DELETED"]
    assert "The export is incomplete: OPEN-BUT-LOST did not answer" in err
    # What the others and the database say is there all the same.
    assert len(rows(out / "cases.csv")) == 4
    assert {one["case_id"] for one in rows(out / "reports.csv")} == {"WON-1", "WON-2"}


async def test_where_no_worker_runs_not_every_case_is_waited_for(
    database: dict[str, str],
    tmp_path: Path,
    environment: WorkflowEnvironment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("deploy.asking._PATIENCE", 0.0)
    monkeypatch.setattr("cli.caseload.export.answers._PATIENCE", timedelta(milliseconds=200))
    ids = [f"ALONE-{number:02}" for number in range(12)]
    for case_id in ids:
        await environment.client.start_workflow(
            "AppealCase", {}, id=case_id, task_queue="nobody-listens"
        )
    engine = open_database(database["APPEALCLOCK_DATABASE_URL"])
    store(engine, *(case(case_id) for case_id in ids))
    engine.dispose()
    out = tmp_path / "export"
    server = {
        "TEMPORAL_ADDRESS": environment.client.service_client.config.target_host,
        "TEMPORAL_NAMESPACE": environment.client.namespace,
    }
    code, printed, err = await appealclock(
        "export", "--out", str(out), "--json", **server | database
    )
    assert code == 3
    assert json.loads(printed)["unanswered"] == ids
    assert "Does a worker run?" in err


async def test_running_cases_answer_for_themselves(here: dict[str, str], tmp_path: Path) -> None:
    notice = clock.real_today() - timedelta(days=10)
    intake = {
        "program": "part_c",
        "notice_date": str(notice),
        "service": SECRET,
        "case_manager": {"email": "export@legalaid.example"},
    }
    file = tmp_path / "intake.json"
    file.write_text(json.dumps(intake))
    case_id = "AC-EXPORTED"
    assert (await appealclock("start", str(file), "--id", case_id, **here))[0] == 0
    filed = clock.real_now().astimezone(UTC).date() - timedelta(days=2)
    content = json.dumps({"filed_on": str(filed)})
    assert (await appealclock("report", case_id, "file_appeal", content, **here))[0] == 0
    out = tmp_path / "export"

    async def has_it() -> bool:
        code, _, err = await appealclock("export", "--out", str(out), **here)
        assert code == 0, err
        mine = [one for one in rows(out / "timeliness.csv") if one["case_id"] == case_id]
        return [one["answered_on"] for one in mine] == [str(filed), ""]

    await eventually(has_it)
    assert SECRET not in "".join(one.read_text() for one in out.iterdir())
