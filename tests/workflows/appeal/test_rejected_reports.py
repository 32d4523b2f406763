"""What cannot be is refused in words, at once, and the case goes on unharmed."""

from collections.abc import Callable
from typing import Any

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError

from deploy.rehearsal import Rehearsal
from models.local_time import short_day
from tests.clock import days_ago
from tests.workflows.steering import days, refusal


async def refused(case: Rehearsal) -> str:
    """Why a case was not opened."""
    with pytest.raises(WorkflowFailureError) as caught:
        await case.handle.result()
    assert isinstance(caught.value.cause, ApplicationError)
    return caught.value.cause.message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"program": "part_x"}, "program: expected 'original', 'part_c'"),
        ({"notice_date": "2999-01-01"}, "notice_date: Tue, Jan 1, 2999 is in the future"),
        (
            {"notice_date": "2013-12-31"},
            "notice_date: Tue, Dec 31, 2013 is before Wed, Jan 1, 2014",
        ),
        ({"case_id": "AC-OTHER"}, "case_id: differs from the Workflow ID"),
        ({"case_manager": {"email": "MARKER"}}, "case_manager.email: expected an email address"),
        (
            {"beneficiary": {"email": "MARKERé@x.example"}},
            "beneficiary.email: expected an address with plain letters before the @",
        ),
    ],
)
async def test_a_malformed_intake_fails_at_once(
    start: Callable[..., Any], changes: dict[str, Any], message: str
) -> None:
    said = await refused(await start(**changes))
    assert said.startswith(message)
    assert "MARKER" not in said


@pytest.mark.server
async def test_what_it_fails_with_holds_nothing_of_it(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(case_manager={"email": "MARKER"})
    await refused(case)
    history = str(await case.handle.fetch_history())
    assert "MARKER" not in history.split("workflow_execution_failed")[1]


async def test_malformed_and_impossible_updates_leave_the_case_unharmed(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=10)
    before = await case.handle.query("overview")
    today = await case.today()
    assert "filed_on: expected a date" in await refusal(case, "file_appeal", filed_on="soon")
    assert "filed_on: is required" in await refusal(case, "file_appeal")
    assert "colour: is not a field" in await refusal(
        case, "file_appeal", filed_on=str(today), colour="red"
    )
    assert "is in the future" in await refusal(case, "file_appeal", filed_on=str(today + days(1)))
    assert "is before the notice date" in await refusal(
        case, "file_appeal", filed_on=str(today - days(11))
    )
    assert "No decision is expected before a filing" in await refusal(
        case, "record_decision", outcome="favorable", notice_date=str(today)
    )
    assert "No clock runs" in await refusal(case, "record_extension", noticed_on=str(today))
    assert "Escalation opens when" in await refusal(case, "escalate", on=str(today))
    assert "No decision waits" in await refusal(case, "record_effectuation", on=str(today))
    assert "No filing day has been missed" in await refusal(
        case, "request_good_cause", filed_on=str(today), circumstances="ill"
    )
    assert "no late request is waiting" in await refusal(
        case, "request_good_cause", answer="granted", answered_on=str(today)
    )
    assert "deadline: expected one of" in await refusal(case, "acknowledge", deadline="x")
    assert "ending: expected" in await refusal(case, "close", ending="gone", reason="x")
    assert "expected at least one of case_manager" in await refusal(case, "update_contacts")
    assert await case.handle.query("overview") == before
    assert len(await case.handle.query("account")) == 1
    receipt = await case.send("file_appeal", filed_on=str(today))
    assert receipt.recorded == f"Plan reconsideration filed {short_day(today)}."


async def test_addresses_that_no_mail_reaches_are_refused(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    person = {"email": "josé@x.example"}
    for update, role in (("update_contacts", "beneficiary"), ("assign", "case_manager")):
        said = await refusal(case, update, **{role: person})
        assert said.startswith(f"{role}.email: expected an address with plain letters before the @")
        assert "jos" not in said
    # A domain in other letters has an ASCII form.
    await case.send("update_contacts", beneficiary={"email": "jose@señal.example"})


@pytest.mark.server
async def test_refused_updates_are_not_written_into_the_history(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=10)
    events = (await case.handle.describe()).history_length
    await refusal(case, "escalate", on=str(await case.today()))
    history = await case.handle.fetch_history()
    assert not any("update_accepted" in str(event.event_type).lower() for event in history.events)
    assert len(history.events) <= events + 3


async def test_a_decision_cannot_precede_its_filing(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=30)
    await case.send("file_appeal", filed_on=str(days_ago(5)))
    assert "is before the day the request was filed" in await refusal(
        case, "record_decision", outcome="favorable", notice_date=str(days_ago(6))
    )


async def test_original_medicare_and_payments_are_never_expedited(
    start: Callable[..., Any],
) -> None:
    original: Rehearsal = await start(program="original")
    payment: Rehearsal = await start(kind="payment")
    for case, words in ((original, "no expedited clock"), (payment, "cannot be expedited")):
        today = str(await case.today())
        await case.send("file_appeal", filed_on=today)
        assert words in await refusal(
            case, "request_expedited", requested_on=today, answer="granted"
        )


async def test_an_ended_case_says_so(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    await case.send("close", ending="withdrawn", reason="The patient chose another treatment")
    assert (await case.handle.result())["ending"] == "withdrawn"
