"""A start that cannot be opened fails at once, in plain words of bounded length."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import temporalio.api.common.v1
from temporalio.client import WorkflowFailureError
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from deploy.rehearsal import Rehearsal
from tests.workflows.shell.conftest import INTAKE, NESTED, Desk
from tests.workflows.shell.test_course import panel, refusal
from workflows.runtime.unknown_kind import UnknownKind

_BINARY = RawValue(
    temporalio.api.common.v1.Payload(metadata={"encoding": b"binary/none"}, data=b"\x00\x01")
)


async def why(case: Rehearsal) -> ApplicationError:
    """Why a start failed."""
    with pytest.raises(WorkflowFailureError) as caught:
        await case.handle.result()
    assert isinstance(caught.value.cause, ApplicationError)
    return caught.value.cause


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("nothing", []),
        ("null", [None]),
        ("list", [["a", "list"]]),
        ("two", [INTAKE, INTAKE]),
        ("binary", [_BINARY]),
        ("text", ["MARKER"]),
        ("nested", [INTAKE | {"deep": NESTED}]),
    ],
)
async def test_an_intake_is_exactly_one_object(
    desk: Desk, replays: Callable[..., Any], name: str, given: list[Any]
) -> None:
    case = await desk.start(f"SH-start-{name}", *given)
    refused = await why(case)
    assert (refused.type, refused.message) == (
        "InvalidInput",
        "expected one JSON object as the input",
    )
    assert "expected one JSON object" in await panel(case)
    await replays(case.handle)


async def test_an_intake_that_does_not_fit_is_explained_in_the_panel_too(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    case = await desk.start("SH-misfit", INTAKE | {"filed_on": "MARKER", "colour": "red"})
    refused = await why(case)
    assert set(refused.message.splitlines()) == {
        "filed_on: expected a date such as 2026-11-02",
        "colour: is not a field of this form; check its spelling",
    }
    with caplog.at_level(logging.INFO):
        shown = await panel(case)
    assert shown.startswith("# Not opened")
    assert "*Start Workflow Like This One*" in shown
    assert "expected a date such as" in shown
    assert "Traceback" not in caplog.text
    history = (await case.handle.fetch_history()).to_json()
    assert "stackTrace" not in history.split("workflowExecutionFailedEventAttributes")[1]


async def test_forty_thousand_unknown_fields_are_counted(desk: Desk) -> None:
    many = {f"field_{number}": number for number in range(40_000)}
    refused = await why(await desk.start("SH-many", INTAKE | many))
    assert len(refused.message.splitlines()) == 11
    assert "39990 more" in refused.message.splitlines()[-1]
    case = await desk.open("SH-few")
    refused = await refusal(case, "record_filed", many)
    assert len(refused.message.splitlines()) == 11
    assert (await case.overview())["ending"] is None


async def test_a_kind_of_case_that_is_none(desk: Desk, replays: Callable[..., Any]) -> None:
    case = await desk.start("SH-type", INTAKE, kind="AppealCse")
    refused = await why(case)
    assert refused.message == (
        "there is no such kind of case; the kinds are AppealCase, SecondOpinion, RecordsTransfer, "
        "Grievance, CmsComplaint"
    )
    assert "there is no such kind of case" in await panel(case)
    await replays(case.handle, UnknownKind)


async def test_the_case_manager_hears_of_a_kind_that_is_none(
    desk: Desk, replays: Callable[..., Any]
) -> None:
    """Whoever started it saw a green message."""
    manager = {"email": "kinds@legalaid.example"}
    started: list[tuple[str, list[Any]]] = [
        ("SH-kind", [INTAKE | {"case_manager": manager}]),
        ("SH-kind-MARKER Perez", [INTAKE | {"case_manager": manager}]),
        ("SH-kind-two", [INTAKE, INTAKE]),
        ("SH-kind-list", [INTAKE | {"case_manager": [manager]}]),
        ("SH-kind-binary", [_BINARY]),
        ("SH-kind-nothing", []),
    ]
    for case_id, given in started:
        case = await desk.start(case_id, *given, kind="CmsComplant")
        assert (await why(case)).message.startswith("there is no such kind of case")
        await replays(case.handle, UnknownKind)
    told = [one for _, to, one in desk.sent.sent if to == manager["email"]]
    assert [one.subject for one in told] == ["Complaint SH-kind was not opened"]
    assert "there is no such kind of case; the kinds are AppealCase, " in told[0].html


@pytest.mark.parametrize("name", ["execution_timeout", "run_timeout"])
async def test_a_case_that_would_end_by_itself_is_not_opened(
    desk: Desk, replays: Callable[..., Any], name: str
) -> None:
    """Ended by Temporal it would remind nobody, and nobody would be told of that."""
    times: Any = {name: timedelta(days=3650)}
    handle = await desk.client.start_workflow(
        "CmsComplaint", INTAKE, id=f"SH-{name}".replace("_", "-"), task_queue=desk.queue, **times
    )
    case = Rehearsal(desk.environment, handle)
    refused = await why(case)
    assert refused.type == "Refused"
    assert refused.message.startswith("Not opened: it was started with a time-out, after which")
    assert "Start it without an execution or run time-out." in await panel(case)
    await replays(handle)


@pytest.mark.parametrize("case_id", ["Ana Perez knee", "SH-1EG4-TE5-MK73"])
async def test_an_id_that_says_who_somebody_is(desk: Desk, case_id: str) -> None:
    case = await desk.start(case_id, INTAKE)
    refused = await why(case)
    assert refused.type == "Refused"
    assert "AC-2026-0042" in refused.message
    assert case_id not in refused.message
    assert not any(case_id in subject for subject in desk.mails)


async def test_the_case_manager_is_told_once_what_to_put_right(desk: Desk) -> None:
    intake = {"program": "part_c", "filed_on": "2999-01-01"}
    reader = {"email": "misfit@legalaid.example"}
    for manager in (reader, reader, {"email": "MARKER"}, {"email": "josé@legalaid.example"}):
        case = await desk.start("SH-told", intake | {"case_manager": manager})
        await why(case)
    told = [message for _, to, message in desk.sent.sent if "SH-told" in message.subject]
    assert [message.subject for message in told] == ["Complaint SH-told was not opened"]
    assert "filed_on: Tue, Jan 1, 2999 is in the future" in told[0].html
    await desk.open("SH-told", case_manager=reader)
