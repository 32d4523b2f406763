"""A case manager's first minute: the printed link, the filled form, a case that runs."""

import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.deploy.running_stack import ROOT, RunningStack
from tests.waiting import eventually

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 60_000
"""Milliseconds to wait for what the page must show."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[RunningStack]:
    stack = RunningStack(tmp_path / "home")
    await stack.start()
    yield stack
    await stack.stop()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 1100})
        page.set_default_timeout(PATIENCE)
        yield page
        await browser.close()


async def picture(page: Page, name: str) -> None:
    """Take a picture for the documentation, when `make docs` asks for them."""
    if directory := os.environ.get("APPEALCLOCK_PICTURES"):
        await page.screenshot(path=ROOT / directory / f"{name}.png")


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
