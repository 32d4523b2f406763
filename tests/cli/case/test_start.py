"""The commands for cases, as a shell runs them."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from temporalio.client import Client, WorkflowFailureError

from models.settings import TASK_QUEUE
from tests import clock
from tests.cli.shell import appealclock, appealclock_process
from tests.deploy.running_stack import ROOT, RunningStack
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

EXAMPLES = ROOT / "docs" / "examples"
OTHER_EXAMPLES = {
    "second-opinion": "SecondOpinion",
    "records-transfer": "RecordsTransfer",
    "grievance": "Grievance",
    "cms-complaint": "CmsComplaint",
}


def intake(directory: Path, encoding: str = "utf-8", **changes: Any) -> str:
    content = {
        "program": "part_c",
        "notice_date": str(clock.real_today() - timedelta(days=10)),
        "service": "MRI",
        "case_manager": {"email": "starts@legalaid.example"},
    }
    file = directory / "intake.json"
    file.write_text(json.dumps(content | changes), encoding=encoding)
    return str(file)


async def refused(stack: RunningStack, case_id: str) -> None:
    """A case that Temporal started, and that was not opened: the form was sent as it was."""
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    case = await client.start_workflow(
        "AppealCase", {"program": "part_c"}, id=case_id, task_queue=TASK_QUEUE
    )
    with pytest.raises(WorkflowFailureError):
        await case.result()


async def test_start_due_and_calendar(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    # The first as a shell does; see `tests.cli.shell`.
    code, out, err = await appealclock_process("start", intake(tmp_path), "--id", "AC-1", **here)
    assert (code, err) == (0, "")
    assert out.startswith("Started AC-1: http://localhost:")
    code, _, err = await appealclock("start", intake(tmp_path), "--id", "AC-1", **here)
    assert (code, err) == (2, "A case AC-1 exists already; cases keep their ids.\n")
    await eventually(lambda: stack.has_mail("AC-1"))

    manager = ("--manager", "starts@legalaid.example")

    async def is_listed() -> bool:
        # The mail leaves a moment before the list is written.
        code, out, _ = await appealclock("due", "--within", "90d", *manager, "--json", **here)
        assert code == 0
        return [(row["case"], row["rule"]) for row in json.loads(out)["deadlines"]] == [
            ("AC-1", "C.RECON.FILE")
        ]

    await eventually(is_listed)
    code, out, _ = await appealclock("due", "--manager", "other@legalaid.example", **here)
    assert (code, out) == (0, "Nothing is due within 14d.\n")

    file = tmp_path / "case.ics"
    code, _, _ = await appealclock("calendar", "AC-1", "--ics", str(file), **here)
    assert code == 0
    assert len(Calendar.from_ical(file.read_bytes()).walk("VEVENT")) == 1
    code, _, err = await appealclock("calendar", "AC-9", "--ics", str(file), **here)
    assert (code, err) == (4, "There is no case AC-9; `appealclock list` shows those there are.\n")
    await refused(stack, "AC-8")
    code, _, err = await appealclock("calendar", "AC-8", "--ics", str(file), **here)
    assert (code, err.splitlines()[0]) == (2, "AC-8: The case was not opened: service: is required")
    assert "Traceback" not in err

    # What the workflow would refuse is said before one is started.
    tomorrow = clock.real_today() + timedelta(days=2)
    copied = intake(tmp_path, notice_date=str(tomorrow), case_id="AC-7")
    code, out, err = await appealclock("start", copied, "--id", "AC-2", **here)
    assert (code, out) == (2, "")
    assert [line.split(":")[0] for line in err.splitlines()] == ["case_id", "notice_date"]
    code, out, err = await appealclock("start", intake(tmp_path), "--id", "x" * 1001, **here)
    assert (code, out) == (2, "")
    assert err.startswith("Workflow ID: expected at most 100 letters")
    elsewhere = here | {"TEMPORAL_NAMESPACE": "nowhere"}
    code, out, err = await appealclock("forms", **elsewhere)
    assert (code, out) == (2, "")
    assert err == "Temporal did not do it: Namespace nowhere is not found.\n"

    # Every example starts, and the forms lead to each of them.
    code, out, _ = await appealclock("forms", "--json", **here)
    listed = json.loads(out)["forms"]
    assert code == 0
    assert len(listed) == len(list(EXAMPLES.glob("*.json")))
    for example, kind in OTHER_EXAMPLES.items():
        code, out, err = await appealclock(
            "start", str(EXAMPLES / f"{example}.json"), "--type", kind, "--id", example, **here
        )
        assert (code, err) == (0, "")
        assert kind in {form["type"] for form in listed}


async def test_due_tells_hours_and_what_has_passed(here: dict[str, str], tmp_path: Path) -> None:
    due = ("due", "--manager", "hours@legalaid.example")
    ours: dict[str, Any] = {"case_manager": {"email": "hours@legalaid.example"}}
    # A deadline of hours is due at an hour.
    filed = {"filed_on": str(clock.real_today() - timedelta(days=1)), "filed_at": "09:30"}
    pending = intake(
        tmp_path, notice_date=None, stage="pending", speed="expedited", **filed, **ours
    )
    code, _, err = await appealclock("start", pending, "--id", "AC-3", **here)
    assert (code, err) == (0, "")

    async def at_an_hour() -> bool:
        _, out, _ = await appealclock(*due, "--json", **here)
        rows = json.loads(out)["deadlines"]
        ends = [row["due"] for row in rows if row["case"] == "AC-3"]
        return ends != [] and datetime.fromisoformat(ends[0]).utcoffset() is not None

    await eventually(at_an_hour)

    # A day that has passed stays in the list for as long as something can be done about it.
    long_ago = str(clock.real_today() - timedelta(days=100))
    missed = intake(tmp_path, notice_date=long_ago, **ours)
    code, _, err = await appealclock("start", missed, "--id", "AC-4", **here)
    assert (code, err) == (0, "")

    async def passed() -> bool:
        _, out, _ = await appealclock(*due, "--json", **here)
        rows = json.loads(out)["deadlines"]
        actions = [row["next_action"] for row in rows if row["passed"]]
        return actions == ["good cause plan_reconsideration"]

    await eventually(passed)
    _, out, _ = await appealclock(*due, **here)
    assert "passed; next: good cause plan_reconsideration" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("start", "nowhere.json", "--id", "AC-1"), "nowhere.json: No such file"),
        (("start", "nowhere.json", "--id", " "), "--id: expected a Workflow ID"),
        (("start", "nowhere.json", "--id", "AC-1", "--type", "Case"), "--type: expected one of"),
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


@pytest.mark.parametrize("case_id", ["../evil", "a/b", "1EG4-TE5-MK73", "x" * 101])
async def test_an_id_that_no_case_can_have_is_refused_before_it_is_started(
    case_id: str, tmp_path: Path
) -> None:
    code, out, err = await appealclock("start", intake(tmp_path), "--id", case_id)
    assert (code, out) == (2, "")
    assert "Workflow ID: " in err
    assert case_id not in err


async def test_a_bad_intake_is_answered_field_by_field(tmp_path: Path) -> None:
    file = intake(tmp_path, "utf-8-sig", program="part_x", zone="MARKER", service="s" * 201)
    code, _, err = await appealclock("start", file, "--id", "AC-1")
    assert code == 2
    assert "service: expected at most 200 characters" in err.splitlines()
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "program",
        "service",
        "zone",
    ]
    assert "MARKER" not in err


async def test_reopen_names_what_stands_in_its_way(here: dict[str, str], tmp_path: Path) -> None:
    await appealclock("start", intake(tmp_path), "--id", "AC-open", **here)
    code, _, err = await appealclock("reopen", "AC-open", **here)
    assert (code, err.startswith("AC-open is still open")) == (2, True)
    code, _, err = await appealclock("reopen", "AC-never", **here)
    assert (code, "there is nothing to reopen" in err) == (4, True)


async def test_a_case_that_was_cancelled_is_reopened_from_the_database(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    await appealclock("start", intake(tmp_path), "--id", "AC-again", **here)
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    case = client.get_workflow_handle("AC-again")
    await eventually(lambda: stack.has_mail("AC-again"))
    await case.cancel()
    with pytest.raises(WorkflowFailureError):
        await case.result()
    code, out, err = await appealclock("reopen", "AC-again", **here)
    assert (code, err) == (0, "")
    assert out.startswith("Reopened AC-again")
    answer = await client.get_workflow_handle("AC-again").execute_update(
        "take_back", {"report": 2, "reason": "The wrong button"}
    )
    assert answer["recorded"].startswith("Report 2 (cancel) taken back.")


async def test_a_file_is_read_as_a_form_of_the_ui_is(tmp_path: Path) -> None:
    """What is misspelled is named with what may be meant; what can mean one thing is taken."""
    elsewhere = {"APPEALCLOCK_TEMPORAL_PORT": "1"}
    meant = intake(tmp_path, program="Medicare Advantage", notice_dat="2026-11-02")
    code, out, err = await appealclock("start", meant, "--id", "AC-1", **elsewhere)
    assert (code, out) == (2, "")
    assert err == "notice_dat: is not a field of this form; did you mean notice_date?\n"
    nested = intake(tmp_path, case_manager={"emial": "manager@legalaid.example"})
    _, _, err = await appealclock("start", nested, "--id", "AC-1", **elsewhere)
    assert err.splitlines() == [
        "case_manager.email: is required",
        "case_manager.emial: is not a field of this form; did you mean email?",
    ]
    person = intake(tmp_path, **{"Jane Doe": "1EG4-TE5-MK73"})
    _, _, err = await appealclock("start", person, "--id", "AC-1", **elsewhere)
    assert err == "(a key): is not a field of this form; check its spelling\n"
    for text in ("[]", "{", '"text"', "[" * 100_000, f'{{"amount": {"9" * 5000}}}'):
        (tmp_path / "intake.json").write_text(text)
        code, _, err = await appealclock("start", person, "--id", "AC-1", **elsewhere)
        assert (code, len(err.splitlines())) == (2, 1)
        assert "Traceback" not in err
