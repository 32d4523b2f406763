"""Whoever takes an appeal takes what runs beside it, and a mended contact is mended everywhere."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from tests.waiting import eventually

NEW_MANAGER = {"email": "second@legalaid.example", "code": "desk-2"}


async def manager(case: Rehearsal) -> str:
    attributes = (await case.handle.describe()).typed_search_attributes
    found = (str(pair.value) for pair in attributes if pair.key.name == "CaseManager")
    return next(found, "nobody yet")


async def has_recorded(case: Rehearsal, words: str) -> bool:
    return any(words in line["what"] for line in await case.handle.query("account"))


async def test_an_appeal_is_assigned_with_all_that_runs_beside_it(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=3, second_opinion={}, records=[{}])
    await case.send("file_grievance", about="service", event_on=str(await case.today()))
    grievance = case.beside("grievance.1")
    await grievance.send("record_filed", filed_on=str(await grievance.today()))
    await grievance.send("file_cms_complaint")
    beside = [
        case.beside("second-opinion"),
        case.beside("records.1"),
        grievance,
        grievance.beside("cms-complaint.1"),
    ]
    await case.send("assign", case_manager=NEW_MANAGER)

    async def all_of_it() -> bool:
        return {await manager(one) for one in (case, *beside)} == {"desk-2"}

    await eventually(all_of_it)
    for one in beside:
        assert await has_recorded(one, "Taken over from the case it runs beside: case_manager.")


@pytest.mark.server
async def test_a_covered_appeal_goes_back_with_what_runs_beside_it_and_nothing_is_reported(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=3, second_opinion={})
    both = [case, case.beside("second-opinion")]
    before = await manager(case)
    until = await case.today() + timedelta(days=1)

    async def all_have(code: str) -> bool:
        return {await manager(one) for one in both} == {code}

    # A child shows whose it is with its first turn.
    await eventually(lambda: all_have(before))
    await case.send("assign", case_manager=NEW_MANAGER, until=str(until))

    await eventually(lambda: all_have("desk-2"))
    # Each by itself: the server holds the clock of a case while something runs beside it.
    opinion = both[1]
    await opinion.pass_days(2)
    assert await opinion.today() > until
    assert await manager(opinion) == before
    assert await has_recorded(opinion, "The cover ended on")
    await opinion.send("close", reason="Not wanted")
    await case.pass_days(2)
    assert await manager(case) == before
    assert await has_recorded(case, "The cover ended on")


async def test_a_mended_contact_reaches_the_work_beside_it_and_the_others_stay(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    case: Rehearsal = await start(
        notice_days_ago=3,
        physician={"email": "doctor@family.example"},
        beneficiary={"email": "patient@home.example"},
        second_opinion={},
    )
    await case.send("update_contacts", physician={"email": "new-doctor@family.example"})
    opinion = case.beside("second-opinion")

    async def taken_over() -> bool:
        return await has_recorded(opinion, "Taken over from the case it runs beside: physician.")

    await eventually(taken_over)
    today = str(await opinion.today())
    await opinion.send(
        "record_report", received_on=today, agreement="agrees", elements=["confirms_diagnosis"]
    )
    await opinion.pass_days(3)
    asked = {address for _, address, message in sent.sent if "report" in message.subject}
    assert "new-doctor@family.example" in asked
    assert "doctor@family.example" not in asked
    await opinion.send("update_contacts", case_manager=NEW_MANAGER)
    assert await manager(opinion) == "desk-2"
    assert await manager(case) != "desk-2"


@pytest.mark.server
async def test_who_has_ended_is_not_told(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=3, second_opinion={})
    opinion = case.beside("second-opinion")
    await opinion.send("close", reason="Not wanted")

    async def heard() -> bool:
        return bool((await case.overview())["children"][0]["ending"])

    await eventually(heard)
    receipt = await case.send("assign", case_manager=NEW_MANAGER)
    assert receipt.recorded == "Assigned to another case manager."
    history = await case.handle.fetch_history()
    told = [
        event
        for event in history.events
        if event.HasField("signal_external_workflow_execution_initiated_event_attributes")
    ]
    assert told == []


@pytest.mark.server
async def test_a_child_that_temporal_ends_is_noticed(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=3, second_opinion={}, records=[{}])
    for child in ("second-opinion", "records.1"):
        await case.beside(child).settle()
    await case.beside("second-opinion").handle.terminate("by hand")
    await case.beside("records.1").handle.cancel()

    async def noticed() -> bool:
        children = (await case.overview())["children"]
        return [child["ending"] for child in children] == ["terminated", "withdrawn"]

    await eventually(noticed)
    # One that is cancelled still reports; one that is terminated cannot.
    assert await has_recorded(case, "Second opinion ended without a report: terminated.")
    assert await has_recorded(case, "Records transfer: Cancelled in Temporal.")
    await case.send("close", ending="withdrawn", reason="Enough")
    assert (await case.handle.result())["ending"] == "withdrawn"


@pytest.mark.server
async def test_closing_in_the_moment_a_child_ends_is_answered(start: Callable[..., Any]) -> None:
    """The end of a child's run comes within the task of the close: the server drops such a task."""

    async def close_both() -> str:
        case: Rehearsal = await start(notice_days_ago=3, second_opinion={})
        await case.beside("second-opinion").send("close", reason="Not wanted")
        return (await case.send("close", ending="withdrawn", reason="Enough")).recorded

    answers = await asyncio.gather(*(close_both() for _ in range(16)))
    assert set(answers) == {"Closed: withdrawn. Enough"}
