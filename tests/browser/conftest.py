"""One running stack and one browser for the tests of this folder, one page of the UI for most.

All of it ends after the last of these tests: a stack and a browser that idle cost a processor too.
"""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext

from tests.browser.chromium import open_browser
from tests.browser.temporal_ui import TemporalUI, pages_of
from tests.deploy.running_stack import RunningStack


@pytest.fixture(scope="package")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningStack]:
    stack = RunningStack(tmp_path_factory.mktemp("browser") / "home")
    await stack.start()
    yield stack
    await stack.stop()


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[BrowserContext]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
async def opened(browser: BrowserContext, stack: RunningStack) -> AsyncIterator[TemporalUI]:
    """The UI, loaded once."""
    page = await browser.new_page()
    yield pages_of(stack, page)
    await page.close()


@pytest.fixture
async def ui(opened: TemporalUI) -> AsyncIterator[TemporalUI]:
    """The UI on a page that shows no case."""
    yield opened
    await opened.leave_case()
