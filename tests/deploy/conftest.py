"""A running stack and a browser, for the tests that use the service as people do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from tests.deploy.browser import CHROMIUM, FLAGS, PATIENCE
from tests.deploy.running_stack import RunningStack


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
