"""The update that the details panel shows to send next is accepted as it stands, stage by stage."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from tests.clock import days_ago
from tests.waiting import eventually
from tests.workflows.steering import day, follow, steps


async def test_second_opinion(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion", needed_by=str(days_ago(-100)))
    await follow(case, "request_records")
    records = case.beside("records.1")
    await records.settle()
    await follow(records, "record_sent", "record_received", "record_delivered", "record_confirmed")

    async def arrived() -> bool:
        return bool((await steps(case))["records"]["done_on"])

    await eventually(arrived)
    await follow(case, "request_referral", "record_referral", "choose_specialist", "record_visit")
    await case.send("record_report", received_on=await day(case), agreement="disagrees")
    await follow(case, "choose_specialist", "record_records", "record_visit")
    await case.send("record_report", received_on=await day(case), agreement="agrees")
    await follow(case, "record_addendum")
    assert (await case.handle.result())["ending"] == "agreed"


async def test_second_opinion_refused(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("SecondOpinion")
    await case.send("record_refusal", notice_date=await day(case))
    await follow(case, "answer_refusal", "request_referral", "record_referral")


async def test_records_overdue(begin: Callable[..., Any]) -> None:
    case: Rehearsal = await begin("RecordsTransfer", received_on=str(days_ago(40)))
    await follow(case, "record_escalation", "record_escalation", "record_delivered")
    assert (await case.handle.result())["ending"] == "delivered"


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "Pacific/Honolulu"])
async def test_grievance_and_complaint(begin: Callable[..., Any], zone: str) -> None:
    case: Rehearsal = await begin(
        "Grievance", about="refused_to_expedite", event_on=str(days_ago(2)), zone=zone
    )
    await follow(case, "record_filed", "record_answer", "file_cms_complaint")
    complaint = case.beside("cms-complaint.1")
    await complaint.settle()
    await follow(complaint, "record_filed", "record_assigned")
    today = str(await complaint.today(zone))
    await complaint.send("record_answer", on=today, resolved=False)
    await follow(complaint, "record_answer")
    assert (await case.handle.result())["ending"] == "resolved"


async def test_appeal_with_evidence(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(program="original", notice_days_ago=5)
    await case.send("record_evidence", received_on=await day(case))
    await follow(case, "file_appeal", "record_decision", "file_appeal")
    await case.pass_days(65)
    await follow(case, "escalate")
    await case.send("record_decision", outcome="favorable", notice_date=await day(case))
    await follow(case, "record_effectuation")
    assert (await case.handle.result())["ending"] == "won"


async def test_appeal_missed(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=100)
    await follow(case, "request_good_cause", "request_good_cause", "record_decision", "escalate")
