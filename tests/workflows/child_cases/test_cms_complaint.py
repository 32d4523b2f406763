"""Complaints to CMS, from the call to the further doors, on a clock of their own."""

from typing import Any

import pytest

from activities.delivery.channels import RecordingChannels
from models.cases.deadline import DeadlineStatus, Purpose
from models.local_time import short_day
from models.notices.messages.channel import Channel
from tests.clock import days_ago
from tests.workflows.child_cases.complaint_plays import (
    SECRET,
    SMALLEST,
    Opening,
    clock,
    ending,
    failure,
    look_after,
    opening,
    stage,
)
from tests.workflows.conftest import OpenCase
from tests.workflows.steering import days, refusal


@pytest.fixture
def complain(open_case: OpenCase) -> Opening:
    return opening(open_case, "CmsComplaint", SMALLEST)


@pytest.mark.server
async def test_from_the_call_to_its_resolution(complain: Opening) -> None:
    case = await complain(category="urgent")
    assert any("Have ready" in remark for remark in (await case.overview())["remarks"])
    assert await look_after(case) == ["unresolved"]
    assert (await case.overview())["urgency"] == "urgent"
    today = str(await case.today())
    await case.send("record_filed", filed_on=today, tracking_number="C-77")
    assert await look_after(case) == ["tracking"]
    await case.pass_days(2)
    assigned = await case.today()
    await case.send("record_assigned", assigned_on=str(assigned))
    resolve = await clock(case, Purpose.RESOLUTION)
    assert resolve.due_on == assigned + days(7)
    assert resolve.reckoning.verified
    await case.pass_days(3)
    await case.send("record_contact", on=str(await case.today()))
    await case.send("record_answer", on=str(await case.today()), resolved=True)
    assert await ending(case) == "resolved"
    assert (await clock(case, Purpose.RESOLUTION)).status is DeadlineStatus.MET


async def test_late_then_further_doors_then_closed(complain: Opening) -> None:
    today = str(days_ago(0))
    case = await complain(category="immediate_need", filed_on=today, assigned_on=today)
    assert [item.purpose for item in await case.deadlines()] == [Purpose.RESOLUTION]
    assert "neither urgent nor of immediate need" in await refusal(
        case, "record_extension", noticed_on=today
    )
    await case.pass_days(4)
    assert await look_after(case) == ["overdue"]
    assert (await case.overview())["urgency"] == "overdue"
    assert any("Ombudsman" in remark for remark in (await case.overview())["remarks"])
    await case.send("record_answer", on=str(await case.today()), resolved=False)
    assert await stage(case) == "cms_complaint.further_doors"
    assert await look_after(case) == ["unresolved"]
    # Recorded again, it changes nothing.
    await case.send("record_answer", on=str(await case.today()), resolved=False)
    assert await look_after(case) == ["unresolved"]
    history = await case.handle.query("account")
    lines = [line["what"] for line in history]
    answers = [line["report"] for line in history if "not resolved" in line["what"]]
    assert answers == [2, 3]
    assert any(line.endswith(": immediate need.") for line in lines)
    panel = (await case.handle.query("__temporal_workflow_metadata")).current_details
    assert "none seen" not in panel
    await case.pass_days(100)
    assert await look_after(case) == ["unresolved"]
    await case.send("close", reason="The plan was left")
    assert await ending(case) == "closed"


async def test_a_door_that_opens_after_all_resolves_it(complain: Opening) -> None:
    today = str(days_ago(0))
    case = await complain(filed_on=today)
    await case.send("record_answer", on=today, resolved=False)
    await case.send("record_answer", on=today, resolved=True)
    assert await ending(case) == "resolved"


async def test_a_new_grade_moves_the_plans_day(complain: Opening) -> None:
    today = str(days_ago(0))
    case = await complain(filed_on=today, assigned_on=today)
    assert (await clock(case, Purpose.CONTACT)).due_on == days_ago(0) + days(7)
    receipt = await case.send("record_assigned", assigned_on=today, category="immediate_need")
    assert {change.after for change in receipt.changes} == {days_ago(0) + days(2), None}
    # By a grade of immediate need nobody waited for a call of the plan.
    assert [item.purpose for item in await case.deadlines()] == [Purpose.RESOLUTION]
    await case.send("record_assigned", assigned_on=today, category="other")
    assert (await clock(case, Purpose.RESOLUTION)).due_on == days_ago(0) + days(30)
    assert (await clock(case, Purpose.CONTACT)).is_open


async def test_an_extension_ends_where_it_becomes_urgent(complain: Opening) -> None:
    today = str(days_ago(0))
    case = await complain(filed_on=today, assigned_on=today, also_grievance=True)
    await case.send("record_extension", noticed_on=today)
    assert (await clock(case, Purpose.RESOLUTION)).due_on == days_ago(0) + days(44)
    assert "extended its time already" in await refusal(case, "record_extension", noticed_on=today)
    await case.send("record_assigned", assigned_on=today, category="urgent")
    assert (await clock(case, Purpose.RESOLUTION)).due_on == days_ago(0) + days(7)
    await case.send("record_assigned", assigned_on=today, category="other")
    assert (await clock(case, Purpose.RESOLUTION)).due_on == days_ago(0) + days(30)


async def test_a_corrected_assignment_leaves_no_missed_day_behind(complain: Opening) -> None:
    case = await complain(filed_on=str(days_ago(400)), assigned_on=str(days_ago(390)))
    assert await look_after(case) == ["overdue"]
    await case.send("record_assigned", assigned_on=str(days_ago(3)))
    assert await look_after(case) == []
    statuses = {item.purpose: item.status for item in await case.deadlines()}
    assert statuses == {
        Purpose.RESOLUTION: DeadlineStatus.OPEN,
        Purpose.CONTACT: DeadlineStatus.OPEN,
    }
    assert len(await case.deadlines()) == 2
    milestones = {item["key"]: item["done_on"] for item in (await case.overview())["milestones"]}
    assert milestones["assigned"] == str(days_ago(3))


async def test_the_assignment_sent_again_when_late_asks_nothing_twice(complain: Opening) -> None:
    day = str(days_ago(40))
    case = await complain(filed_on=day, assigned_on=day)
    before = len(await case.deadlines())
    await case.send("record_assigned", assigned_on=day)
    assert len(await case.deadlines()) == before
    assert await look_after(case) == ["overdue"]


async def test_what_the_call_asks_for_can_be_recorded(complain: Opening) -> None:
    today = str(days_ago(0))
    case = await complain(filed_on=today)
    (follow_up,) = await case.handle.query("calendar")
    assert "tracking number" in follow_up["text"]
    await case.send("record_assigned", assigned_on=today, tracking_number="C-9", category="urgent")
    details = await case.handle.query("__temporal_workflow_metadata")
    assert "C-9" in str(details)


async def test_a_wrong_day_is_corrected(complain: Opening) -> None:
    case = await complain(filed_on=str(days_ago(30)), also_grievance=None)
    await case.send(
        "recalculate", reason="Typed wrong", filed_on=str(days_ago(5)), tracking_number="C-2"
    )
    milestones = (await case.overview())["milestones"]
    assert milestones[0]["done_on"] == str(days_ago(5))
    assert "is before the complaint" in await refusal(
        case, "record_assigned", assigned_on=str(days_ago(6))
    )
    await case.send("record_assigned", assigned_on=str(days_ago(4)))
    assert "Only a complaint that is a grievance too" in await refusal(
        case, "record_extension", noticed_on=str(days_ago(1))
    )
    await case.send("recalculate", reason="It is one too", also_grievance=True)
    await case.send("record_extension", noticed_on=str(days_ago(1)))
    await case.send("recalculate", reason="There was none", extension_days=0)
    assert (await clock(case, Purpose.RESOLUTION)).due_on == days_ago(4) + days(30)


async def test_corrections_that_contradict_are_refused(complain: Opening) -> None:
    case = await complain()
    for facts, words in (
        ({}, "Nothing is corrected"),
        ({"filed_on": str(days_ago(1))}, "record_filed comes first"),
        ({"extension_days": 0}, "No extension is recorded"),
    ):
        assert words in await refusal(case, "recalculate", reason="x", **facts)
    await case.send("record_filed", filed_on=str(days_ago(9)))
    await case.send("record_assigned", assigned_on=str(days_ago(7)))
    assert await refusal(case, "recalculate", reason="x", filed_on=str(days_ago(6))) == (
        f"Report 3 rests on it: assigned_on: {short_day(days_ago(7))} is before the complaint, "
        f"{short_day(days_ago(6))}."
    )
    await case.send("recalculate", reason="It is one", also_grievance=True)
    await case.send("record_extension", noticed_on=str(days_ago(1)))
    assert "an extension is recorded" in await refusal(
        case, "recalculate", reason="x", also_grievance=False
    )
    await case.send("recalculate", reason="It is not", also_grievance=False, extension_days=0)
    assert (await clock(case, Purpose.RESOLUTION)).due_on == days_ago(7) + days(30)


async def test_an_extension_noticed_in_time_counts_though_recorded_late(
    complain: Opening,
) -> None:
    day = str(days_ago(0))
    case = await complain(filed_on=day, assigned_on=day, also_grievance=True)
    await case.pass_days(33)
    due = (await clock(case, Purpose.RESOLUTION)).due_on
    assert "after the plan's time ran out" in await refusal(
        case, "record_extension", noticed_on=str(due + days(1))
    )
    await case.send("record_extension", noticed_on=str(due))
    assert (await clock(case, Purpose.RESOLUTION)).due_on == due + days(14)
    assert (await clock(case, Purpose.RESOLUTION)).is_open
    assert await look_after(case) == []
    # The plan's call stays as it was: missed.
    assert (await clock(case, Purpose.CONTACT)).status is DeadlineStatus.MISSED


async def test_a_call_in_time_but_reported_late_was_in_time(complain: Opening) -> None:
    day = str(days_ago(0))
    case = await complain(filed_on=day, assigned_on=day)
    await case.pass_days(9)
    assert (await clock(case, Purpose.CONTACT)).status is DeadlineStatus.MISSED
    assert await look_after(case) == []
    await case.send("record_contact", on=str(days_ago(0) + days(7)))
    assert (await clock(case, Purpose.CONTACT)).status is DeadlineStatus.MET


async def test_a_late_answer_was_late(complain: Opening) -> None:
    day = str(days_ago(0))
    case = await complain(category="urgent", filed_on=day, assigned_on=day)
    await case.pass_days(9)
    await case.send("record_answer", on=str(await case.today()), resolved=True)
    assert await ending(case) == "resolved"
    assert (await clock(case, Purpose.RESOLUTION)).status is DeadlineStatus.MISSED


async def test_a_call_before_the_assignment_needs_no_clock(complain: Opening) -> None:
    day = str(days_ago(0))
    case = await complain(filed_on=day)
    await case.send("record_contact", on=day)
    await case.send("record_contact", on=day)
    await case.send("record_assigned", assigned_on=day)
    assert [item.purpose for item in await case.deadlines()] == [Purpose.RESOLUTION]


async def test_every_refusal_is_a_sentence(complain: Opening) -> None:
    case = await complain()
    today = await case.today()
    for update, facts, words in (
        ("record_assigned", {"assigned_on": str(today)}, "record_filed comes first"),
        ("record_answer", {"on": str(today), "resolved": True}, "record_filed comes first"),
        ("record_contact", {"on": str(today)}, "record_filed comes first"),
        ("record_extension", {"noticed_on": str(today)}, "No time of the plan runs"),
        ("record_filed", {"filed_on": str(today + days(1))}, "is in the future"),
        ("record_filed", {"filed_on": str(today), "category": "x"}, "category: expected"),
        ("record_filed", {"filed_on": str(today), "tracking_number": ""}, "tracking_number: "),
    ):
        assert words in await refusal(case, update, **facts)
    await case.send("record_filed", filed_on=str(today))
    for update, facts, words in (
        ("record_filed", {"filed_on": str(today)}, "made already"),
        ("record_assigned", {"assigned_on": str(days_ago(1))}, "is before the complaint"),
        (
            "record_assigned",
            {"assigned_on": "2024-06-01"},
            "assigned_on: is before Wed, Jan 1, 2025",
        ),
        ("record_answer", {"on": str(days_ago(1)), "resolved": True}, "is before the complaint"),
    ):
        assert words in await refusal(case, update, **facts)
    await case.send("record_answer", on=str(today), resolved=False)
    assert "answered already" in await refusal(case, "record_assigned", assigned_on=str(today))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"program": "original"}, "program: expected part_c, part_d or integrated; "),
        ({"category": "MARKER"}, "category: expected 'immediate_need'"),
        ({"assigned_on": str(days_ago(1))}, "assigned_on: expected together with filed_on"),
        (
            {"filed_on": str(days_ago(1)), "assigned_on": str(days_ago(2))},
            "assigned_on: is before filed_on",
        ),
        ({"filed_on": "2999-01-01"}, "filed_on: Tue, Jan 1, 2999 is in the future"),
        (
            {"filed_on": "2024-01-01", "assigned_on": "2024-01-02"},
            "assigned_on: is before Wed, Jan 1, 2025",
        ),
        ({"case_manager": {}}, "case_manager.email: is required"),
    ],
)
async def test_a_malformed_intake_fails_at_once(
    open_case: OpenCase,
    changes: dict[str, Any],
    message: str,
) -> None:
    said = await failure(open_case, "CmsComplaint", SMALLEST | changes)
    assert said.startswith(message)
    assert "MARKER" not in said


async def test_assign_contacts_and_acknowledge(complain: Opening, sent: RecordingChannels) -> None:
    case = await complain()
    await case.send("assign", case_manager={"email": "next@legalaid.example"})
    await case.pass_days(4)
    mine = [item for item in sent.sent if case.handle.id in item[2].subject + item[2].text]
    assert mine[-1][1] == "next@legalaid.example"
    await case.send("update_contacts", case_manager={"email": "third@legalaid.example"})
    await case.pass_days(4)
    mine = [item for item in sent.sent if case.handle.id in item[2].subject + item[2].text]
    assert mine[-1][1] == "third@legalaid.example"
    await case.send("acknowledge")
    await case.pass_days(8)
    assert len(mine) == len(
        [item for item in sent.sent if case.handle.id in item[2].subject + item[2].text]
    )


async def test_subjects_and_sms_tell_nothing_of_health(
    complain: Opening, sent: RecordingChannels
) -> None:
    case = await complain(category="urgent")
    await case.pass_days(1)
    today = str(await case.today())
    await case.send("record_filed", filed_on=today)
    await case.pass_days(2)
    await case.send("record_assigned", assigned_on=today)
    await case.pass_days(9)
    mine = [item for item in sent.sent if case.handle.id in item[2].subject + item[2].text]
    assert {channel for channel, _, _ in mine} == {Channel.EMAIL, Channel.SMS}
    for channel, _, message in mine:
        shown = message.text if channel is Channel.SMS else message.subject
        for word in ("Chemotherapy", "Jane", "urgent"):
            assert word.lower() not in shown.lower()
    assert any(SECRET in message.text for _, _, message in mine)
