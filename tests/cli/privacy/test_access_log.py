"""The access log on a stack with keys: who reported, who read, and what was changed."""

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cli.shell import appealclock
from tests.deploy.encrypted.stack_with_keys import intake, stack_with_keys
from tests.deploy.running_stack import RunningStack

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningStack]:
    async with stack_with_keys(tmp_path_factory.mktemp("private")) as running:
        yield running


@pytest.fixture
def here(stack: RunningStack) -> dict[str, str]:
    return stack.settings | {"APPEALCLOCK_ME": "cm-7"}


async def logged(here: dict[str, str], case_id: str) -> list[tuple[str, str, str, str]]:
    code, out, err = await appealclock("access-log", "--case", case_id, "--json", **here)
    assert (code, err) == (0, "")
    entries = json.loads(out)["entries"]
    return [(one["act"], one["detail"], one["who"], one["how"]) for one in entries]


async def test_reports_and_reads_are_noted_and_a_change_is_found(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "intake.json"
    _write(file, intake())
    code, _, err = await appealclock("start", str(file), "--id", "Lee-1", **here)
    assert (code, err) == (0, "")
    code, _, err = await appealclock("report", "Lee-1", "add_note", '{"text": "MARKER"}', **here)
    assert (code, err) == (0, "")
    code, out, err = await appealclock("show", "Lee-1", **here)
    assert (code, err) == (0, "")
    code, out, err = await appealclock("list", "--search", "markerref", **here)
    assert (code, err) == (0, "")
    assert "MARKERREFERENCE" in out

    found = await logged(here, "Lee-1")
    assert ("report", "intake", "", "unknown") in found
    assert ("report", "add_note", "", "unknown") in found
    assert ("read", "__temporal_workflow_metadata", "cm-7", "asserted") in found
    assert ("read", "numbers to quote", "cm-7", "asserted") in found
    code, out, err = await appealclock("access-log", **here)
    assert (code, err) == (0, "")
    assert "MARKER" not in out

    code, out, err = await appealclock("access-log", "--verify", **here)
    assert (code, err) == (0, "")
    head = out.split()[-1]
    code, out, err = await appealclock("access-log", "--verify", "--head", head, **here)
    assert (code, err) == (0, "")
    code, out, err = await appealclock(
        "access-log", "--verify", "--head", "1:0000000000000000", **here
    )
    assert code == 1
    assert "never had the head" in err
    code, out, err = await appealclock("access-log", "--verify", "--head", "garbage", **here)
    assert (code, out) == (2, "")
    assert err.startswith("--head: expected a number")
    _spoil(stack.home / "appealclock.sqlite3")
    code, out, err = await appealclock("access-log", "--verify", "--json", **here)
    assert (code, json.loads(out)["broken_at"]) == (1, 2)
    assert "Entry 2" in err


async def test_what_cannot_be_noted_is_not_shown(here: dict[str, str], tmp_path: Path) -> None:
    nowhere = here | {"APPEALCLOCK_DATABASE_URL": f"sqlite:///{tmp_path}/none/x.sqlite3"}
    code, out, err = await appealclock("show", "Lee-1", **nowhere)
    assert (code, out) == (2, "")
    assert "access log" in err


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content))


def _spoil(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE access_log SET who = 'nobody' WHERE number = 2")


async def test_who_reopens_a_case_reads_its_state(here: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "intake.json"
    _write(file, intake())
    code, _, err = await appealclock("start", str(file), "--id", "Kim-7", **here)
    assert (code, err) == (0, "")
    code, _, err = await appealclock("reopen", "Kim-7", **here)
    assert (code, "still open" in err) == (2, True)
    assert ("read", "state", "cm-7", "asserted") in await logged(here, "Kim-7")
