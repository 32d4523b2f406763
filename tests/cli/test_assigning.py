"""`appealclock assign`: all cases of one case manager, and none of anybody else's."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.storage import migrations
from models.storage.database import open_database
from tests import clock
from tests.activities.digest.caseloads import case, store
from tests.cli.shell import appealclock
from tests.waiting import eventually

OLD, NEW = "leaving@legalaid.example", "coming@legalaid.example"


async def opened(here: dict[str, str], directory: Path, case_id: str, email: str) -> None:
    file = directory / "intake.json"
    file.write_text(
        json.dumps(
            {
                "program": "part_c",
                "notice_date": str(clock.real_now().date() - timedelta(days=10)),
                "service": "MRI",
                "case_manager": {"email": email},
            }
        )
    )
    code, _, err = await appealclock("start", str(file), "--id", case_id, **here)
    assert (code, err) == (0, "")


async def cases_of(here: dict[str, str], email: str) -> list[str]:
    _, out, _ = await appealclock("list", "--manager", email, "--json", **here)
    return [row["id"] for row in json.loads(out)["cases"]]


async def test_each_case_goes_with_what_runs_beside_it(
    here: dict[str, str], tmp_path: Path
) -> None:
    for case_id, email in (("AC-A1", OLD), ("AC-A2", OLD), ("AC-A3", "third@legalaid.example")):
        await opened(here, tmp_path, case_id, email)
    code, _, err = await appealclock("report", "AC-A1", "start_second_opinion", "{}", **here)
    assert (code, err) == (0, "")
    both = ["AC-A1", "AC-A1.second-opinion", "AC-A2"]

    async def are_listed() -> bool:
        return sorted(await cases_of(here, OLD)) == both

    await eventually(are_listed)
    assign = ("assign", "--from", OLD, "--to", NEW)
    code, out, err = await appealclock(*assign, "--dry-run", **here)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "AC-A1  would be assigned",
        "AC-A2  would be assigned",
        "2 cases would be assigned.",
    ]
    assert sorted(await cases_of(here, OLD)) == both
    code, out, err = await appealclock(*assign, "--json", **here)
    assert (code, err) == (0, "")
    results: list[dict[str, Any]] = json.loads(out)["cases"]
    assert [(one["id"], one["result"]) for one in results] == [
        ("AC-A1", "assigned"),
        ("AC-A2", "assigned"),
    ]

    async def are_new() -> bool:
        return sorted(await cases_of(here, NEW)) == both and not await cases_of(here, OLD)

    await eventually(are_new)
    assert await cases_of(here, "third@legalaid.example") == ["AC-A3"]


async def test_one_that_has_ended_keeps_no_other_from_being_assigned(
    here: dict[str, str], tmp_path: Path
) -> None:
    await opened(here, tmp_path, "AC-A4", "half@legalaid.example")
    url = f"sqlite:///{tmp_path}/view.sqlite3"
    migrations.upgrade(url)
    engine = open_database(url)
    store(engine, case("AC-A0", case_manager="cm-half"), case("AC-A4", case_manager="cm-half"))
    engine.dispose()
    assign = ("assign", "--from", "cm-half", "--to", NEW)
    code, out, err = await appealclock(*assign, **here, APPEALCLOCK_DATABASE_URL=url)
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "AC-A0  failed: AC-A0 has ended; `appealclock reopen AC-A0` opens it again.",
        "AC-A4  assigned",
        "1 case assigned.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("nobody@legalaid.example", NEW, 4, "--from: there is no open case"),
        (OLD, "MARKER", 2, "--to: expected an email address"),
    ],
)
async def test_mistakes(here: dict[str, str], old: str, new: str, code: int, said: str) -> None:
    ended, out, err = await appealclock("assign", "--from", old, "--to", new, **here)
    assert (ended, out) == (code, "")
    assert err.startswith(said)
    assert "MARKER" not in err
