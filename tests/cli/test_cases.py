"""The commands for cases, as a shell runs them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.cli.shell import appealclock
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually


def intake(directory: Path, **changes: Any) -> str:
    content = {
        "program": "part_c",
        "notice_date": str(datetime.now(UTC).date() - timedelta(days=10)),
        "service": "MRI",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    file = directory / "intake.json"
    file.write_text(json.dumps(content | changes))
    return str(file)


async def test_start_due_and_calendar(tmp_path: Path) -> None:
    stack = RunningStack(tmp_path / "home")
    await stack.start()
    here = {
        "APPEALCLOCK_HOME": str(stack.home),
        "APPEALCLOCK_TEMPORAL_PORT": str(stack.temporal_port),
        "APPEALCLOCK_UI_PORT": str(stack.ui_port),
    }
    code, out, err = await appealclock("start", intake(tmp_path), "--id", "AC-1", **here)
    assert (code, err) == (0, "")
    assert out.startswith("Started AC-1: http://localhost:")
    code, _, err = await appealclock("start", intake(tmp_path), "--id", "AC-1", **here)
    assert (code, err) == (2, "A case AC-1 exists already; cases keep their ids.\n")
    await eventually(lambda: len(list((stack.home / "inbox").glob("*.eml"))) == 1)

    manager = ("--manager", "manager@legalaid.example")
    code, out, _ = await appealclock("due", "--within", "90d", *manager, "--json", **here)
    assert code == 0
    assert [(row["case"], row["rule"]) for row in json.loads(out)] == [("AC-1", "C.RECON.FILE")]
    code, out, _ = await appealclock("due", "--manager", "other@legalaid.example", **here)
    assert (code, out) == (0, "Nothing is due within 14d.\n")

    file = tmp_path / "case.ics"
    code, _, _ = await appealclock("calendar", "AC-1", "--ics", str(file), **here)
    assert code == 0
    assert len(Calendar.from_ical(file.read_bytes()).walk("VEVENT")) == 1
    code, _, err = await appealclock("calendar", "AC-9", "--ics", str(file), **here)
    assert (code, err) == (2, "The case AC-9 could not be read: not_found.\n")
    await stack.stop()


async def test_rehearse_plays_a_case_to_its_end(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(
        json.dumps(
            [
                {"after_days": 20, "update": "file_appeal", "content": {"filed_on": "TODAY"}},
                {
                    "after_days": 9,
                    "update": "record_decision",
                    "content": {"outcome": "favorable", "notice_date": "TODAY"},
                },
                {"update": "record_effectuation", "content": {"on": "TODAY"}},
            ]
        )
    )
    code, out, err = await appealclock(
        "rehearse", intake(tmp_path), "--script", str(script), "--json"
    )
    assert (code, err) == (0, "")
    account = json.loads(out)
    assert account["story"]["ending"] == "won"
    assert [one["reckoning"]["rule"] for one in account["deadlines"]] == [
        "C.RECON.FILE",
        "C.RECON.STD",
        "C.EFF.PLAN",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("start", "nowhere.json", "--id", "AC-1"), "nowhere.json: No such file"),
        (("due", "--within", "soon"), "--within: expected a number with d, h or w"),
        (("due",), "there is no such database yet"),
    ],
)
async def test_mistakes_are_answered_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = await appealclock(*arguments, APPEALCLOCK_HOME=str(tmp_path / "none"))
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


async def test_a_bad_intake_is_answered_field_by_field(tmp_path: Path) -> None:
    file = intake(tmp_path, program="part_x", zone="MARKER")
    code, _, err = await appealclock("start", file, "--id", "AC-1")
    assert code == 2
    assert [line.split(":")[0] for line in err.splitlines()] == ["program", "zone"]
    assert "MARKER" not in err
