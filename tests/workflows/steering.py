"""How tests steer a case on a server, and read where it stands."""

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from deploy.rehearsal import Rehearsal
from models.cases.deadline import Deadline
from models.cases.evidence import Element
from models.rulebook import rulebook
from models.rulebook.amounts import Forum, Threshold
from tests.waiting import eventually

OFTEN = "limit.historyCount.suggestContinueAsNew=40"
"""Of a server: each run goes on as new after so few events."""


ALL_FIVE = [element.value for element in Element]
"""What a complete report of a specialist says."""


def days(number: int) -> timedelta:
    return timedelta(days=number)


def amounts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each year ask for the amount of 2027 in controversy, on whatever day a test begins."""
    amount_of = rulebook.amount

    def of_2027(forum: Forum, *, on: date) -> Threshold:
        del on
        return amount_of(forum, on=date(2027, 1, 1))

    monkeypatch.setattr(rulebook, "amount", of_2027)


async def day(case: Rehearsal, after: int = 0) -> str:
    """A day of the case's calendar, as it is typed."""
    return str(await case.today() + timedelta(days=after))


async def refusal(case: Rehearsal, update: str, **content: Any) -> str:
    """The words in which the case refuses an update."""
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await case.handle.execute_update(update, content)
    assert isinstance(caught.value.cause, ApplicationError)
    return caught.value.cause.message


async def report(case: Rehearsal, update: str, **content: Any) -> None:
    """Send an update, and once more under its id where the server says that it did not get through.

    A signal in the moment in which a run goes on as new makes the server turn updates away.
    """
    name = uuid4().hex

    async def taken() -> bool:
        try:
            await case.handle.execute_update(update, content, id=name)
        except RPCError:
            return False
        return True

    await eventually(taken)


async def child(case: Rehearsal, suffix: str) -> Rehearsal:
    """A workflow that the case has started, when it is open.

    A report is answered before what it asks for is started.
    """
    found = case.beside(suffix)

    async def started() -> bool:
        try:
            await found.settle()
        except RPCError:
            return False
        return True

    await eventually(started)
    return found


async def last(case: Rehearsal, rule: str) -> Deadline:
    """The last deadline by a rule."""
    found = [one for one in await case.deadlines() if one.reckoning.rule == rule]
    assert found, f"no deadline by {rule}"
    return found[-1]


async def steps(case: Rehearsal) -> dict[str, Any]:
    """The milestones by key."""
    return {step["key"]: step for step in (await case.overview())["milestones"]}


async def details_of(case: Rehearsal) -> str:
    """The details panel."""
    metadata = await case.handle.query("__temporal_workflow_metadata")
    return str(metadata.current_details)


_SHOWN = re.compile(r"Send an Update\*: \*\*(\w+)\*\* with\n\n```json\n(.*?)\n```", re.DOTALL)


async def shown(case: Rehearsal) -> tuple[str, dict[str, Any]]:
    """The update and its JSON, read off the panel as a person would."""
    raw = await case.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    found = _SHOWN.search(raw.current_details)
    assert found is not None, raw.current_details
    return found[1], json.loads(found[2])


async def follow(case: Rehearsal, *expected: str) -> None:
    """Send what is shown, again and again."""
    for name in expected:
        update, content = await shown(case)
        assert update == name
        await case.send(update, **content)
