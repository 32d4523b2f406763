"""How grievances and complaints are started in plays, and what is read off them."""

from collections.abc import Awaitable
from typing import Any, Protocol

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from deploy.rehearsal import Rehearsal
from models.cases.deadline import Deadline, FollowUp, Purpose
from tests.workflows.conftest import OpenCase

SECRET = "Chemotherapy for Jane Roe"
"""What a case is about: it may stand in the body of a mail, and nowhere else."""

SMALLEST: dict[str, Any] = {
    "program": "part_c",
    "service": SECRET,
    "case_manager": {"email": "manager@legalaid.example", "phone": "+12025550123"},
}


class Opening(Protocol):
    """Starts a workflow from the smallest intake with some fields changed."""

    def __call__(self, **changes: Any) -> Awaitable[Rehearsal]: ...


def opening(open_case: OpenCase, kind: str, smallest: dict[str, Any]) -> Opening:
    async def start(**changes: Any) -> Rehearsal:
        intake = {name: value for name, value in (smallest | changes).items() if value is not None}
        case: Rehearsal = await open_case(kind, intake)
        return case

    return start


async def failure(open_case: OpenCase, kind: str, intake: Any) -> str:
    """What a start that cannot be says."""
    case = await open_case(kind, intake)
    with pytest.raises(WorkflowFailureError) as caught:
        await case.handle.result()
    assert isinstance(caught.value.cause, ApplicationError)
    return caught.value.cause.message


async def clock(case: Rehearsal, purpose: Purpose) -> Deadline:
    """The last deadline with a purpose."""
    return [item for item in await case.deadlines() if item.purpose is purpose][-1]


async def look_after(case: Rehearsal) -> list[str]:
    """The kinds of the follow-ups that are open."""
    items = await case.handle.query("calendar")
    return [FollowUp.model_validate(item).kind.value for item in items if "kind" in item]


async def stage(case: Rehearsal) -> str:
    return str((await case.overview())["stage"])


async def ending(case: Rehearsal) -> str:
    return str((await case.handle.result())["ending"])
