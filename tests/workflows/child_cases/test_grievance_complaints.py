"""A grievance and the complaints to CMS that are made of it."""

import asyncio
from typing import Any

from deploy.rehearsal import Rehearsal
from models.cases.deadline import DeadlineStatus, Purpose
from tests.clock import days_ago
from tests.workflows.child_cases.complaint_plays import (
    Opening,
    clock,
    ending,
    look_after,
    stage,
)
from tests.workflows.steering import days, refusal


async def test_closing_in_the_moment_a_complaint_reports_is_answered(grieve: Opening) -> None:
    """The child's first signal comes within the task of the close: the server drops such a task."""

    async def close_at_once() -> str:
        case = await grieve(filed_on=str(days_ago(3)))
        await case.send("record_answer", on=str(await case.today()), resolved=False)
        await case.send("file_cms_complaint")
        receipt = await case.send("close", reason="Taken up by another desk")
        return receipt.recorded

    answers = await asyncio.gather(*(close_at_once() for _ in range(12)))
    assert answers == ["Closed. Taken up by another desk"] * 12


async def test_missed_days_to_file_open_the_complaint_they_speak_of(grieve: Opening) -> None:
    case = await grieve(event_on=str(days_ago(80)))
    (follow_up,) = await case.handle.query("calendar")
    assert "`file_cms_complaint`" in follow_up["text"]
    await case.send("file_cms_complaint")
    complaint = case.beside("cms-complaint.1")
    await complaint.settle()
    assert await stage(case) == "grievance.filing"
    # Nobody has it as a grievance: the plan has no 14 days more.
    today = str(await complaint.today())
    await complaint.send("record_filed", filed_on=today)
    await complaint.send("record_assigned", assigned_on=today)
    assert "Only a complaint that is a grievance too" in await refusal(
        complaint, "record_extension", noticed_on=today
    )


async def test_closing_a_grievance_leaves_its_complaint_running(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(5)))
    await case.send("file_cms_complaint")
    await case.send("close", reason="Taken over by the family")
    assert await ending(case) == "closed"
    complaint = case.beside("cms-complaint.1")
    await complaint.settle()
    assert await stage(complaint) == "cms_complaint.calling"
    await complaint.send("record_filed", filed_on=str(await complaint.today()))
    assert await stage(complaint) == "cms_complaint.assigning"


async def complained(case: Rehearsal, number: int = 1, **facts: Any) -> Rehearsal:
    await case.send("file_cms_complaint", **facts)
    complaint = case.beside(f"cms-complaint.{number}")
    await complaint.settle()
    return complaint


async def test_a_complaint_closed_untried_leaves_the_grievance_where_it_was(
    grieve: Opening,
) -> None:
    waiting = await grieve(filed_on=str(days_ago(2)))
    complaint = await complained(waiting)
    await complaint.send("close", reason="Started by mistake")
    await waiting.settle()
    assert await stage(waiting) == "grievance.answering"
    assert (await clock(waiting, Purpose.ANSWER)).is_open
    unresolved = await grieve(filed_on=str(days_ago(2)))
    today = str(await unresolved.today())
    await unresolved.send("record_answer", on=today, resolved=False)
    complaint = await complained(unresolved)
    await complaint.send("close", reason="Started by mistake")
    await unresolved.settle()
    assert await stage(unresolved) == "grievance.unresolved"
    assert await look_after(unresolved) == ["unresolved"]
    again = await complained(unresolved, number=2)
    assert await stage(again) == "cms_complaint.calling"


async def test_a_complaint_that_failed_ends_an_unresolved_grievance(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(2)))
    today = str(await case.today())
    await case.send("record_answer", on=today, resolved=False)
    complaint = await complained(case, filed_on=today, assigned_on=today)
    await complaint.send("record_answer", on=today, resolved=False)
    assert await stage(case) == "grievance.unresolved"
    await complaint.send("close", reason="No door is left")
    await case.settle()
    assert await ending(case) == "unresolved"


async def test_a_complaint_that_failed_does_not_end_the_plans_time_to_answer(
    grieve: Opening,
) -> None:
    case = await grieve(filed_on=str(days_ago(2)))
    today = str(await case.today())
    complaint = await complained(case, filed_on=today, assigned_on=today)
    await complaint.send("record_answer", on=today, resolved=False)
    await complaint.send("close", reason="No door is left")
    await case.settle()
    assert await stage(case) == "grievance.answering"
    await case.pass_days(30)
    assert await look_after(case) == ["overdue"]


async def test_the_plan_has_a_complaint_as_a_grievance_too(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(2)))
    today = str(await case.today())
    complaint = await complained(case, filed_on=today, assigned_on=today)
    await complaint.send("record_extension", noticed_on=today)
    due = (await clock(complaint, Purpose.RESOLUTION)).due_on
    assert due == await complaint.today() + days(44)


async def test_while_a_complaint_runs_nothing_asks_for_another(grieve: Opening) -> None:
    case = await grieve(event_on=str(days_ago(45)), filed_on=str(days_ago(2)))
    await complained(case)
    assert "running already" in await refusal(case, "file_cms_complaint")
    # By the corrected day the plan was late before the complaint was made, which looks after that.
    await case.send("recalculate", reason="Filed earlier", filed_on=str(days_ago(40)))
    assert (await clock(case, Purpose.ANSWER)).status is DeadlineStatus.MISSED
    assert "see below" in (await case.overview())["next_action"]["what"]
    assert await look_after(case) == []
    await case.send("record_answer", on=str(await case.today()), resolved=False)
    assert await look_after(case) == []


async def test_a_complaint_that_cannot_run_is_refused_here(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(2)))
    today = str(await case.today())
    for facts, words in (
        ({"assigned_on": today}, "assigned_on: expected together with filed_on"),
        (
            {"filed_on": today, "assigned_on": "2024-12-31"},
            "assigned_on: is before Wed, Jan 1, 2025",
        ),
        ({"filed_on": "1999-01-01"}, "filed_on: is before Wed, Jan 1, 2014"),
    ):
        assert words in await refusal(case, "file_cms_complaint", **facts)
    assert (await case.overview())["children"] == []
