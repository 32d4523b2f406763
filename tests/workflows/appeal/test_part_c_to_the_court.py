"""A Part C case from the denial to the district court, every date counted by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from models.cases.deadline import DeadlineStatus, ReminderOutcome
from models.presentation.shapes import AppealStory
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, last

pytestmark = pytest.mark.server


async def test_from_denial_to_the_district_court(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=10, amount_in_controversy="2500.00")
    notice: date = await case.today() - days(10)

    # 422.582(b): 60 days after receipt, presumed 5 days after the notice.
    filing = await last(case, "C.RECON.FILE")
    assert filing.due_on == notice + days(65)

    await case.pass_days(30)
    filed = await case.today()
    receipt = await case.send("file_appeal", filed_on=str(filed))
    assert (receipt.changes[0].deadline, receipt.changes[0].after) == (filing.id, None)

    # 422.590(a): 30 days; silence is an affirmation, and the plan must forward the file.
    decision = await last(case, "C.RECON.STD")
    assert decision.due_on == filed + days(30)
    assert decision.purpose.ours is False
    await case.pass_days(32)
    overview = await case.handle.query("overview")
    assert (overview["level"], overview["phase"]) == ("ire_reconsideration", "forwarding")
    assert overview["next_action"]["update"] == "escalate"
    assert (await last(case, "C.RECON.STD")).status is DeadlineStatus.MISSED

    forwarded = await case.today()
    await case.send("escalate", on=str(forwarded))
    assert (await last(case, "C.IRE.DECIDE")).due_on == forwarded + days(30)
    assert not (await last(case, "C.IRE.DECIDE")).reckoning.verified

    await case.pass_days(20)
    decided = await case.today()
    await case.send("record_decision", outcome="unfavorable", notice_date=str(decided))
    # 422.602(b), 405.1014: 60 days after receipt.
    assert (await last(case, "C.ALJ.FILE")).due_on == decided + days(65)

    await case.pass_days(40)
    await case.send("file_appeal", filed_on=str(await case.today()))
    # 422.562(d)(2): no clock binds the ALJ; a gentle check-in every 30 days.
    await case.pass_days(95)
    calendar = await case.handle.query("calendar")
    check_in = next(item for item in calendar if item.get("kind") == "check_in")
    sent = [
        reminder
        for reminder in check_in["reminders"]
        if reminder["outcome"] == ReminderOutcome.SENT.value
    ]
    assert len(sent) == 3

    decided = await case.today()
    await case.send("record_decision", outcome="unfavorable", notice_date=str(decided))
    assert (await last(case, "C.COUNCIL.FILE")).due_on == decided + days(65)
    await case.pass_days(10)
    await case.send("file_appeal", filed_on=str(await case.today()))
    await case.pass_days(100)

    decided = await case.today()
    await case.send("record_decision", outcome="unfavorable", notice_date=str(decided))
    assert (await last(case, "C.COURT.FILE")).due_on == decided + days(65)
    await case.pass_days(50)
    await case.send("file_appeal", filed_on=str(await case.today()))
    await case.pass_days(200)
    await case.send("record_decision", outcome="unfavorable", notice_date=str(await case.today()))

    story = AppealStory.model_validate(await case.handle.result())
    assert story.ending == "exhausted"
    assert [step.level for step in story.levels] == [
        "plan_reconsideration",
        "ire_reconsideration",
        "alj_hearing",
        "council",
        "district_court",
    ]
    assert (story.deadlines_met, story.deadlines_missed) == (4, 0)
    await keep_history(case, "part-c-to-the-court")
