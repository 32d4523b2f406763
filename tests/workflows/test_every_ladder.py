"""Every way into every ladder, then reports at random: no case is ever stuck or misshown.

`APPEALCLOCK_ORDERS=1000` plays so many walks instead of a few; each names its seed if it fails.
"""

import asyncio
import json
import os
import random
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.channels import RecordingChannels
from activities.rulebook_failures import RULEBOOK_FAILURE
from deploy.rehearsal import Rehearsal
from models.intake import LEVELS
from models.program import Program
from tests.clock import days_ago
from tests.workflows.ladder_walks import a_report, intake_of, ways_in
from workflows.payloads import REFUSED

WALKS = int(os.environ.get("APPEALCLOCK_ORDERS", "12"))
STEPS = 12
TOGETHER = 4
"""How many are played at once."""

_SHOWN = re.compile(r"Send the update \*\*(\w+)\*\* with\n\n`(.*?)`\n")
_MISSHOWN = re.compile(r"-\d+ (?:days|hours)|\bNone\b|\d+ days past|— past|\bnobody\b")
"""What no panel of a running case shows: time that is less than none, or a gap."""


async def is_running(case: Rehearsal) -> bool:
    status = (await case.handle.describe()).status
    assert status in {WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.COMPLETED}, status
    return status is WorkflowExecutionStatus.RUNNING


async def send(case: Rehearsal, update: str, content: dict[str, Any]) -> str | None:
    """Send a report; why it was refused, or None where it was taken."""
    try:
        await case.send(update, **content)
    except WorkflowUpdateFailedError as error:
        cause = error.cause
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return "it has ended"
    else:
        return None
    assert isinstance(cause, ApplicationError)
    assert cause.type in {REFUSED, RULEBOOK_FAILURE}, (update, content, cause)
    assert cause.message
    assert "Error" not in cause.message, (update, content, cause.message)
    return cause.message


async def panel(case: Rehearsal) -> str:
    raw = await case.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(raw.current_details)


async def look(case: Rehearsal, zone: str) -> tuple[str, dict[str, Any]]:
    """What must hold of a running case, wherever it stands; the update that it shows to send."""
    overview = await case.overview()
    deadlines = await case.deadlines()
    action, text, now = overview["next_action"], await panel(case), await case.now()
    assert await case.handle.query("calendar"), "nothing is waited for, and nobody will be asked"
    assert not _MISSHOWN.search(text), text
    shown = _SHOWN.search(text)
    assert shown is not None, text
    open_ones = [deadline for deadline in deadlines if deadline.is_open]
    for deadline in deadlines:
        for rung in deadline.rungs:
            unsent = rung.outcome.value == "pending" and rung.at < now - timedelta(minutes=1)
            assert not unsent, (deadline.id, rung)
    for deadline in open_ones:
        assert deadline.expires_at > now, deadline.id
        assert deadline.reckoning.zone == zone
    assert len({deadline.id for deadline in deadlines}) == len(deadlines)
    if action["by"] is not None:
        assert action["by"] in {str(deadline.due_on) for deadline in open_ones}, action
    expected = {
        "filing": {"filing", "dismissal_review"},
        "deciding": {"decision"},
        "forwarding": {"forwarding"},
        "good_cause": set(),
        "effectuation": set(),
    }[overview["phase"]]
    purposes = {deadline.purpose.value for deadline in open_ones} - {"effectuation"}
    assert purposes <= expected, (overview["phase"], purposes)
    assert overview["phase"] != "filing" or purposes
    if overview["phase"] == "good_cause":
        late = "await good cause" not in action["label"]
        assert overview["urgency"] == "overdue" or not late
    return shown[1], json.loads(shown[2])


async def walk(case: Rehearsal, chance: random.Random, zone: str, said: list[str]) -> None:
    """Follow the panel, report at random, let time pass; look each time."""
    for _ in range(STEPS):
        if not await is_running(case):
            break
        update, example = await look(case, zone)
        choice = chance.random()
        if choice < 0.35:
            said.append(f"shown {update} {example}")
            refused = await send(case, update, example)
            assert refused is None, (update, example, refused)
        elif choice < 0.75:
            level = (await case.overview())["level"]
            levels = LEVELS[Program((await case.overview())["program"])]
            before = levels[max(levels.index(level) - 1, 0)]
            update, content = a_report(chance, await case.today(zone), before)
            said.append(f"{update} {content}")
            said.append(f"  {await send(case, update, content)}")
        else:
            days = chance.choice([0.1, 0.3, 0.6, 1.1, 8, 33, 70, 130])
            said.append(f"{days} days")
            await case.pass_days(days)


async def close(case: Rehearsal) -> None:
    """However it stands it can be ended, and its result tells of it."""
    if await is_running(case):
        await send(case, "close", {"ending": "withdrawn", "reason": "Played far enough"})
    assert (await case.handle.result())["ending"]
    history = await case.handle.fetch_history()
    assert not [
        event
        for event in history.events
        if event.HasField("workflow_task_failed_event_attributes")
        and event.workflow_task_failed_event_attributes.cause
        != WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
    ]


WAYS = list(ways_in())


async def test_every_ladder(start: Callable[..., Any], sent: RecordingChannels) -> None:
    del sent
    gate = asyncio.Semaphore(TOGETHER)

    async def one(number: int) -> None:
        seed = f"ladder {number}"
        chance = random.Random(seed)
        way = WAYS[number % len(WAYS)] if len(WAYS) <= WALKS else chance.choice(WAYS)
        async with gate:
            intake = intake_of(way, chance, days_ago(0))
            said = [seed, str(intake)]
            try:
                case: Rehearsal = await start(notice_days_ago=None, **intake)
                await walk(case, chance, intake["zone"], said)
                await close(case)
            except BaseException as error:
                error.add_note("\n".join(said))
                raise

    outcomes = await asyncio.gather(*map(one, range(WALKS)), return_exceptions=True)
    failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    if failures:
        raise BaseExceptionGroup("walks that went wrong", failures)
