"""Original Medicare: a win at the QIC, and the right to go past a late one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from models.presentation.shapes import AppealStory
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, last

pytestmark = pytest.mark.server


async def to_the_qic(start: Callable[..., Any]) -> Rehearsal:
    case: Rehearsal = await start(
        program="original", kind="payment", notice_days_ago=20, amount_in_controversy="2400.00"
    )
    notice = await case.today() - days(20)
    # 405.942(a): 120 days after receipt, presumed 5 days after the notice.
    assert (await last(case, "AB.REDET.FILE")).due_on == notice + days(125)
    await case.pass_days(60)
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    assert (await last(case, "AB.REDET.DECIDE")).due_on == filed + days(60)
    await case.pass_days(45)
    decided = await case.today()
    await case.send("record_decision", outcome="unfavorable", notice_date=str(decided))
    # 405.962(a): 180 days after receipt.
    assert (await last(case, "AB.RECON.FILE")).due_on == decided + days(185)
    await case.pass_days(100)
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    assert (await last(case, "AB.RECON.DECIDE")).due_on == filed + days(60)
    return case


async def test_a_win_at_the_qic(start: Callable[..., Any]) -> None:
    case = await to_the_qic(start)
    await case.pass_days(30)
    await case.send("record_decision", outcome="favorable", notice_date=str(await case.today()))
    overview = await case.handle.query("overview")
    assert overview["phase"] == "effectuation"
    await case.pass_days(14)
    await case.send("record_effectuation", on=str(await case.today()))
    story = AppealStory.model_validate(await case.handle.result())
    assert story.ending == "won"
    assert [step.outcome for step in story.levels] == ["unfavorable", "favorable"]
    assert (story.deadlines_met, story.deadlines_missed) == (2, 0)
    await keep_history(case, "original-won-at-the-qic")


async def test_a_late_qic_opens_escalation(start: Callable[..., Any]) -> None:
    case = await to_the_qic(start)
    await case.pass_days(62)
    overview = await case.handle.query("overview")
    assert overview["urgency"] == "overdue"
    assert overview["next_action"]["update"] == "escalate"
    escalated = await case.today()
    await case.send("escalate", on=str(escalated))
    # 405.1016(c): 180 days for an escalated request.
    assert (await last(case, "AB.ALJ.DECIDE")).due_on == escalated + days(180)
    await case.pass_days(182)
    assert (await case.handle.query("overview"))["next_action"]["update"] == "escalate"
    escalated = await case.today()
    await case.send("escalate", on=str(escalated))
    assert (await last(case, "AB.COUNCIL.DECIDE")).due_on == escalated + timedelta(days=180)
    await keep_history(case, "original-escalated")
