"""One running stack and one browser for each process of the tests, a new page for each test."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext

from tests.browser.chromium import open_browser
from tests.browser.temporal_ui import TemporalUI, pages_of
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
    page = await browser.new_page()
    yield pages_of(stack, page)
    await page.close()
