"""Grievances to the plan, from the event to the answer and beyond, on a clock of their own."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from activities.delivery.channels import RecordingChannels
from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.people import Role
from models.local_time import short_day
from models.notices.messages.channel import Channel
from tests.clock import days_ago, end_of
from tests.workflows.child_cases.complaint_plays import (
    SECRET,
    Opening,
    clock,
    ending,
    look_after,
    stage,
)
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, refusal

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.server
async def test_filed_and_resolved_in_time(grieve: Opening) -> None:
    case = await grieve()
    assert (await clock(case, Purpose.GRIEVANCE)).due_on == days_ago(10) + days(60)
    await case.pass_days(5)
    filed = await case.today()
    receipt = await case.send("record_filed", filed_on=str(filed))
    assert receipt.recorded == f"Grievance received by the plan {short_day(filed)}."
    assert (await clock(case, Purpose.GRIEVANCE)).status is DeadlineStatus.MET
    assert (await clock(case, Purpose.ANSWER)).due_on == filed + days(30)
    await case.pass_days(20)
    await case.send("record_answer", on=str(await case.today()), resolved=True)
    assert await ending(case) == "resolved"
    assert (await clock(case, Purpose.ANSWER)).status is DeadlineStatus.MET


async def test_the_standard_clock_is_extended_once(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(2)))
    await case.send("record_extension", noticed_on=str(days_ago(1)))
    assert (await clock(case, Purpose.ANSWER)).due_on == days_ago(2) + days(44)
    again = await refusal(case, "record_extension", noticed_on=str(days_ago(1)))
    assert "extended its time already" in again
    await case.pass_days(50)
    assert (await clock(case, Purpose.ANSWER)).status is DeadlineStatus.MISSED
    assert await look_after(case) == ["overdue"]


async def test_24_hours_late_unresolved_and_resolved_by_a_complaint_to_cms(
    grieve: Opening,
) -> None:
    case = await grieve(about="refused_to_expedite", event_on=str(days_ago(1)))
    filed = days_ago(1)
    await case.send("record_filed", filed_on=str(filed), filed_at="23:50", form="oral")
    answer = await clock(case, Purpose.ANSWER)
    assert answer.reckoning.rule == "G.EXP.C"
    local = datetime.combine(filed, time(23, 50), NEW_YORK)
    assert answer.expires_at.timestamp() == local.timestamp() + 24 * 3600
    assert "24-hour clock cannot be extended" in await refusal(
        case, "record_extension", noticed_on=str(filed)
    )
    await case.pass_days(1.5)
    assert await look_after(case) == ["overdue"]
    assert (await case.overview())["urgency"] == "overdue"
    today = str(await case.today())
    receipt = await case.send("record_answer", on=today, resolved=False)
    assert any("cannot be appealed" in remark for remark in receipt.remarks)
    assert await stage(case) == "grievance.unresolved"
    await case.send("file_cms_complaint", category="immediate_need")
    assert await look_after(case) == []
    complaint = case.beside("cms-complaint.1")
    await complaint.settle()
    day = str(await complaint.today())
    await complaint.send("record_filed", filed_on=day, tracking_number="C-1")
    await complaint.send("record_assigned", assigned_on=day)
    assert (await clock(complaint, Purpose.RESOLUTION)).due_on == await complaint.today() + days(2)
    await complaint.send("record_answer", on=day, resolved=True)
    assert await ending(complaint) == "resolved"
    await case.settle()
    assert await ending(case) == "resolved"
    await keep_history(complaint, "cms-complaint-resolved")
    await keep_history(case, "grievance-to-cms")


async def test_an_answer_that_comes_late_still_resolves_it(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(3)))
    await case.pass_days(40)
    assert "run out" in (await case.overview())["next_action"]["what"]
    await case.send("record_answer", on=str(await case.today()), resolved=True, form="written")
    assert await ending(case) == "resolved"
    assert (await clock(case, Purpose.ANSWER)).status is DeadlineStatus.MISSED
    await keep_history(case, "grievance-resolved-late")


async def test_the_days_to_file_are_missed_and_it_is_still_filed(grieve: Opening) -> None:
    case = await grieve()
    await case.pass_days(60)
    assert (await clock(case, Purpose.GRIEVANCE)).status is DeadlineStatus.MISSED
    assert await look_after(case) == ["overdue"]
    filed = await case.today()
    await case.send("record_filed", filed_on=str(filed))
    assert await look_after(case) == []
    assert (await clock(case, Purpose.GRIEVANCE)).status is DeadlineStatus.MISSED
    assert (await clock(case, Purpose.ANSWER)).due_on == filed + days(30)


async def test_what_was_in_time_but_reported_late_was_met(grieve: Opening) -> None:
    case = await grieve()
    await case.pass_days(60)
    filed = (await clock(case, Purpose.GRIEVANCE)).due_on
    await case.send("record_filed", filed_on=str(filed))
    assert (await clock(case, Purpose.GRIEVANCE)).status is DeadlineStatus.MET
    await case.pass_days(40)
    answered = (await clock(case, Purpose.ANSWER)).due_on
    await case.send("record_answer", on=str(answered), resolved=False)
    assert (await clock(case, Purpose.ANSWER)).status is DeadlineStatus.MET


async def test_a_filing_recorded_long_after_it_is_late_at_once(grieve: Opening) -> None:
    case = await grieve(event_on=str(days_ago(50)))
    receipt = await case.send("record_filed", filed_on=str(days_ago(45)))
    assert any(", and missed: " in change.why for change in receipt.changes)
    assert await look_after(case) == ["overdue"]


async def test_quality_of_care_is_answered_in_writing_and_knows_the_qio(grieve: Opening) -> None:
    case = await grieve(about="quality_of_care")
    assert any("QIO" in remark for remark in (await case.overview())["remarks"])
    today = str(await case.today())
    await case.send("record_filed", filed_on=today, form="oral")
    receipt = await case.send("record_answer", on=today, resolved=False, form="oral")
    assert any("must be in writing" in remark for remark in receipt.remarks)
    assert any("complain to the QIO" in remark for remark in receipt.remarks)
    receipt = await case.send("record_answer", on=today, resolved=False, form="written")
    assert not any("must be in writing" in remark for remark in receipt.remarks)


async def test_a_written_grievance_is_answered_in_writing(grieve: Opening) -> None:
    case = await grieve(form="oral")
    today = str(await case.today())
    await case.send("record_filed", filed_on=today)
    receipt = await case.send("record_answer", on=today, resolved=False, form="oral")
    assert not any("must be in writing" in remark for remark in receipt.remarks)
    case = await grieve()
    await case.send("record_filed", filed_on=today)
    receipt = await case.send("record_answer", on=today, resolved=False, form="oral")
    assert any("must be in writing" in remark for remark in receipt.remarks)


async def test_who_answered_is_kept(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(2)))
    today = str(await case.today())
    await case.send("record_answer", on=today, resolved=False, answered_by="The grievance desk")
    records = await case.handle.query("account")
    assert any("The grievance desk" in record["what"] for record in records)


@pytest.mark.parametrize(
    ("drug_obtained", "rule"),
    [
        (True, "G.DECIDE"),
        (False, "G.EXP.D"),
    ],
)
async def test_part_d_has_24_hours_only_without_the_drug(
    grieve: Opening, drug_obtained: bool, rule: str
) -> None:
    case = await grieve(program="part_d", about="refused_to_expedite", drug_obtained=drug_obtained)
    await case.send("record_filed", filed_on=str(await case.today()))
    assert (await clock(case, Purpose.ANSWER)).reckoning.rule == rule


async def test_started_when_filed_already(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(5)), form="oral")
    assert await stage(case) == "grievance.answering"
    assert [item.purpose for item in await case.deadlines()] == [Purpose.ANSWER]
    assert "filed already" in await refusal(case, "record_filed", filed_on=str(days_ago(4)))
    late = await grieve(event_on=str(days_ago(60)), filed_on=str(days_ago(50)))
    assert await look_after(late) == ["overdue"]


async def test_a_wrong_day_is_corrected(grieve: Opening) -> None:
    case = await grieve(event_on=str(days_ago(40)))
    receipt = await case.send("recalculate", reason="Typed wrong", event_on=str(days_ago(4)))
    assert receipt.changes[0].after == days_ago(4) + days(60)
    filed = await clock(case, Purpose.GRIEVANCE)
    assert (filed.due_on, filed.sequence) == (days_ago(4) + days(60), 1)
    await case.send("record_filed", filed_on=str(days_ago(3)))
    await case.send("recalculate", reason="The fax says so", filed_on=str(days_ago(1)))
    assert (await clock(case, Purpose.ANSWER)).due_on == days_ago(1) + days(30)
    milestones = (await case.overview())["milestones"]
    assert milestones[0]["done_on"] == str(days_ago(1))
    await case.send("record_extension", noticed_on=str(days_ago(0)))
    await case.send("recalculate", reason="Another case's", extension_days=0)
    assert (await clock(case, Purpose.ANSWER)).due_on == days_ago(1) + days(30)
    await case.send("record_extension", noticed_on=str(days_ago(0)), days=7)
    assert (await clock(case, Purpose.ANSWER)).due_on == days_ago(1) + days(37)


async def test_a_corrected_ground_changes_the_track(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(0)))
    await case.send("recalculate", reason="It is about the extension", about="extension")
    assert (await clock(case, Purpose.ANSWER)).reckoning.rule == "G.EXP.C"
    assert len(await case.deadlines()) == 1
    await case.send("recalculate", reason="It is not", about="referral")
    assert (await clock(case, Purpose.ANSWER)).due_on == days_ago(0) + days(30)


async def test_a_corrected_day_revives_a_clock_that_had_run_out(grieve: Opening) -> None:
    case = await grieve(event_on=str(days_ago(300)))
    assert await look_after(case) == ["overdue"]
    await case.send("recalculate", reason="The wrong month", event_on=str(days_ago(5)))
    assert await look_after(case) == []
    (deadline,) = await case.deadlines()
    assert (deadline.status, deadline.due_on) == (DeadlineStatus.OPEN, days_ago(5) + days(60))
    await case.send("recalculate", reason="It was right after all", event_on=str(days_ago(300)))
    (deadline,) = await case.deadlines()
    assert deadline.status is DeadlineStatus.MISSED
    assert await look_after(case) == ["overdue"]


async def test_an_extension_noticed_in_time_counts_though_recorded_late(grieve: Opening) -> None:
    case = await grieve(filed_on=str(days_ago(2)))
    await case.pass_days(33)
    due = (await clock(case, Purpose.ANSWER)).due_on
    assert await look_after(case) == ["overdue"]
    assert "after the plan's time ran out" in await refusal(
        case, "record_extension", noticed_on=str(due + days(1))
    )
    await case.send("record_extension", noticed_on=str(due))
    extended = await clock(case, Purpose.ANSWER)
    assert (extended.status, extended.due_on) == (DeadlineStatus.OPEN, due + days(14))
    assert await look_after(case) == []
    await case.pass_days(15)
    assert await look_after(case) == ["overdue"]


async def test_texts_with_markup_are_shown_as_typed(grieve: Opening) -> None:
    case = await grieve(references={"Ref #1 <b>": "[x](http://example.org) | `code`"})
    text = "<script>alert(1)</script> **bold** " + "x" * 1960
    await case.send("close", reason=text)
    story = await case.handle.result()
    assert story["records"][-1]["what"] == f"Closed. {text}"


async def test_people_and_acknowledgements_reach_reminders_still_to_come(
    grieve: Opening, sent: RecordingChannels
) -> None:
    case = await grieve(case_manager={"email": "first@legalaid.example", "code": "one"})
    await case.send("update_contacts", beneficiary={"email": "jane.roe@mail.example"})
    await case.send("assign", case_manager={"email": "second@legalaid.example"})
    filing = await clock(case, Purpose.GRIEVANCE)
    assert filing.sequence == 0
    opened = [
        role
        for reminder in filing.reminders
        if reminder.key == "opened"
        for role in reminder.recipients
    ]
    assert opened == [Role.CASE_MANAGER, Role.BENEFICIARY]
    await case.pass_days(45)
    told = [address for _, address, message in sent.sent if case.handle.id in message.subject]
    # That it was opened, and that it is taken out of their calendar.
    assert told.count("first@legalaid.example") == 2
    assert told.count("second@legalaid.example") >= 2
    assert told.count("jane.roe@mail.example") >= 2
    await case.send("acknowledge", by="Ann")
    before = len(sent.sent)
    await case.pass_days(4.5)
    assert len(sent.sent) == before


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "Pacific/Guam"])
async def test_a_day_ends_where_the_grievance_is(grieve: Opening, zone: str) -> None:
    case = await grieve(zone=zone, event_on=str(days_ago(10)))
    deadline = await clock(case, Purpose.GRIEVANCE)
    local = deadline.expires_at.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (days_ago(10) + days(61), time(0))
    if zone == "America/New_York":
        assert deadline.expires_at == end_of(days_ago(10) + days(60))


async def test_subjects_and_sms_tell_nothing_of_health(
    grieve: Opening, sent: RecordingChannels
) -> None:
    case = await grieve(about="quality_of_care", beneficiary={"phone": "+12025550124"})
    await case.pass_days(62)
    await case.send("record_filed", filed_on=str(await case.today()))
    await case.pass_days(32)
    await case.send("record_answer", on=str(await case.today()), resolved=False)
    await case.pass_days(1)
    mine = [item for item in sent.sent if case.handle.id in item[2].subject + item[2].text]
    assert {channel for channel, _, _ in mine} == {Channel.EMAIL, Channel.SMS}
    for channel, _, message in mine:
        shown = message.text if channel is Channel.SMS else message.subject
        for word in ("Chemotherapy", "Jane", "quality"):
            assert word.lower() not in shown.lower()
    assert any(SECRET in message.text for _, _, message in mine)
    attributes = str((await case.handle.describe()).typed_search_attributes)
    assert "Chemotherapy" not in attributes
    assert "legalaid" not in attributes
