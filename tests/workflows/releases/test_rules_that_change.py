"""A case whose rule changes at a year's turn, and deadlines set by hand."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.local_time import long_day, short_day
from models.rulebook import rulebook
from models.rulebook.amounts import Forum, Threshold
from tests.clock import days_ago, end_of
from tests.workflows.steering import days, last


@pytest.mark.parametrize(
    ("program", "rule", "notice", "due"),
    [
        # 422.582(b), 423.582(b): 60 days from the notice before 2025, 65 from 2025 on.
        ("part_c", "C.RECON.FILE", date(2024, 12, 31), date(2025, 3, 1)),
        ("part_c", "C.RECON.FILE", date(2025, 1, 1), date(2025, 3, 7)),
        ("part_d", "D.REDET.FILE", date(2024, 12, 31), date(2025, 3, 1)),
        ("part_d", "D.REDET.FILE", date(2025, 1, 1), date(2025, 3, 7)),
        # Across the leap day of 2024.
        ("part_c", "C.RECON.FILE", date(2024, 1, 1), date(2024, 3, 1)),
        ("original", "AB.REDET.FILE", date(2024, 1, 1), date(2024, 5, 5)),
    ],
)
async def test_the_version_in_force_on_the_notices_day_applies(
    start: Callable[..., Any], program: str, rule: str, notice: date, due: date
) -> None:
    case: Rehearsal = await start(program=program, notice_date=str(notice), notice_days_ago=None)
    assert (await last(case, rule)).due_on == due
    assert (await case.handle.query("overview"))["phase"] == "good_cause"


async def test_the_new_clock_for_prior_authorization_begins_with_2026(
    start: Callable[..., Any],
) -> None:
    # 422.568(b)(1): 14 days until 2025, 7 days for what is received from 2026 on.
    pending = {"stage": "pending", "notice_days_ago": None, "prior_authorization": True}
    before: Rehearsal = await start(**pending, filed_on="2025-12-31")
    after: Rehearsal = await start(**pending, filed_on="2026-01-01")
    assert (await before.deadlines())[0].due_on == date(2026, 1, 14)
    assert (await after.deadlines())[0].due_on == date(2026, 1, 8)


async def test_any_deadline_can_be_set_by_hand_and_shows_it(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    day = filed + days(20)
    receipt = await case.send(
        "recalculate",
        reason="The plan's letter says so",
        override={"due_on": str(day), "reason": "Printed in the plan's letter"},
    )
    decision = await last(case, "C.RECON.STD")
    assert (decision.due_on, decision.expires_at) == (day, end_of(day))
    assert decision.reckoning.due_on == filed + days(30)
    assert decision.override is not None
    assert (receipt.changes[0].before, receipt.changes[0].after) == (filed + days(30), day)
    metadata = await case.handle.query("__temporal_workflow_metadata")
    assert "Printed in the plan's letter" in metadata.current_details


async def test_recalculating_shows_old_and_new(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=10)
    receipt = await case.send(
        "recalculate", reason="The date was misread", notice_date=str(days_ago(9))
    )
    assert receipt.changes[0].before == days_ago(10) + days(65)
    assert receipt.changes[0].after == days_ago(9) + days(65)


@pytest.mark.plain_day
async def test_an_amount_that_is_enough_until_the_year_ends(
    start: Callable[..., Any], sent: RecordingChannels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """405.1006: the amount of the year of filing counts; here each year asks for $100 more."""
    this_year = days_ago(0).year

    def rising(forum: Forum, *, on: date) -> Threshold:
        amount = Decimal(100 * (1 + on.year - this_year))
        return amount_of(forum, on=on).model_copy(update={"amount": amount})

    amount_of = rulebook.amount
    monkeypatch.setattr(rulebook, "amount", rising)
    printed = {"due_on": f"{this_year + 1}-02-15", "reason": "Printed on the notice"}
    case: Rehearsal = await start(
        level="council", notice_days_ago=0, amount_in_controversy="150.00", override=printed
    )
    overview = await case.overview()
    last_day = date(this_year, 12, 31)
    assert f"file the request by {long_day(last_day)}" in " ".join(overview["remarks"])
    assert f"enough until {short_day(last_day)} only" in overview["next_action"]["what"]
    matters = [one for one in await case.handle.query("calendar") if ".amount." in one["id"]]
    assert len(matters) == 1
    left = end_of(last_day) - await case.now()
    await case.pass_days(left / days(1) - 1.5)
    overview = await case.overview()
    assert (overview["phase"], overview["urgency"]) == ("filing", "urgent")
    about = f"Appeal {case.handle.id}: file before the year ends: the amount rises"
    assert any(about in str(message) for _, _, message in sent.sent)
    await case.pass_days(2)
    overview = await case.overview()
    assert overview["next_action"]["update"] == "recalculate"
    assert "is too little" in " ".join(overview["remarks"])
    assert not [one for one in await case.handle.query("calendar") if ".amount." in one["id"]]
    await case.send("recalculate", reason="Claims combined", amount_in_controversy="250.00")
    assert (await case.overview())["next_action"]["update"] == "file_appeal"
