"""`report`, `correct`, `take-back`, `show` and `history`, against a running stack."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import UpdateWorkflowExecutionLifecycleStage
from temporalio.api.update.v1 import Input, Meta, Request, WaitPolicy
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionRequest
from temporalio.client import Client, WorkflowFailureError

from models.cases.people import case_manager_code
from models.local_time import short_day
from tests import clock
from tests.cli.shell import ISO_DAY, appealclock
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

ME = "reports@legalaid.example"


def day(ago: int) -> date:
    return clock.real_today() - timedelta(days=ago)


async def opened(here: dict[str, str], directory: Path, case_id: str) -> None:
    file = directory / "intake.json"
    file.write_text(
        json.dumps(
            {
                "program": "part_c",
                "notice_date": str(day(10)),
                "service": "MARKERKNEE",
                "case_manager": {"email": ME},
            }
        )
    )
    code, _, err = await appealclock("start", str(file), "--id", case_id, **here)
    assert (code, err) == (0, "")


async def from_the_ui(client: Client, case_id: str, kind: str, content: dict[str, Any]) -> None:
    """Send an update as the Temporal UI does: without an identity."""
    said = Input(name=kind)
    said.args.payloads.extend(await client.data_converter.encode([content]))
    await client.workflow_service.update_workflow_execution(
        UpdateWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=case_id),
            wait_policy=WaitPolicy(
                lifecycle_stage=UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED
            ),
            request=Request(meta=Meta(update_id=str(uuid4())), input=said),
        )
    )


async def history(here: dict[str, str], case_id: str, *options: str) -> list[dict[str, Any]]:
    code, out, err = await appealclock("history", case_id, *options, "--json", **here)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)["reports"]
    return found


async def test_reported_corrected_taken_back_and_by_whom(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    me = here | {"APPEALCLOCK_ME": ME}
    await opened(me, tmp_path, "AC-R")
    filed = json.dumps({"filed_on": str(day(3))})
    code, out, err = await appealclock("report", "AC-R", "file_appeal", filed, "--json", **me)
    assert (code, err) == (0, "")
    assert len(json.loads(out)["changes"]) == 2

    change = ("correct", "AC-R", "2", json.dumps({"filed_on": str(day(4))}), "--reason", "A slip")
    code, out, err = await appealclock(*change, "--preview", **here)
    assert (code, err) == (0, "")
    assert out.startswith("Nothing is recorded")
    # What is recorded is said once, and not again of each deadline.
    assert out.count("A slip") == 1
    undo = ("take-back", "AC-R", "2", "--reason", "No")
    code, out, err = await appealclock(*undo, "--preview", **here)
    assert "open again, due " in out
    assert "- Will be told: " in out
    code, out, err = await appealclock(*change, "--json", **here)
    assert (code, err, json.loads(out)["preview"]) == (0, "", False)

    client = await Client.connect(
        stack.temporal_address, data_converter=data_converter, identity="importer"
    )
    await client.get_workflow_handle("AC-R").execute_update("add_note", {"text": "MARKERNOTE"})
    await from_the_ui(client, "AC-R", "add_note", {"text": "MARKERNOTE"})

    decided = json.dumps({"outcome": "unfavorable", "notice_date": str(day(2))})
    code, _, err = await appealclock("report", "AC-R", "record_decision", decided, **me)
    assert (code, err) == (0, "")
    # The decision rests on the filing.
    back = ("take-back", "AC-R", "2", "--reason", "Another case")
    code, out, err = await appealclock(*back, **me)
    assert (code, out) == (2, "")
    assert "6" in err
    code, out, err = await appealclock(*back, "--also", "6", "--json", **me)
    assert (code, err) == (0, "")

    by_me = {"name": case_manager_code(ME), "how": "asserted", "via": "cli"}
    found = await history(here, "AC-R")
    assert [(one["number"], one["kind"], one["status"], one["reported_by"]) for one in found] == [
        (1, "intake", "stands", by_me),
        (2, "file_appeal", "taken back", by_me),
        (3, "correct", "stands", {"name": None, "how": "unknown", "via": "cli"}),
        (4, "add_note", "stands", {"name": "importer", "how": "asserted", "via": "service"}),
        (5, "add_note", "stands", {"name": None, "how": "unknown", "via": "ui"}),
        (6, "record_decision", "taken back", by_me),
        (7, "take_back", "stands", by_me),
    ]
    assert [one["on"] for one in found if one["kind"] == "record_decision"] == [str(day(2))]
    assert "MARKER" not in json.dumps(found)
    assert "MARKERKNEE" in json.dumps(await history(here, "AC-R", "--private"))
    code, out, _ = await appealclock("history", "AC-R", **here)
    assert ISO_DAY.search(out) is None
    assert (code, out.splitlines()[2].split()[0]) == (0, "2")
    # By its day a report is told from others of its kind.
    assert f"  {short_day(day(2))}  " in out.splitlines()[6]
    assert ME not in out
    code, out, _ = await appealclock("history", "AC-R", "--private", **here)
    assert "MARKERKNEE" in out
    # Of an intake, what nobody filled in is not shown.
    assert "null" not in out


async def test_who_reported_before_a_reopening_is_known_after_it(
    stack: RunningStack, here: dict[str, str], tmp_path: Path
) -> None:
    await opened(here | {"APPEALCLOCK_ME": "cm-1"}, tmp_path, "AC-RR")
    client = await Client.connect(
        stack.temporal_address, data_converter=data_converter, identity="temporal-cli:kim@desk"
    )
    case = client.get_workflow_handle("AC-RR")
    await case.execute_update("add_note", {"text": "Before"})
    await case.cancel()
    with pytest.raises(WorkflowFailureError):
        await case.result()
    code, _, err = await appealclock("report", "AC-RR", "add_note", '{"text": "After"}', **here)
    assert (code, err) == (2, "AC-RR has ended; `appealclock reopen AC-RR` opens it again.\n")
    code, _, err = await appealclock("reopen", "AC-RR", **here)
    assert (code, err) == (0, "")
    kim = {"name": "kim@desk", "how": "asserted", "via": "cli"}
    assert [(one["kind"], one["reported_by"]) for one in await history(here, "AC-RR")] == [
        ("intake", {"name": "cm-1", "how": "asserted", "via": "cli"}),
        ("add_note", kim),
        ("cancel", kim),
    ]


async def test_where_a_case_stands(here: dict[str, str], tmp_path: Path) -> None:
    await opened(here, tmp_path, "AC-S")

    async def is_open() -> bool:
        """A start is answered before the first turn of the case."""
        _, out, _ = await appealclock("show", "AC-S", **here)
        return "Not opened yet" not in out

    await eventually(is_open)
    code, out, err = await appealclock("show", "AC-S", **here)
    assert (code, err) == (0, "")
    assert "Ask the plan for a reconsideration" in out
    assert "\\(" not in out
    # In the place of what is to be pressed in the UI.
    assert 'appealclock report AC-S file_appeal \'{"filed_on": "' in out
    assert "More Actions" not in out
    said = " ".join(out.split())
    assert "`" not in said
    assert "query" not in said
    assert "appealclock correct AC-S or appealclock take-back AC-S and the number" in said
    code, out, err = await appealclock("show", "AC-S", "--json", **here)
    assert (code, json.loads(out)["stage"]) == (0, "plan_reconsideration.filing")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "AC-NO"), 4, "There is no case AC-NO"),
        (("history", "AC-NO"), 4, "There is no case AC-NO"),
        (("report", "AC-NO", "add_note", "{}"), 4, "There is no case AC-NO"),
        (("report", "AC-M", "file_apeal", "{}"), 2, "KIND: AppealCase takes no such report; did "),
        (("report", "AC-M", "cancel", "{}"), 2, "KIND: AppealCase takes no such report"),
        (("report", "AC-M", "add_note", "{x"), 2, "JSON: is not valid JSON"),
        (("report", "AC-M", "add_note", "[" * 100_000), 2, "JSON: is not valid JSON"),
        (("report", "AC-M", "add_note", "9" * 5000), 2, "JSON: is not valid JSON"),
        (("report", "AC-M", "add_note", "[]"), 2, "JSON: expected a JSON object"),
        (("report", "AC-M", "add_note", "{}"), 3, "text: is required"),
        (("report", "AC-M", "add_note", '{"txt": "x"}'), 2, "text: is required"),
        (("take-back", "AC-M", "9", "--reason", "x"), 2, "report: there is no report 9"),
        (("take-back", "AC-M", "1", "--reason", "x", "--also", "y"), 2, "--also: expected the"),
    ],
)
async def test_mistakes(
    here: dict[str, str], tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    if "AC-M" in arguments and (await appealclock("show", "AC-M", **here))[0] == 4:
        await opened(here, tmp_path, "AC-M")
    ended, out, err = await appealclock(*arguments, **here)
    assert (ended, out) == (code, "")
    assert err.startswith(said)
    assert "Traceback" not in err


async def test_a_clock_that_has_run_out_already_is_said_with_its_day(
    stack: RunningStack, tmp_path: Path
) -> None:
    here = stack.settings
    file, case_id = tmp_path / "old.json", "AC-old"
    intake = {
        "program": "part_c",
        "notice_date": str(day(110)),
        "service": "MARKERKNEE",
        "case_manager": {"email": ME},
    }
    file.write_text(json.dumps(intake))
    assert (await appealclock("start", str(file), "--id", case_id, **here))[0] == 0
    filed = json.dumps({"filed_on": str(day(90))})
    code, said, err = await appealclock("report", case_id, "file_appeal", filed, **here)
    assert (code, err) == (0, "")
    clock = "- Reconsideration by the plan, item or service: "
    found = re.search(rf"^{clock}due (?P<day>[^;]+), and missed$", said, re.MULTILINE)
    assert found is not None
    # What was recorded is said once, and is no reason that a clock was missed.
    assert said.count("Plan reconsideration filed") == 1
    assert "None" not in said
    change = ("correct", case_id, "2", json.dumps({"filed_on": str(day(91))}), "--reason", "A slip")
    _, said, _ = await appealclock(*change, **here)
    moved = rf"^{clock}was due {found['day']}; now due [^;]+, and missed$"
    assert re.search(moved, said, re.MULTILINE)
    opinion = json.dumps({"received_on": str(day(1)), "kind": "second_opinion"})
    _, said, _ = await appealclock("report", case_id, "record_evidence", opinion, **here)
    assert ": second opinion." in said
