"""One running stack and one browser for each process of the tests, a new page for each test."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext

from tests.browser.chromium import open_browser
from tests.browser.temporal_ui import TemporalUI
from tests.deploy.running_stack import RunningStack


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningStack]:
    stack = RunningStack(tmp_path_factory.mktemp("browser") / "home")
    await stack.start()
    yield stack
    await stack.stop()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[BrowserContext]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def ui(browser: BrowserContext, stack: RunningStack) -> AsyncIterator[TemporalUI]:
    cases, start_a_case = (line.split(":", 1)[1].strip() for line in stack.lines[:2])
    cases = cases.partition("?")[0]
    page = await browser.new_page()
    yield TemporalUI(page, cases, start_a_case)
    await page.close()
