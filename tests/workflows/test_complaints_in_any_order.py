"""Whatever is reported in whatever order: each report is taken or refused, and nothing sticks."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from deploy.rehearsal import Rehearsal
from models.deadline import Deadline, DeadlineStatus
from tests.clock import days_ago
from tests.workflows.complaint_plays import SMALLEST, opening

Report = tuple[str, dict[str, Any]]

_GROUNDS = ("refused_to_expedite", "extension", "referral", "quality_of_care")
_GRADES = ("immediate_need", "urgent", "other")


def grievance_reports(chance: random.Random) -> list[Report]:
    day = str(days_ago(chance.randrange(90)))
    return [
        ("record_filed", {"filed_on": day}),
        ("record_filed", {"filed_on": day, "filed_at": "02:30", "form": "oral"}),
        ("record_extension", {"noticed_on": day, "days": chance.randrange(1, 15)}),
        (
            "record_answer",
            {"on": day, "resolved": False, "form": chance.choice(["oral", "written"])},
        ),
        ("recalculate", {"reason": "x", "event_on": day}),
        ("recalculate", {"reason": "x", "filed_on": day}),
        ("recalculate", {"reason": "x", "about": chance.choice(_GROUNDS)}),
        ("recalculate", {"reason": "x", "extension_days": chance.randrange(15)}),
        ("acknowledge", {}),
        ("update_contacts", {"beneficiary": {"email": "patient@mail.example"}}),
    ]


def complaint_reports(chance: random.Random) -> list[Report]:
    day = str(days_ago(chance.randrange(50)))
    grade = chance.choice(_GRADES)
    return [
        ("record_filed", {"filed_on": day, "category": grade}),
        ("record_assigned", {"assigned_on": day, "category": grade}),
        ("record_assigned", {"assigned_on": day, "tracking_number": "C-1"}),
        ("record_extension", {"noticed_on": day}),
        ("record_contact", {"on": day}),
        ("recalculate", {"reason": "x", "filed_on": day}),
        ("recalculate", {"reason": "x", "also_grievance": chance.random() < 0.8}),
        ("recalculate", {"reason": "x", "extension_days": chance.randrange(15)}),
        ("acknowledge", {}),
        *([("record_answer", {"on": day, "resolved": False})] if chance.random() < 0.3 else []),
    ]


async def check(case: Rehearsal) -> None:
    """What holds of every docket: each purpose runs once, and nothing waits without a word."""
    deadlines: list[Deadline] = await case.deadlines()
    running = [item.purpose for item in deadlines if item.status is DeadlineStatus.OPEN]
    assert len(running) == len(set(running))
    assert len({item.id for item in deadlines}) == len(deadlines)
    now = await case.now()
    assert all(item.expires_at > now for item in deadlines if item.is_open)
    overview = await case.overview()
    assert running or await case.handle.query("calendar"), overview["stage"]
    await case.handle.query("__temporal_workflow_metadata")


async def took(case: Rehearsal, update: str, content: dict[str, Any]) -> bool:
    """Whether a report was taken; if not, it was refused in words."""
    refused: BaseException | None = None
    try:
        await case.send(update, **content)
    except WorkflowUpdateFailedError as error:
        refused = error.cause
    if refused is None:
        return True
    assert isinstance(refused, ApplicationError)
    assert refused.type in {"Refused", "RulebookFailure"}
    assert refused.message.strip()
    return False


async def disturb(case: Rehearsal, chance: random.Random, reports: Callable[..., Any]) -> int:
    taken = 0
    for _ in range(14):
        update, content = chance.choice(reports(chance))
        taken += await took(case, update, content)
        if chance.random() < 0.2:
            await case.pass_days(chance.choice([0.5, 3, 20]))
        await check(case)
    return taken


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["Grievance", "CmsComplaint"])
async def test_reports_in_any_order(
    environment: WorkflowEnvironment,
    worker: Worker,
    new_case_id: Callable[[], str],
    kind: str,
    seed: int,
) -> None:
    del worker
    chance = random.Random(f"{kind} {seed}")
    facts: dict[str, Any] = {}
    if kind == "Grievance":
        facts = {"about": chance.choice(_GROUNDS), "event_on": str(days_ago(60))}
    zone = chance.choice(["America/New_York", "Pacific/Honolulu"])
    start = opening(environment, new_case_id, kind, SMALLEST | facts | {"zone": zone})
    case = await start()
    reports = grievance_reports if kind == "Grievance" else complaint_reports
    assert await disturb(case, chance, reports)
    await case.send("close", reason="<b>Enough</b> " + "x" * 1900)
    assert (await case.handle.result())["ending"] == "closed"
    for event in (await case.handle.fetch_history()).events:
        if event.HasField("workflow_task_failed_event_attributes"):
            cause = event.workflow_task_failed_event_attributes.cause
            assert cause == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
