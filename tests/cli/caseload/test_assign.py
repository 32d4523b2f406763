"""`appealclock assign`: all cases of one case manager, and none of anybody else's."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.cases.people import case_manager_code
from models.storage.database import open_database
from tests import clock
from tests.activities.digest.caseloads import case, store
from tests.cli.shell import appealclock
from tests.databases.migrated import migrated_sqlite
from tests.waiting import eventually

OLD, NEW = "leaving@legalaid.example", "coming@legalaid.example"


async def opened(here: dict[str, str], directory: Path, case_id: str, email: str) -> None:
    file = directory / "intake.json"
    file.write_text(
        json.dumps(
            {
                "program": "part_c",
                "notice_date": str(clock.real_today() - timedelta(days=10)),
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
    url = migrated_sqlite(tmp_path / "view.sqlite3")
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


async def listed(here: dict[str, str], email: str) -> dict[str, tuple[str, str | None]]:
    _, out, _ = await appealclock("list", "--manager", email, "--json", **here)
    return {row["id"]: (row["owner"], row["covered_until"]) for row in json.loads(out)["cases"]}


async def results_of(here: dict[str, str], *typed: str) -> dict[str, str]:
    code, out, err = await appealclock("assign", *typed, "--json", **here)
    assert (code, err) == (0, "")
    return {one["id"]: one["result"] for one in json.loads(out)["cases"]}


async def test_cases_are_covered_through_a_day_and_given_back_early(
    here: dict[str, str], tmp_path: Path
) -> None:
    away, cover = "away@legalaid.example", "covers@legalaid.example"
    await opened(here, tmp_path, "AC-C1", away)
    await opened(here, tmp_path, "AC-C2", cover)
    until = clock.real_today() + timedelta(days=7)
    typed = ("--from", away, "--to", cover, "--code", "kim", "--until", str(until))

    async def are_listed() -> bool:
        return bool(await cases_of(here, away)) and bool(await cases_of(here, cover))

    await eventually(are_listed)
    assert await results_of(here, *typed, "--dry-run") == {"AC-C1": "would be covered"}
    assert await results_of(here, *typed) == {"AC-C1": "covered"}
    owner = case_manager_code(away)

    async def is_covered() -> bool:
        return (await listed(here, cover)).get("AC-C1") == (owner, str(until))

    await eventually(is_covered)
    assert await listed(here, away) == {}
    _, out, _ = await appealclock("show", "AC-C1", "--json", **here)
    shown = json.loads(out)
    assert shown["case_manager"] == "kim"
    assert (shown["cover"]["owner"], shown["cover"]["until"]) == (owner, str(until))
    # Typed again, it is no mistake; and what is only covered is not assigned for good.
    assert await results_of(here, *typed) == {"AC-C1": "covered already"}
    third = ("--to", "third@legalaid.example", "--dry-run")
    assert await results_of(here, "--from", cover, *third) == {
        "AC-C1": "left",
        "AC-C2": "would be assigned",
    }
    # Nobody else's case comes back to somebody.
    ended, _, err = await appealclock(
        "assign", "--from", cover, "--to", "third@legalaid.example", "--back", **here
    )
    assert (ended, err) == (4, "--from: there is no open case that --from covers for --to.\n")
    assert await results_of(here, "--from", cover, "--to", away, "--back") == {"AC-C1": "assigned"}

    async def is_back() -> bool:
        return "AC-C1" in await cases_of(here, away)

    await eventually(is_back)
    assert sorted(await cases_of(here, cover)) == ["AC-C2"]


async def test_back_and_until_contradict_each_other(here: dict[str, str]) -> None:
    typed = ("assign", "--from", OLD, "--to", NEW, "--until", "2999-01-01", "--back")
    ended, out, err = await appealclock(*typed, **here)
    assert (ended, out, err) == (2, "", "Expected one of --back and --until.\n")


async def test_a_day_that_is_none(here: dict[str, str]) -> None:
    typed = ("assign", "--from", OLD, "--to", NEW, "--until", "soon")
    ended, out, err = await appealclock(*typed, **here)
    assert (ended, out) == (2, "")
    assert err.startswith("--until: expected a date")
