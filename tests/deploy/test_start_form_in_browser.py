"""A case manager's first minute: the printed link, the filled form, a case that runs."""

import json

from playwright.async_api import Page, expect

from tests.deploy.browser import IN_BROWSER, PATIENCE, picture
from tests.deploy.running_stack import ROOT, RunningStack
from tests.waiting import eventually

pytestmark = IN_BROWSER


async def test_the_link_opens_a_filled_form_that_starts_a_case(
    stack: RunningStack, page: Page
) -> None:
    example = json.loads((ROOT / "docs" / "examples" / "appeal-part-c.json").read_text())
    link = stack.lines[1].removeprefix("Start a case:").strip()
    await page.goto(link)
    await expect(page.locator("#workflowType")).to_have_value("AppealCase", timeout=PATIENCE)
    await expect(page.locator("#taskQueue")).to_have_value("appeals")
    await expect(page.locator("#workflowId")).to_have_value("")
    data = page.locator(".cm-content").first
    await expect(data).to_contain_text("case_manager", timeout=PATIENCE)
    assert json.loads(await data.inner_text()) == example

    await page.fill("#workflowId", "AC-2026-0042")
    await picture(page, "start-form")
    await page.get_by_role("button", name="Start Workflow").click()
    home = stack.home / "inbox"
    await eventually(lambda: len(list(home.glob("*.eml"))) > 0)
    assert "Appeal AC-2026-0042" in stack.lines[-1]
    await page.goto(stack.lines[0].removeprefix("Cases:").strip())
    await expect(page.get_by_role("link", name="AC-2026-0042").first).to_be_visible(
        timeout=PATIENCE
    )
