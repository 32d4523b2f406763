"""A case manager reports to cases, asks them, and finds them in the list."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import expect
from temporalio.client import Client

from deploy.embedded.finding import CASES, LISTS
from models.local_time import short_day
from models.settings import TASK_QUEUE
from tests.browser.cases import days_ago, intake
from tests.browser.chromium import IN_BROWSER
from tests.browser.temporal_ui import TemporalUI
from tests.deploy.running_stack import ROOT, RunningStack
from workflows.runtime.payloads import data_converter

pytestmark = IN_BROWSER

StartCase = Callable[[str, dict[str, Any]], Awaitable[None]]


@pytest.fixture(scope="module")
async def start_case(stack: RunningStack) -> StartCase:
    """Starts a case without the form, which other tests fill in."""
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)

    async def start(case_id: str, begin: dict[str, Any]) -> None:
        await client.start_workflow("AppealCase", begin, id=case_id, task_queue=TASK_QUEUE)

    return start


def documented_updates() -> set[str]:
    """The updates that docs/updates.md lists, by name."""
    page = (ROOT / "docs" / "updates.md").read_text(encoding="utf-8")
    updates, _, _ = page.partition("# Asking a case")
    return set(re.findall(r"^\| `(\w+)` \|", updates, re.MULTILINE))


async def test_every_update_is_offered_by_name(ui: TemporalUI, start_case: StartCase) -> None:
    await start_case("AC-2026-0050", intake())
    await ui.open_case("AC-2026-0050")
    offered = set(await ui.open_update_dialog()) - {"Custom"}
    assert offered == documented_updates()


async def test_an_update_answers_with_a_receipt(ui: TemporalUI, start_case: StartCase) -> None:
    await start_case("AC-2026-0051", intake())
    await ui.open_case("AC-2026-0051")
    await ui.send_update("file_appeal", {"filed_on": str(days_ago(0))})
    await expect(ui.updated.first).to_be_visible()

    receipt = await ui.open_on_timeline("file_appeal")
    for said in (
        f"Plan reconsideration filed {short_day(days_ago(0))}.",
        "Ask the plan for a reconsideration",
        "Wait for the decision of the plan, then record it.",
    ):
        await expect(receipt).to_contain_text(said)

    await ui.open_tab("User Metadata")
    await expect(ui.panel.locator("body")).to_contain_text("record_decision")


async def test_a_refused_update_says_why_and_leaves_the_case_unharmed(
    ui: TemporalUI, start_case: StartCase
) -> None:
    await start_case("AC-2026-0052", intake())
    before = await ui.ask("AC-2026-0052", "overview")

    await ui.send_update("file_appeal", {"filed_on": "soon"})
    await expect(ui.dialog).to_contain_text("filed_on: expected a date such as")
    await ui.close_dialog()

    decision = {"outcome": "favorable", "notice_date": str(days_ago(1))}
    await ui.send_update("record_decision", decision)
    await expect(ui.dialog).to_contain_text("No decision is expected before a filing")

    after = await ui.ask("AC-2026-0052", "overview")
    # The mail that opens the case may go out in between.
    assert after | {"reminders_sent": 0} == before | {"reminders_sent": 0}
    assert before["case_id"] == "AC-2026-0052"
    assert before["next_action"]["update"] == "file_appeal"
    assert before["open_deadlines"][0]["citation"] == "42 CFR 422.582(b)"
    await expect(ui.status).to_have_text("Running")


async def test_a_case_is_found_by_its_search_attributes(
    ui: TemporalUI, start_case: StartCase
) -> None:
    await start_case("AC-2026-0054", intake())
    await start_case("AC-2026-0055", intake(notice_date=str(days_ago(64))))
    stage = 'CaseStage = "plan_reconsideration.filing"'
    action = 'NextAction = "file plan_reconsideration"'
    for urgency, shown, hidden in (
        ("urgent", "AC-2026-0055", "AC-2026-0054"),
        ("on_track", "AC-2026-0054", "AC-2026-0055"),
    ):
        listed = await ui.list_cases(f'{stage} AND {action} AND Urgency = "{urgency}"', shown)
        assert hidden not in listed


async def test_a_printed_list_can_be_narrowed(ui: TemporalUI, start_case: StartCase) -> None:
    """With each filter that is added the UI writes the query anew, from what it read of it."""
    await start_case("AC-2026-0056", intake(notice_date=str(days_ago(64))))
    # What is due first: whatever lists a case by its urgency has indexed its program too.
    for query in (LISTS["due within two weeks"], CASES):
        assert "AC-2026-0056" in await ui.list_cases(query, "AC-2026-0056")
        templates = ui.page.locator("tbody").get_by_role("link", name=re.compile("^template"))
        await expect(templates).to_have_count(0)
        await ui.add_filter("Program", "part_c")
        await expect(ui.page).to_have_url(re.compile("Program%60%3D%22part_c%22$"))
        case = ui.page.locator("tbody").get_by_role("link", name="AC-2026-0056", exact=True)
        await expect(case).to_be_visible()
