"""A case that has ended stays some days, ends with its whole state, and is reopened from that."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError
from temporalio.exceptions import ApplicationError

from activities.closed_cases import ClosedCases
from activities.turns import Turns
from deploy.rehearsal import Rehearsal
from tests.workflows.shell.conftest import Desk
from tests.workflows.shell.test_bad_starts import why
from tests.workflows.shell.test_course import panel
from tests.workflows.shell.test_trouble import own_desk

Replaying = Callable[..., Any]

PREVIEW = [
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
    "MARKER_RECORDED",
    "WORKFLOW_EXECUTION_UPDATE_COMPLETED",
]
"""What a preview adds to a history beside the workflow task that answers it."""


async def event_names(case: Rehearsal) -> list[str]:
    history = await case.handle.fetch_history()
    names = [EventType.Name(one.event_type).removeprefix("EVENT_TYPE_") for one in history.events]
    return [name for name in names if not name.startswith("WORKFLOW_TASK_")]


async def test_a_preview_is_answered_and_recorded_as_three_events(
    desk: Desk, replays: Replaying
) -> None:
    case = await desk.open("SH-preview")
    await case.send("record_filed", filed_on=str(await case.today()))
    await case.settle()
    before, reports = await event_names(case), await case.handle.query("history")
    asked = {"report": 2, "reason": "Another case", "preview": True}
    answer = await case.handle.execute_update("take_back", asked)
    assert answer["preview"]
    assert answer["recorded"].startswith(
        "Nothing is recorded; this is what would be: Report 2 (record filed) taken back."
    )
    assert (await event_names(case))[len(before) :] == PREVIEW
    assert await case.handle.query("history") == reports
    await replays(case.handle)


async def test_a_closed_case_stays_then_ends_whole_and_is_reopened(
    environment: Any, engine: Engine, replays: Replaying
) -> None:
    async with own_desk(environment, engine, Turns(engine, closed_case_days=7)) as desk:
        await _stays_and_is_reopened(desk, engine, replays)


async def _stays_and_is_reopened(desk: Desk, engine: Engine, replays: Replaying) -> None:
    case = await desk.open("SH-reopened")
    await case.send("close", reason="Resolved by telephone")
    await case.settle()
    assert (await case.handle.describe()).status is WorkflowExecutionStatus.RUNNING
    assert (await case.overview())["ending"] == "closed"
    await case.send("add_note", text="They called again")
    await case.pass_days(7)
    result = await case.handle.result()
    assert result["ending"] == "closed"
    state = result["state"]
    assert [one["kind"] for one in state["case"]["log"]] == ["intake", "close", "add_note"]
    assert ClosedCases(engine).find("SH-reopened") == state
    await replays(case.handle)
    handle = await desk.client.start_workflow(
        "CmsComplaint", {"reopen": state}, id="SH-reopened", task_queue=desk.queue
    )
    again = Rehearsal(desk.environment, handle)
    assert (await again.overview())["ending"] == "closed"
    answer = await again.send("take_back", report=2, reason="It was not resolved")
    assert answer.recorded.startswith("Report 2 (close) taken back.")
    assert (await again.overview())["ending"] is None
    assert len(await handle.query("history")) == 4
    await replays(handle)


@pytest.mark.parametrize(
    "state",
    [None, {}, {"id": "SH-other", "kind": "cms_complaint"}, {"id": "SH-x", "kind": "appeal"}],
    ids=["none", "empty", "other", "kind"],
)
async def test_another_state_reopens_nothing(desk: Desk, state: Any, replays: Replaying) -> None:
    name = f"SH-not-{len(str(state))}"
    handle = await desk.client.start_workflow(
        "CmsComplaint", {"reopen": state}, id=name, task_queue=desk.queue
    )
    with pytest.raises(WorkflowFailureError) as caught:
        await handle.result()
    assert isinstance(caught.value.cause, ApplicationError)
    assert caught.value.cause.message.startswith("reopen: expected the state of this very case")
    await replays(handle)


_FIRST = {
    "number": 1,
    "kind": "intake",
    "content": {"program": "part_c", "case_manager": {"email": "MARKER@legalaid.example"}},
    "at": "2026-11-20T15:00:00+00:00",
}


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("entry", {"log": [1]}),
        ("number", {"log": [_FIRST | {"number": "MARKER"}]}),
        ("moment", {"log": [_FIRST | {"at": "MARKER"}]}),
        ("content", {"log": [_FIRST | {"content": ["MARKER"]}]}),
        ("first", {"log": [_FIRST | {"kind": "record_filed"}]}),
        ("memory", {"memory": {"looked_until": 5}}),
        ("children", {"children": {"MARKER": 1}}),
        ("child", {"children": {"MARKER": {}}}),
        ("parent", {}),
    ],
)
async def test_a_state_that_cannot_be_read_reopens_nothing(
    desk: Desk, replays: Replaying, name: str, broken: dict[str, Any]
) -> None:
    """It fails at once: as a case that runs it would remind nobody, and not even be canceled."""
    case_id = f"SH-unreadable-{name}"
    kept = {"log": [_FIRST], "memory": {}, "children": {}, "turns": 1} | broken
    parent = ["MARKER"] if name == "parent" else None
    state = {"id": case_id, "kind": "cms_complaint", "parent": parent, "case": kept}
    case = await desk.start(case_id, {"reopen": state})
    refused = await why(case)
    assert refused.type == "Refused"
    assert refused.message.startswith("reopen: ")
    assert "MARKER" not in refused.message
    assert refused.message.splitlines()[0] in await panel(case)
    await replays(case.handle)


async def test_a_request_to_cancel_ends_at_once(environment: Any, engine: Engine) -> None:
    async with own_desk(environment, engine, Turns(engine, closed_case_days=7)) as desk:
        case = await desk.open("SH-cancel-closed")
        await case.send("close", reason="Resolved by telephone")
        await case.handle.cancel()
        # Its clock is not moved: this returns because it does not stay.
        assert (await case.handle.result())["ending"] == "closed"
