"""Whatever order milestones arrive in: nothing ends stuck, evidence stays, no reminder is missed.

`APPEALCLOCK_ORDERS=1000` plays so many orders of each workflow instead of a few.
"""

import asyncio
import os
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from tests.waiting import eventually
from tests.workflows import reports
from tests.workflows.conftest import days_ago
from workflows.payloads import REFUSED

ORDERS = int(os.environ.get("APPEALCLOCK_ORDERS", "12"))
TOGETHER = 4
"""How many are played at once."""

KINDS: dict[str, tuple[dict[str, Any], Mapping[str, reports.Report]]] = {
    "SecondOpinion": ({"needed_by": str(days_ago(-70))}, reports.SECOND_OPINION),
    "RecordsTransfer": ({"recipient": "specialist"}, reports.RECORDS_TRANSFER),
    "Grievance": ({"about": "service", "event_on": str(days_ago(12))}, reports.GRIEVANCE),
    "CmsComplaint": ({"also_grievance": True}, reports.CMS_COMPLAINT),
}


async def is_running(case: Rehearsal) -> bool:
    description = await case.handle.describe()
    assert description.status in {
        WorkflowExecutionStatus.RUNNING,
        WorkflowExecutionStatus.COMPLETED,
    }
    return bool(description.status is WorkflowExecutionStatus.RUNNING)


async def send(case: Rehearsal, update: str, content: dict[str, Any]) -> bool:
    """Send a report; whether it was taken. A refusal is a sentence, never anything else."""
    cause: BaseException | None = None
    try:
        await case.send(update, **content)
    except WorkflowUpdateFailedError as error:
        cause = error.cause
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        # The report before ended it, and it was still saying so.
        return False
    if cause is None:
        return True
    assert isinstance(cause, ApplicationError)
    assert cause.type == REFUSED, cause
    assert cause.message
    return False


async def play(case: Rehearsal, kind: Mapping[str, reports.Report], seed: str) -> int:
    """Send reports at random until the work ends or they are used up; how much evidence came."""
    chance = random.Random(seed)
    known = {**kind, **reports.ANYWHERE}
    order = chance.choices(list(known), k=14)
    evidence = 0
    for update in order:
        if not await is_running(case):
            break
        if chance.random() < 0.25 and not await has_children(case):
            await case.pass_days(chance.choice([1, 6, 31]))
        if not await is_running(case):
            break
        content = known[update](chance, await case.today())
        taken = await send(case, update, content)
        evidence += taken and update in reports.EVIDENCE
    return evidence


async def has_children(case: Rehearsal) -> bool:
    description = await case.handle.describe()
    return bool(description.raw_description.pending_children)


async def check(case: Rehearsal, evidence: int) -> None:
    """What must hold, and that the work can be brought to an end."""
    if not await is_running(case):
        assert len((await case.handle.result())["evidence"]) >= evidence
        return
    overview = await case.overview()
    assert len(overview["evidence"]) >= evidence
    if not await has_children(case):
        waiting = await case.handle.query("calendar")
        assert waiting, "nothing is waited for, and nobody will be asked"
        await case.pass_days(100)
        now = await case.now()
        for deadline in await case.deadlines():
            for rung in deadline.rungs:
                assert rung.at > now or rung.outcome.value != "pending", (deadline.id, rung)
        if not await is_running(case):
            return
        waiting = await case.handle.query("calendar")
        assert waiting, "nothing is waited for, and nobody will be asked"
    await send(case, "close", {"reason": "Played far enough"})
    assert (await case.handle.result())["ending"]


@pytest.mark.parametrize("workflow_type", KINDS)
async def test_any_order(
    begin: Callable[..., Any], sent: RecordingChannels, workflow_type: str
) -> None:
    del sent
    intake, kind = KINDS[workflow_type]
    gate = asyncio.Semaphore(TOGETHER)

    async def one(seed: str) -> None:
        async with gate:
            try:
                case: Rehearsal = await begin(workflow_type, **intake)
                await check(case, await play(case, kind, seed))
            except BaseException as error:
                error.add_note(f"order {seed} of {workflow_type}")
                raise

    await asyncio.gather(*(one(f"{workflow_type} {number}") for number in range(ORDERS)))


async def test_any_order_in_a_family(start: Callable[..., Any]) -> None:
    """An appeal and what runs beside it, all reported to at random."""
    gate = asyncio.Semaphore(TOGETHER)

    async def one(seed: str) -> None:
        chance = random.Random(seed)
        async with gate:
            try:
                case: Rehearsal = await start(notice_days_ago=3, second_opinion={}, records=[{}])
                await play_family(case, chance)
            except BaseException as error:
                error.add_note(f"order {seed}")
                raise

    await asyncio.gather(*(one(f"family {number}") for number in range(ORDERS)))


async def play_family(case: Rehearsal, chance: random.Random) -> None:
    members = {
        "": (case, reports.APPEAL),
        "second-opinion": (case.beside("second-opinion"), reports.SECOND_OPINION),
        "records.1": (case.beside("records.1"), reports.RECORDS_TRANSFER),
    }
    evidence = dict.fromkeys(members, 0)
    for _ in range(20):
        name = chance.choice(list(members))
        member, kind = members[name]
        update = chance.choice(list(kind))
        if update == "answer_refusal" or not await is_running(member):
            continue
        taken = await send(member, update, kind[update](chance, await member.today()))
        evidence[name] += taken and update in reports.EVIDENCE
    if not await is_running(case):
        return

    async def everything_listed() -> bool:
        listed = (await case.overview())["evidence"]
        return len(listed) >= sum(evidence.values())

    await eventually(everything_listed)
    overview = await case.overview()
    filed = [piece for piece in overview["evidence"] if piece["filed_at"]]
    assert len({piece["id"] for piece in overview["evidence"]}) == len(overview["evidence"])
    await send(case, "close", {"ending": "withdrawn", "reason": "Played far enough"})
    told = await case.handle.result()
    assert [piece for piece in told["evidence"] if piece["filed_at"]] == filed
    for name in ("second-opinion", "records.1"):
        member = members[name][0]
        assert (await member.handle.result())["ending"]
