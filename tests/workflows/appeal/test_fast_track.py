"""Fast-track appeals: a discharge, the end of services, a change of status."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from models.cases.deadline import Deadline
from models.presentation.shapes import AppealStory
from tests.clock import NEW_YORK, days_ago, end_of, start_of
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, last


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), NEW_YORK)


async def test_a_hospital_discharge_in_original_medicare(start: Callable[..., Any]) -> None:
    discharge = days_ago(-1)
    case: Rehearsal = await start(
        program="hospital_discharge_original", notice_days_ago=1, services_end=str(discharge)
    )
    # 405.1206(b)(1): no later than the day of discharge.
    filing = await last(case, "F.HOSP.FILE")
    assert filing.expires_at == end_of(discharge)
    today = await case.today()
    receipt = await case.send("file_appeal", filed_on=str(today), filed_at="00:00")
    assert "records" in " ".join(receipt.remarks)
    await case.send(
        "recalculate", reason="The QIO has everything", records_on=str(today), records_at="00:00"
    )
    # 405.1206: one calendar day after it has the information.
    assert (await last(case, "F.HOSP.DECIDE")).due_on == today + days(1)
    await case.send("record_decision", outcome="unfavorable", notice_date=str(today))
    # 405.1204(b)(1): noon of the calendar day after notification.
    assert (await last(case, "F.RECON.OM.FILE")).expires_at == noon(today + days(1))
    await case.send("file_appeal", filed_on=str(today), filed_at="00:00")
    decision: Deadline = await last(case, "F.RECON.OM.DECIDE")
    assert decision.expires_at == start_of(today) + timedelta(hours=72)
    await case.pass_days(2)
    decided = await case.today()
    await case.send("record_decision", outcome="favorable", notice_date=str(decided))
    await case.send("record_effectuation", on=str(decided))
    assert AppealStory.model_validate(await case.handle.result()).ending == "won"
    await keep_history(case, "hospital-discharge")


async def test_after_leaving_a_late_request_is_still_heard(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        program="hospital_discharge_original", notice_days_ago=1, services_end=str(days_ago(0))
    )
    await case.pass_days(1.5)
    # 405.1206(b)(6): 30 days after the date of discharge.
    late = await last(case, "F.HOSP.LATE.FILE")
    assert late.due_on == days_ago(0) + days(30)
    overview = await case.handle.query("overview")
    assert overview["phase"] == "filing"
    assert "does not protect from the cost" in " ".join(overview["remarks"])
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    # Claims Processing Manual ch. 30 §200.4.3: 30 days, as the patient has left.
    assert (await last(case, "F.HOSP.LATE.DECIDE")).due_on == filed + days(30)


@pytest.mark.parametrize(
    ("program", "rule"),
    [("termination_original", "F.NOMNC.FILE.OM"), ("termination_ma", "F.NOMNC.FILE.MA")],
)
async def test_the_end_of_services_takes_the_earlier_noon(
    start: Callable[..., Any], program: str, rule: str
) -> None:
    # 405.1202(b)(1), 422.626(a)(1): noon of the day after receipt; the form says noon of the day
    # before services end. The earlier is worked to.
    case: Rehearsal = await start(
        program=program, notice_days_ago=0, services_end=str(days_ago(-5))
    )
    assert (await last(case, rule)).expires_at == noon(days_ago(-1))
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed), filed_at="00:00")
    overview = await case.handle.query("overview")
    assert overview["phase"] == "deciding"
    if program == "termination_original":
        # 405.1202(e)(6): 72 hours from the request.
        decision = await last(case, "F.NOMNC.DECIDE.OM")
        assert decision.expires_at == start_of(filed) + timedelta(hours=72)
    else:
        # 422.626(d)(5): close of business of the day after it has the information.
        assert (await last(case, "F.NOMNC.DECIDE.MA")).due_on == filed + days(1)


async def test_the_end_of_services_in_medicare_advantage_to_the_qios_second_look(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(
        program="termination_ma", notice_days_ago=0, services_end=str(days_ago(-2))
    )
    today = await case.today()
    await case.send("file_appeal", filed_on=str(today), filed_at="00:00")
    await case.send("record_decision", outcome="unfavorable", notice_date=str(today))
    # 422.626(g)(1)-(2): 60 days after notification; 14 days to decide.
    assert (await last(case, "F.RECON.MA.FILE")).due_on == today + days(60)
    await case.pass_days(10)
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    assert (await last(case, "F.RECON.MA.DECIDE")).due_on == filed + days(14)
    await keep_history(case, "end-of-services")


async def test_a_change_of_status(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        program="status_change",
        notice_days_ago=0,
        services_end=str(days_ago(-1)),
        services_end_at="16:00",
    )
    # 405.1211: before release.
    release = datetime.combine(days_ago(-1), time(16), NEW_YORK)
    assert (await last(case, "F.MCSN.FILE")).expires_at == release
    today = await case.today()
    await case.send("file_appeal", filed_on=str(today), filed_at="00:00", records_on=str(today))
    assert (await last(case, "F.MCSN.DECIDE")).due_on == today + days(1)
    await case.send("record_decision", outcome="unfavorable", notice_date=str(today))
    # 405.1212: noon of the day after the decision.
    assert (await last(case, "F.MCSN.RECON.FILE")).expires_at == noon(today + days(1))


async def test_every_short_window_is_reminded_of_before_it_ends(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(
        program="termination_original", notice_days_ago=0, services_end=str(days_ago(-4))
    )
    filing = await last(case, "F.NOMNC.FILE.OM")
    before = [reminder for reminder in filing.reminders if not reminder.key.startswith("passed")]
    assert [reminder.key for reminder in before] == ["opened", "0.5", "0.75", "0.9"]
    assert all(reminder.at < filing.expires_at for reminder in before)
    # By the notice as printed it counts until noon of the day before services end.
    after = filing.reminders[len(before) :]
    assert after[0].key == "passed"
    assert all(filing.expires_at <= reminder.at < filing.last_arguable_at for reminder in after)


async def test_a_late_request_about_a_discharge_names_both_who_may_hear_it(
    start: Callable[..., Any],
) -> None:
    """422.622(b)(5) names the plan; whether that moved to the QIO in 2025 is unverified."""
    case: Rehearsal = await start(
        program="hospital_discharge_ma", notice_days_ago=3, services_end=str(days_ago(2))
    )
    (matter,) = await case.handle.query("calendar")
    assert "File it now with the plan or the Quality Improvement Organization" in matter["text"]
    assert "unverified from 2025 on: check the notice" in matter["text"]


@pytest.mark.parametrize("known", ["with the filing", "before the right opens", "after it"])
async def test_escalation_past_the_qic_counts_from_the_request(
    start: Callable[..., Any], known: str
) -> None:
    """405.1204(c)(3): 72 hours from the records to decide; (c)(5): from the request to escalate."""
    case: Rehearsal = await start(
        program="termination_original",
        level="qio_review",
        notice_days_ago=0,
        amount_in_controversy="2500.00",
    )
    filed = await case.today()
    records = {"records_on": str(filed + days(1)), "records_at": "12:00"}
    await case.send("file_appeal", filed_on=str(filed), filed_at="00:00")
    request = start_of(filed)
    await case.pass_days((request + timedelta(hours=37) - await case.now()) / days(1))
    if known == "with the filing":
        await case.send("recalculate", reason="They had them", **records)
    await case.pass_days(1)
    if known == "before the right opens":
        await case.send("recalculate", reason="The records came", **records)
    assert (await case.overview())["next_action"]["update"] == "record_decision"
    await case.pass_days((request + timedelta(hours=73) - await case.now()) / days(1))
    if known == "after it":
        await case.send("recalculate", reason="The records came", **records)
        await case.pass_days(0.01)
    decision = await last(case, "F.RECON.OM.DECIDE")
    assert decision.is_open
    assert decision.expires_at == noon(filed + days(1)).astimezone(UTC) + timedelta(hours=72)
    overview = await case.overview()
    assert overview["next_action"]["update"] == "escalate"
    rights = [one for one in await case.handle.query("calendar") if ".escalation." in one["id"]]
    assert len(rights) == 1
    await case.pass_days(2)
    rights = [one for one in await case.handle.query("calendar") if ".escalation." in one["id"]]
    assert len(rights) == 1
    await case.send("escalate", on=str(filed + days(3)))
    assert (await case.overview())["level"] == "alj_hearing"


async def test_a_decision_of_the_qic_closes_the_right_to_escalate(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(
        program="hospital_discharge_original", level="qio_review", notice_days_ago=0
    )
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed), filed_at="00:00", records_on=str(filed))
    await case.pass_days(2)
    decided = str(await case.today())
    await case.send("record_decision", outcome="unfavorable", notice_date=decided)
    await case.pass_days(3)
    overview = await case.overview()
    assert (overview["phase"], overview["next_action"]["update"]) == ("filing", "file_appeal")
