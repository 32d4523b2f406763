"""What was started beside a case and ends without a result leaves nothing unlooked-after."""

from collections.abc import Callable
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.service import RPCError

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.virtual_server import virtual_server
from tests.waiting import eventually
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import child, day, report, steps
from worker import build_worker
from workflows.children import LOOK_EVERY

pytestmark = pytest.mark.server

SIGNALLED = EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED

EVENTS_A_WEEK = 4
"""Two for the timer and two for a child, beside workflow tasks."""

SELDOM = "limit.historyCount.suggestContinueAsNew=70"
"""Of a server: each run goes on as new after so few events, and yet lives for some weeks."""

NOT_COUNTED = {
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    # Of the virtual clock, which brings workflow tasks of its own.
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
}


async def asked(case: Rehearsal) -> set[str]:
    return {item["kind"] for item in await case.handle.query("calendar") if "text" in item}


async def asks(case: Rehearsal, kinds: set[str]) -> None:
    """In the end it asks for these, and nothing else."""

    async def so() -> bool:
        try:
            return await asked(case) == kinds
        except RPCError:
            # A run that has just begun cannot be asked yet.
            return False

    await eventually(so)


async def test_a_grievance_is_looked_after_again_when_its_complaint_is_terminated(
    begin: Callable[..., Any],
) -> None:
    case: Rehearsal = await begin("Grievance", about="service", event_on=str(days_ago(20)))
    await case.send("record_filed", filed_on=await day(case, -10))
    await case.send("record_answer", on=await day(case), resolved=False)
    await case.send("file_cms_complaint")
    assert await asked(case) == set()
    complaint = await child(case, "cms-complaint.1")
    await complaint.handle.terminate("by hand")

    async def asks_again() -> bool:
        return await asked(case) == {"unresolved"}

    await eventually(asks_again)
    await case.send("file_cms_complaint", category="urgent")
    await keep_history(case, "complaint-terminated")


@pytest.mark.parametrize("by_hand", [True, False])
async def test_what_a_records_transfer_promised_is_not_expected_of_it_any_more(
    start: Callable[..., Any], *, by_hand: bool
) -> None:
    case: Rehearsal = await start(notice_days_ago=3, second_opinion={})
    opinion = await child(case, "second-opinion")
    await case.send("request_records", recipient="specialist", received_on=str(days_ago(0)))
    transfer = await child(case, "records.1")
    await transfer.send("record_extension", noticed_on=await day(transfer))

    async def expected() -> bool:
        return (await steps(opinion))["records"]["expected_on"] is not None

    async def broken() -> bool:
        return "plan_broken" in await asked(case)

    await eventually(expected)
    await eventually(broken)
    if by_hand:
        await transfer.handle.terminate("by hand")
    else:
        await transfer.send("close", reason="Another copy was found")

    async def nothing_is_expected() -> bool:
        return not await expected() and not await broken()

    await eventually(nothing_is_expected)
    assert (await case.overview())["plan_fits"] is True
    await keep_history(case, "transfer-closed")


async def looks(case: Rehearsal) -> list[int]:
    """Where in the history of its present run a case looked for those beside it."""
    events = [
        one async for one in case.handle.fetch_history_events() if one.event_type not in NOT_COUNTED
    ]
    return [
        number
        for number, one in enumerate(events)
        if one.event_type == SIGNALLED and "are_you_there" in str(one)
    ]


async def test_a_run_that_started_nothing_itself_looks_for_those_of_the_run_before(
    settings: ServiceSettings,
) -> None:
    async with (
        virtual_server(SELDOM) as environment,
        build_worker(environment.client, settings, channels=RecordingChannels()),
    ):
        intake = {
            "program": "part_c",
            "about": "service",
            "event_on": str(days_ago(20)),
            "case_manager": {"email": "manager@legalaid.example"},
        }
        case = await Rehearsal.start(environment, intake, "AC-left-alone", "Grievance")
        await report(case, "record_filed", filed_on=await day(case, -10))
        await report(case, "record_answer", on=await day(case), resolved=False)
        await report(case, "file_cms_complaint")
        complaint = await child(case, "cms-complaint.1")
        first = (await case.handle.describe()).run_id

        async def another_run() -> bool:
            await report(case, "assign", case_manager={"email": "next@legalaid.example"})
            return (await case.handle.describe()).run_id != first

        await eventually(another_run)
        await asks(case, set())

        looked: list[int] = []

        async def looked_thrice() -> bool:
            # A clock that is moved while a task is under way costs another task.
            await case.settle()
            await environment.fast_forward(case.handle, LOOK_EVERY)
            looked[:] = await looks(case)
            return len(looked) > 2

        # As a run begins, and each week. The first week of a run also holds how it began.
        await eventually(looked_thrice)
        await asks(case, set())
        *_, before, last = looked
        assert last - before <= EVENTS_A_WEEK
        await keep_history(case, "children-looked-for")
        await complaint.handle.terminate("by hand")
        await environment.fast_forward(case.handle, LOOK_EVERY)
        await asks(case, {"unresolved"})
        await report(case, "file_cms_complaint", category="urgent")
