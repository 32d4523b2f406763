"""What was started beside a case and ends without a result leaves nothing unlooked-after."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from tests.waiting import eventually
from tests.workflows.conftest import days_ago
from tests.workflows.test_gathering import child
from tests.workflows.test_second_opinion import day, steps


async def asked(case: Rehearsal) -> set[str]:
    return {item["kind"] for item in await case.handle.query("calendar") if "text" in item}


async def test_a_grievance_is_looked_after_again_when_its_complaint_is_terminated(
    begin: Callable[..., Any],
) -> None:
    case: Rehearsal = await begin("Grievance", about="service", event_on=str(days_ago(20)))
    await case.send("record_filed", filed_on=await day(case, -10))
    await case.send("record_answer", on=await day(case), resolved=False)
    await case.send("file_cms_complaint")
    assert await asked(case) == set()
    complaint = await child(case, "cms-complaint.1")
    await complaint.handle.terminate("by hand")

    async def asks_again() -> bool:
        return await asked(case) == {"unresolved"}

    await eventually(asks_again)
    await case.send("file_cms_complaint", category="urgent")


@pytest.mark.parametrize("by_hand", [True, False])
async def test_what_a_records_transfer_promised_is_not_expected_of_it_any_more(
    start: Callable[..., Any], *, by_hand: bool
) -> None:
    case: Rehearsal = await start(notice_days_ago=3, second_opinion={})
    opinion = await child(case, "second-opinion")
    await case.send("request_records", recipient="specialist", received_on=str(days_ago(0)))
    transfer = await child(case, "records.1")
    await transfer.send("record_extension", noticed_on=await day(transfer))

    async def expected() -> bool:
        return (await steps(opinion))["records"]["expected_on"] is not None

    async def broken() -> bool:
        return "plan_broken" in await asked(case)

    await eventually(expected)
    await eventually(broken)
    if by_hand:
        await transfer.handle.terminate("by hand")
    else:
        await transfer.send("close", reason="Another copy was found")

    async def nothing_is_expected() -> bool:
        return not await expected() and not await broken()

    await eventually(nothing_is_expected)
    assert (await case.overview())["plan_fits"] is True
