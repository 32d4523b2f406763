"""A case takes turns: it opens, hears reports, waits on its timer, sends, ends, and replays."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError, CancelledError
from temporalio.service import RPCError

from activities.delivery.channels import Outgoing, RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.notices.messages.channel import Channel
from tests.clock import today
from tests.virtual_server import virtual_server
from tests.waiting import eventually
from tests.workflows.shell.conftest import INTAKE, NESTED, Desk, desk_client, worker_of_cases

Replaying = Callable[..., Any]


@dataclass
class HeldChannels(RecordingChannels):
    """A mail server that lets everybody wait."""

    free: Event = field(default_factory=Event)

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        assert self.free.wait(60)
        return super().send(channel, address, message)


async def refusal(case: Rehearsal, update: str, *given: Any) -> ApplicationError:
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await case.handle.execute_update(update, args=given)
    assert isinstance(caught.value.cause, ApplicationError)
    return caught.value.cause


async def events(case: Rehearsal) -> int:
    return len((await case.handle.fetch_history()).events)


async def panel(case: Rehearsal) -> str:
    return str((await case.handle.query("__temporal_workflow_metadata")).current_details)


async def account_of(case: Rehearsal) -> list[dict[str, Any]]:
    """The account of a case, once its present run has begun."""
    found: list[dict[str, Any]] = []

    async def answers() -> bool:
        try:
            found[:] = await case.handle.query("account")
        except RPCError:
            return False
        return True

    await eventually(answers)
    return found


async def test_a_case_opens_and_is_seen(desk: Desk, replays: Replaying) -> None:
    case = await desk.open("SH-opens")
    assert any("SH-opens" in subject for subject in desk.mails)
    assert (await case.overview())["stage"].startswith("cms_complaint.")
    assert [line["what"] for line in await case.handle.query("account")] == [
        "Opened: the complaint is to be made."
    ]
    described = await case.handle.describe()
    shown = {pair.key.name: pair.value for pair in described.typed_search_attributes}
    assert shown["CaseStage"] == (await case.overview())["stage"]
    assert (await panel(case)).startswith("# ")
    await replays(case.handle)


async def test_what_is_due_is_sent_within_its_turn(desk: Desk, replays: Replaying) -> None:
    case = await desk.open("SH-within")
    before = len([one for one in desk.mails if "SH-within" in one])
    await case.pass_days(40)
    assert len([one for one in desk.mails if "SH-within" in one]) > before
    history = await case.handle.fetch_history()
    of = [EventType.Name(event.event_type) for event in history.events]
    assert "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED" not in of
    assert (await case.overview())["reminders_sent"] > before
    await replays(case.handle)


async def test_what_a_report_makes_due_is_sent_after_its_answer(desk: Desk) -> None:
    intake = {**INTAKE, "notice_date": str(today()), "service": "MRI"}
    case = await desk.start("SH-after", intake, kind="AppealCase")
    await case.settle()
    await case.send("file_appeal", filed_on=str(await case.today()))
    await case.settle()
    history = await case.handle.fetch_history()
    of = [EventType.Name(event.event_type) for event in history.events]
    answered = of.index("EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED")
    assert of.index("EVENT_TYPE_ACTIVITY_TASK_STARTED") > answered


async def test_a_report_is_recorded_once(desk: Desk, replays: Replaying) -> None:
    case = await desk.open("SH-report")
    content = {"filed_on": str(await case.today()), "tracking_number": "C-7"}
    answer = await case.handle.execute_update("record_filed", content, id="one")
    assert answer["recorded"].startswith("Complaint made ")
    await case.settle()
    assert len(await case.handle.query("account")) == 2
    await replays(case.handle)


async def with_start(desk: Desk, case_id: str, intake: Any, update: str, content: Any) -> Any:
    """Start a case and report to it, in one request."""
    start = WithStartWorkflowOperation[Any, Any](
        "CmsComplaint",
        intake,
        id=case_id,
        task_queue=desk.queue,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    return await desk.client.execute_update_with_start_workflow(
        update, content, start_workflow_operation=start
    )


async def test_a_report_may_come_with_the_start(desk: Desk, replays: Replaying) -> None:
    manager = {"case_manager": {"email": "next@legalaid.example"}}
    answer = await with_start(desk, "SH-with", INTAKE, "assign", manager)
    assert answer["recorded"] == "Assigned to another case manager."
    await replays(desk.client.get_workflow_handle("SH-with"))


@pytest.mark.parametrize("intake", [{"program": "MARKER"}, ["a", "list"]], ids=["misfit", "list"])
async def test_a_report_that_comes_with_a_bad_start_is_refused(
    desk: Desk, intake: Any, replays: Replaying
) -> None:
    name = f"SH-with-{type(intake).__name__}"
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await with_start(desk, name, intake, "acknowledge", {})
    assert isinstance(caught.value.cause, ApplicationError)
    assert "expected" in caught.value.cause.message
    handle = desk.client.get_workflow_handle(name)
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    await replays(handle)


async def test_what_cannot_be_recorded_leaves_no_trace(desk: Desk) -> None:
    case = await desk.open("SH-refused")
    before = await events(case)
    refused = await refusal(case, "record_filed", {"filed_on": "2999-01-01"})
    assert "is in the future" in refused.message
    refused = await refusal(case, "record_filed", {"filed": "MARKER"})
    assert refused.type == "InvalidInput"
    assert "filed_on: is required" in refused.message
    assert "MARKER" not in refused.message
    assert await events(case) == before


@pytest.mark.parametrize(
    "given", [[], [None], [["a", "list"]], [{}, {}]], ids=["empty", "null", "list", "two"]
)
async def test_an_update_is_exactly_one_object(desk: Desk, given: list[Any]) -> None:
    case = await desk.open(f"SH-objects-{len(given)}-{type(given[0]).__name__ if given else 0}")
    assert "one JSON object" in (await refusal(case, "acknowledge", *given)).message


async def test_a_timer_comes_due_and_people_are_reminded(desk: Desk, replays: Replaying) -> None:
    case = await desk.open("SH-timer")
    told = sum("SH-timer" in subject for subject in desk.mails)
    await case.pass_days(30)
    assert sum("SH-timer" in subject for subject in desk.mails) > told
    await replays(case.handle)


async def test_a_signal_that_says_nothing_harms_nothing(desk: Desk, replays: Replaying) -> None:
    case = await desk.open("SH-signals")
    words: list[list[Any]] = [
        [],
        [None],
        ["word"],
        [{}, {}],
        [{"look_again": True}],
        [{"child": 7}],
        [{"child": NESTED}],
    ]
    for given in words:
        await case.handle.signal("hear", args=given)
    await case.settle()
    assert (await case.overview())["ending"] is None
    await replays(case.handle)


async def test_what_is_cancelled_ends_in_good_order(desk: Desk, replays: Replaying) -> None:
    case = await desk.open("SH-cancelled")
    await case.handle.cancel()
    with pytest.raises(WorkflowFailureError) as caught:
        await case.handle.result()
    assert isinstance(caught.value.cause, CancelledError)
    assert (await case.overview())["ending"] == "withdrawn"
    account = await case.handle.query("account")
    assert account[-1]["what"] == "Cancelled in Temporal."
    described = await case.handle.describe()
    assert described.status is WorkflowExecutionStatus.CANCELED
    await replays(case.handle)


async def test_what_ends_tells_its_story(desk: Desk, replays: Replaying) -> None:
    case = await desk.open("SH-ends", filed_on=str(today()))
    answer = await case.handle.execute_update(
        "record_answer", {"on": str(await case.today()), "resolved": True}
    )
    assert "resolved" in answer["recorded"]
    story = await case.handle.result()
    assert (story["case_id"], story["ending"]) == ("SH-ends", "resolved")
    await replays(case.handle)


async def test_a_report_does_not_wait_for_the_mail(environment: Any, engine: Any) -> None:
    """Nor for the turn that opens the case; and the case ends when its mail is out."""
    sent = HeldChannels()
    client, queue = desk_client(environment), "cases-of-held-mail"
    async with worker_of_cases(client, engine, sent, queue=queue):
        desk = Desk(environment, client, sent, queue)
        case = await desk.start("SH-held", INTAKE)
        day = str(today())
        await case.handle.execute_update("record_filed", {"filed_on": day})
        await case.handle.execute_update("record_answer", {"on": day, "resolved": True})
        assert (await case.overview())["ending"] == "resolved"
        assert (await case.handle.describe()).status is WorkflowExecutionStatus.RUNNING
        assert desk.mails == []
        sent.free.set()
        assert (await case.handle.result())["ending"] == "resolved"
        assert desk.mails


@pytest.mark.server
async def test_a_long_case_goes_on_in_another_run(engine: Any, replays: Replaying) -> None:
    sent = RecordingChannels()
    async with virtual_server("limit.historyCount.suggestContinueAsNew=40") as environment:
        client = desk_client(environment)
        async with worker_of_cases(client, engine, sent):
            desk = Desk(environment, client, sent)
            case = await desk.open("SH-long")
            first = (await case.handle.describe()).run_id
            content = {"filed_on": str(await case.today()), "tracking_number": "C-7"}
            answer = await case.handle.execute_update("record_filed", content, id="filed")
            await case.settle()
            before = await account_of(case)
            for count in range(8):
                manager = {"case_manager": {"email": f"manager{count}@legalaid.example"}}
                await case.send("assign", **manager)
            assert (await case.handle.describe()).run_id != first
            assert (await account_of(case))[: len(before)] == before
            again = await case.handle.execute_update("record_filed", content, id="filed")
            assert again == answer
            await replays(client.get_workflow_handle("SH-long", run_id=first))
            await replays(client.get_workflow_handle("SH-long"))
            [event] = [
                one
                async for one in client.get_workflow_handle("SH-long").fetch_history_events()
                if one.HasField("workflow_execution_started_event_attributes")
            ]
            payloads = event.workflow_execution_started_event_attributes.input.payloads
            carried = (await client.data_converter.decode(payloads))[0]
            copied = await desk.start("SH-copied", carried)
            with pytest.raises(WorkflowFailureError) as caught:
                await copied.handle.result()
            assert "the state of another run" in str(caught.value.cause)
