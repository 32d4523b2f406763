"""`appealclock import`, as a shell runs it."""

import json
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from cli.caseload.imports import command
from models.settings import TASK_QUEUE
from tests.cli.shell import appealclock
from tests.deploy.running_stack import RunningStack
from tests.models.imports.fhir.resources import claim_response, review
from tests.models.imports.lists import workbook
from tests.models.imports.remittance.files import DENIED, PARTLY_DENIED, transaction
from tests.models.imports.remittance.files import file as remittance
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

MANAGER = ("--set", "case_manager.email=lists@legalaid.example")
FAST = ("--rate", "100")
HEADERS = ("Case #", "Program", "Denial Dt.", "Service", "Payer")


def days_ago(days: int) -> str:
    """A day before the moment that the command reads."""
    today = vars(command)["datetime"].now(UTC).date()
    return str(today - timedelta(days=days))


def row(case_id: str, *, program: str = "Medicare Advantage", days: int = 10) -> tuple[str, ...]:
    return case_id, program, days_ago(days), "MRI", "Acme"


def listed(directory: Path, *rows: Sequence[Any], headers: Sequence[str] = HEADERS) -> str:
    file = directory / "list.xlsx"
    file.write_bytes(workbook(headers, *rows))
    return str(file)


async def results(*arguments: str, **settings: str) -> tuple[int, dict[str, str]]:
    """The exit code, and what became of each case."""
    code, out, _ = await appealclock("import", *arguments, "--json", **settings)
    return code, {one["id"]: one["result"] for one in json.loads(out)["cases"]}


async def test_a_dry_run_says_every_problem_and_each_deadline(tmp_path: Path) -> None:
    file = listed(tmp_path, row("AC-1"), row("AC-2", program="Part B"), row("AC-3", days=-5))
    code, out, err = await appealclock("import", file, "--dry-run", *MANAGER)
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0].startswith("row 3, column B (Program): expected 'original', ")
    assert lines[1].startswith("row 4, column C (Denial Dt.): ")
    assert lines[1].partition(" is in the future")[1]
    assert "AC-1" in lines[3]
    assert "Ask the plan for a reconsideration" in lines[3]
    assert lines[-1] == "1 case would be opened; 2 with problems."
    code, out, _ = await appealclock("import", file, "--dry-run", "--json", *MANAGER)
    document = json.loads(out)
    assert [one["column"] for one in document["problems"]] == [
        "column B (Program)",
        "column C (Denial Dt.)",
    ]
    (case,) = document["cases"]
    assert [one["rule"] for one in case["deadlines"]] == ["C.RECON.FILE"]
    code, _, _ = await appealclock("import", listed(tmp_path, row("AC-1")), "--dry-run", *MANAGER)
    assert code == 0


@pytest.mark.parametrize(
    ("headers", "arguments", "said"),
    [
        ((*HEADERS[:4], "DOB"), (), "column E (DOB): dates of birth never go into a case"),
        ((*HEADERS[:4], "Payr"), (), "did you mean plan?"),
        (HEADERS, ("--dates", "american"), "--dates: expected one of mdy, dmy, ymd"),
        (HEADERS, ("--column", "Payer"), "--column: expected HEADER=FIELD"),
        (HEADERS, ("--set", "plann=x"), "--set: plann is not a field of an intake"),
        (HEADERS, ("--contract", "Acme"), "--contract belongs to --835"),
        (HEADERS, ("--sheet", "Other"), "has no such sheet"),
        (HEADERS, ("--835",), "is no X12 file"),
    ],
)
async def test_a_file_that_cannot_be_read_as_it_is(
    tmp_path: Path, headers: Sequence[str], arguments: tuple[str, ...], said: str
) -> None:
    file = listed(tmp_path, row("AC-1"), headers=headers)
    code, out, err = await appealclock("import", file, "--dry-run", *MANAGER, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert all(line.startswith(f"{file}: ") for line in err.splitlines())


async def test_files_that_are_none(tmp_path: Path) -> None:
    code, _, err = await appealclock("import", str(tmp_path / "none.csv"))
    assert (code, err) == (2, f"{tmp_path / 'none.csv'}: No such file or directory\n")
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    code, _, err = await appealclock("import", str(old))
    assert code == 2
    assert "is an old or a locked Excel workbook" in err


async def test_a_remittance_without_a_server(tmp_path: Path) -> None:
    file = tmp_path / "file.835"
    produced = date.fromisoformat(days_ago(12))
    file.write_text(remittance(transaction("0001", DENIED, PARTLY_DENIED, on=produced)))
    code, out, _ = await appealclock("import", "--835", str(file), "--dry-run", *MANAGER)
    assert code == 0
    assert "2 cases would be opened." in out.splitlines()
    contract = ("--contract", "medicare part b")
    code, out, _ = await appealclock("import", "--835", str(file), "--dry-run", *MANAGER, *contract)
    assert out.startswith("transaction 0001, claim 1, transaction 0001, claim 2: you have")


async def test_decisions_of_a_plan_without_a_server(tmp_path: Path) -> None:
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps(claim_response(review("A3"), created=days_ago(3))))
    code, out, _ = await appealclock("import", "--fhir", str(file), "--dry-run", *MANAGER)
    assert code == 0
    assert "1 case would be opened." in out.splitlines()
    code, _, err = await appealclock("import", "--fhir", "--835", str(file))
    assert (code, err) == (2, "Expected one of --835 and --fhir.\n")


async def test_cases_are_opened_once_and_never_changed(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    file = listed(tmp_path, row("IM-1"), row("IM-2"), row("IM-3"), row("IM-4", program="Part B"))
    code, out, err = await appealclock("import", file, *MANAGER, *FAST, **here)
    assert (code, out) == (2, "")
    assert err.splitlines()[1] == "Nothing was opened. --partly opens the cases without problems."
    code, out, err = await appealclock("import", file, "--partly", *MANAGER, *FAST, **here)
    assert (code, err) == (1, "")
    assert out.splitlines()[-1] == "3 cases opened; 1 with problems."

    async def can_be_asked() -> bool:
        return (await appealclock("show", "IM-3", **here))[0] == 0

    await eventually(can_be_asked)
    # Somebody ends one, corrects one, and the list says something else of a third.
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    await client.get_workflow_handle("IM-1").cancel()

    async def has_ended() -> bool:
        described = await client.get_workflow_handle("IM-1").describe()
        return described.status is not WorkflowExecutionStatus.RUNNING

    await eventually(has_ended)
    correction = json.dumps({"notice_date": days_ago(9)})
    code, _, _ = await appealclock(
        "correct", "IM-2", "1", correction, "--reason", "The stamp says so", **here
    )
    assert code == 0
    history = await appealclock("history", "IM-2", "--private", **here)
    file = listed(tmp_path, row("IM-1"), row("IM-2"), row("IM-3"), row("IM-5"))
    code, became = await results(file, *MANAGER, *FAST, **here)
    assert (code, became) == (
        1,
        {"IM-1": "closed", "IM-2": "differs", "IM-3": "there already", "IM-5": "opened"},
    )
    assert await appealclock("history", "IM-2", "--private", **here) == history
    _, out, _ = await appealclock("import", file, *MANAGER, *FAST, **here)
    assert out.splitlines() == [
        "row 2, IM-1: a case of this id has ended; not opened again",
        "row 3, IM-2: differs from the open case in notice_date; left as it is",
        "0 cases opened; 2 there already, 1 differs, 1 closed.",
    ]


async def test_a_start_that_was_refused_is_no_case(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    refused = await client.start_workflow(
        "AppealCase", {"program": "part_c"}, id="IM-R", task_queue=TASK_QUEUE
    )

    async def has_failed() -> bool:
        return (await refused.describe()).status is WorkflowExecutionStatus.FAILED

    await eventually(has_failed)
    file = listed(tmp_path, row("IM-R"))
    assert await results(file, *MANAGER, *FAST, **here) == (0, {"IM-R": "opened"})


async def test_what_stops_in_the_middle_goes_on(here: dict[str, str], tmp_path: Path) -> None:
    half = listed(tmp_path, *(row(f"IM-S{number}") for number in range(3)))
    assert (await results(half, *MANAGER, *FAST, **here))[0] == 0
    file = listed(tmp_path, *(row(f"IM-S{number}") for number in range(6)))
    _, became = await results(file, *MANAGER, *FAST, **here)
    assert sorted(became.values()) == ["opened"] * 3 + ["there already"] * 3
    nobody = here | {"APPEALCLOCK_TEMPORAL_PORT": "1"}
    code, out, err = await appealclock("import", file, *MANAGER, **nobody)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
