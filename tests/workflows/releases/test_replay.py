"""Cases recorded earlier replay on today's code; a case that took other steps does not.

What a case carries may be of another build: fields that this one does not know, or content that
today's forms would refuse. Such a case replays too, and its queries answer.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from models.presentation import queries
from tests.models.builds import (
    MORE,
    content_of_a_later_build,
    content_of_a_laxer_build,
    of_a_later_build,
    of_a_laxer_build,
)
from tests.workflows.releases.histories import HISTORIES
from workflows.case_workflow import CaseWorkflow
from workflows.registered import WORKFLOWS
from workflows.runtime.payloads import data_converter
from workflows.runtime.sandbox import workflow_runner

RECORDED = {path.stem: path.read_text() for path in sorted(HISTORIES.glob("*.json"))}

CASES = sorted(set(RECORDED) - {"caseload-digest", "look-again"})

_BY_TYPE = {
    str(definition.name): one
    for one in WORKFLOWS
    if (definition := workflow._Definition.from_class(one)) is not None
}

ANSWERS = (queries.overview, queries.deadlines, queries.calendar, queries.account, queries.panel)

Payload = dict[str, Any]


def replayer(
    type_: str, *, guarded: bool = True, interceptors: tuple[Interceptor, ...] = ()
) -> Replayer:
    """For the workflow of one type: the sandbox prepares each, which takes most of the time."""
    return Replayer(
        workflows=[_BY_TYPE[type_]],
        data_converter=data_converter,
        workflow_runner=workflow_runner(guarded=guarded),
        interceptors=interceptors,
    )


def started(name: str) -> dict[str, Any]:
    """What a recorded history begins with."""
    first: dict[str, Any] = json.loads(RECORDED[name])["events"][0]
    attributes: dict[str, Any] = first["workflowExecutionStartedEventAttributes"]
    return attributes


def type_of(name: str) -> str:
    """The workflow type of a recorded history."""
    return str(started(name)["workflowType"]["name"])


def recorded_id(name: str) -> str:
    """The id a case had, which the ids of those beside it begin with."""
    return str(started(name)["workflowId"])


def test_there_are_recorded_histories() -> None:
    assert set(RECORDED) >= {
        # A case of each kind, by itself and beside another, through its levels and endings.
        "part-c-to-the-court",
        "original-won-at-the-qic",
        "original-escalated",
        "good-cause",
        "part-d-won-at-the-ire",
        "hospital-discharge",
        "end-of-services",
        "grievance-to-cms",
        "grievance-resolved-late",
        "cms-complaint-resolved",
        "records-in-time",
        "records-late-twice",
        "second-opinion-agreed",
        "third-opinion-agreed",
        "won-with-a-second-opinion",
        "filed-and-supplemented",
        "opinions-in-conflict",
        "referral-refused",
        "referral-24-hours",
        "referral-to-cms",
        "caseload-digest",
        "look-again",
        # What was reported again, and other days that follow from it.
        "corrected-decision",
        "decision-counted-again",
        "discharge-put-off",
        "each-speed-its-day",
        "evidence-with-a-late-request",
        "forwarding-counted-again",
        "more-evidence",
        "people-changed",
        # What becomes of runs and of children.
        "cancelled",
        "complaint-terminated",
        "transfer-closed",
        "children-looked-for",
        "goes-on-as-new",
        "gone-on-as-new",
        # What fails: a contact, the database, a turn. One that ran out of its time is another
        # failure when it is replayed.
        "contact-mended",
        "database-down",
        "read-model-unwritten",
        "turn-failed",
        "turn-timed-out",
    }


@pytest.mark.parametrize("type_", sorted({type_of(name) for name in RECORDED}))
async def test_recorded_cases_replay(type_: str) -> None:
    """If this fails, running cases would stop: the order of commands must stay as it is."""
    histories = {
        name: WorkflowHistory.from_json(recorded_id(name), RECORDED[name])
        for name in RECORDED
        if type_of(name) == type_
    }

    async def each() -> AsyncIterator[WorkflowHistory]:
        for history in histories.values():
            yield history

    async with replayer(type_).workflow_replay_iterator(each()) as replayed:
        failures = [result.replay_failure async for result in replayed]
    assert dict(zip(histories, failures, strict=True)) == dict.fromkeys(histories)


async def test_a_case_that_took_another_step_does_not_replay() -> None:
    name = "original-won-at-the-qic"
    text = json.loads(RECORDED[name])
    scheduled = [
        event for event in text["events"] if "activityTaskScheduledEventAttributes" in event
    ]
    scheduled[0]["activityTaskScheduledEventAttributes"]["activityType"]["name"] = "another"
    history = WorkflowHistory.from_json(name, json.dumps(text))
    with pytest.raises(Exception, match=r"(?i)nondeterminism"):
        await replayer(type_of(name)).replay_workflow(history)


# --- from one build to another -----------------------------------------------------------------


class _Keep(Interceptor):
    """Keeps the workflow that was replayed."""

    def __init__(self) -> None:
        self.kept: list[CaseWorkflow] = []

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 (the base class's name)
    ) -> type[WorkflowInboundInterceptor]:
        del input
        kept = self.kept

        class Inbound(WorkflowInboundInterceptor):
            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002
                instance = workflow.instance()
                assert isinstance(instance, CaseWorkflow)
                kept.append(instance)
                return await super().execute_workflow(input)

        return Inbound


async def asked_after(name: str, history: dict[str, Any]) -> dict[str, Any]:
    """What a query is asked at the end of a history, once it was replayed."""
    keep = _Keep()
    recorded = WorkflowHistory.from_json(recorded_id(name), json.dumps(history))
    watched = replayer(type_of(name), guarded=False, interceptors=(keep,))
    await watched.replay_workflow(recorded)
    [case] = keep.kept
    return {
        "id": recorded_id(name),
        "kind": case.kind.value,
        "parent": case._parent,
        "case": case._case,
        "now": history["events"][-1]["eventTime"],
        "turn_failed": None,
    }


def changed(
    name: str,
    form: Callable[[dict[str, Any]], dict[str, Any]],
    carried: Callable[[dict[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    """A recorded history with other content.

    Args:
        name: Of the history.
        form: Makes other content of what was typed.
        carried: Makes another log, memory and children of those that a case carries.
    """
    history: dict[str, Any] = json.loads(RECORDED[name])
    first, *events = history["events"]
    [begin] = first["workflowExecutionStartedEventAttributes"]["input"]["payloads"]
    content = _content(begin)
    _write(
        begin, {"carried": carried(content["carried"])} if "carried" in content else form(content)
    )
    for event in events:
        accepted = event.get("workflowExecutionUpdateAcceptedEventAttributes")
        if accepted is not None:
            for payload in accepted["acceptedRequest"]["input"]["args"]["payloads"]:
                _write(payload, form(_content(payload)))
        marker = event.get("markerRecordedEventAttributes", {})
        for payload in marker.get("details", {}).get("result", {}).get("payloads", ()):
            answer = _content(payload)
            if "memory" in answer:
                _write(payload, _answer(answer, carried))
    return history


def _answer(
    answer: dict[str, Any], carried: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    part = {"log": answer["log"], "children": answer["children"], "memory": answer["memory"]["set"]}
    other = carried(part)
    memory = {**answer["memory"], "set": other["memory"]}
    return {**answer, "log": other["log"], "children": other["children"], "memory": memory}


def _content(payload: Payload) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(b64decode(payload["data"]))
    return content


def _write(payload: Payload, content: dict[str, Any]) -> None:
    payload["data"] = b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize("name", CASES)
async def test_a_case_of_another_build_replays_and_answers(name: str) -> None:
    ours = await asked_after(name, json.loads(RECORDED[name]))
    answers: dict[str, Any] = {answer.__name__: answer(ours) for answer in ANSWERS}
    later = await asked_after(name, changed(name, content_of_a_later_build, of_a_later_build))
    assert MORE.items() <= later["case"]["memory"].items()
    assert all(MORE.items() <= entry["content"].items() for entry in later["case"]["log"])
    assert {answer.__name__: answer(later) for answer in ANSWERS} == answers
    laxer = await asked_after(name, changed(name, content_of_a_laxer_build, of_a_laxer_build))
    assert laxer["case"]["log"][0]["content"]["case_manager"]["email"] == "josé@"
    said: dict[str, Any] = {answer.__name__: answer(laxer) for answer in ANSWERS}
    assert {name: bool(one) for name, one in said.items()} == {
        name: bool(one) for name, one in answers.items()
    }
    days = [[(one["id"], one["due_on"]) for one in all_["deadlines"]] for all_ in (said, answers)]
    assert days[0] == days[1]
    assert said["overview"]["stage"] == answers["overview"]["stage"]
