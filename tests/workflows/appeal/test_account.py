"""What a rehearsal tells: every message in its order, also of what no deadline limits."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from tests.clock import days_ago


@pytest.mark.server
async def test_settled_follow_ups_are_told_too(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=100)
    await case.pass_days(2)
    today = str(await case.today())
    await case.send("request_good_cause", filed_on=today, circumstances="In hospital")
    await case.pass_days(31)
    told = [happening.what for happening in (await case.account()).happenings]
    asked = [what for what in told if "ask for more time" in what]
    reminder = "The case manager gets a reminder to look after this"
    assert asked == [f"{reminder}: the filing day has passed: ask for more time."] * 2
    late = told.index("Why it is late: In hospital")
    assert asked[0] not in told[late:]
    assert told[-1] == f"{reminder}: check in on Plan reconsideration."


async def test_a_matter_that_stays_open_keeps_its_name(start: Callable[..., Any]) -> None:
    """Asked about as often as was planned, it is asked about further as what it is."""
    case: Rehearsal = await start(
        program="original",
        level="reconsideration",
        stage="pending",
        notice_days_ago=None,
        filed_on=str(days_ago(70)),
    )
    before = (await case.handle.query("calendar"))[0]
    await case.pass_days(90)
    after = (await case.handle.query("calendar"))[0]
    told = ("id", "title", "text")
    assert [after[name] for name in told] == [before[name] for name in told]
    assert len(after["reminders"]) > len(before["reminders"])
