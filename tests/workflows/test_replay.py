"""Cases recorded earlier replay on today's code; a case that took other steps does not."""

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.workflows.histories import HISTORIES
from workflows import WORKFLOWS
from workflows.payloads import data_converter
from workflows.sandbox import workflow_runner

RECORDED = sorted(HISTORIES.glob("*.json"))


def replayer() -> Replayer:
    return Replayer(
        workflows=WORKFLOWS, data_converter=data_converter, workflow_runner=workflow_runner()
    )


def test_there_are_recorded_histories() -> None:
    assert {path.stem for path in RECORDED} >= {
        "part-c-to-the-court",
        "original-won-at-the-qic",
        "original-escalated",
        "good-cause",
    }


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_case_replays(path: Path) -> None:
    """If this fails, running cases would stop: guard the change with workflow.patched()."""
    history = WorkflowHistory.from_json(path.stem, path.read_text())
    await replayer().replay_workflow(history)


async def test_a_case_that_took_another_step_does_not_replay() -> None:
    path = HISTORIES / "original-won-at-the-qic.json"
    text = json.loads(path.read_text())
    scheduled = [
        event for event in text["events"] if "activityTaskScheduledEventAttributes" in event
    ]
    scheduled[0]["activityTaskScheduledEventAttributes"]["activityType"]["name"] = "another"
    history = WorkflowHistory.from_json(path.stem, json.dumps(text))
    with pytest.raises(Exception, match="(?i)nondeterminism"):
        await replayer().replay_workflow(history)
