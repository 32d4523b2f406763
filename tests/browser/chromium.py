"""The browser of these tests: the machine's own Chromium, without a window."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import BrowserContext, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH (Debian: chromium)"),
]
"""The marks of a module whose tests need a browser."""

PATIENCE = 60_000
"""Milliseconds to wait for what a page must show."""

WIDTH, HEIGHT = 1400, 900
"""The UI takes the longer for each step the higher its window is."""

TALL = 2400
"""High enough that the UI's editors hold all of their text, and nothing is scrolled away."""


@asynccontextmanager
async def open_browser(*, scale: float = 1, height: int = HEIGHT) -> AsyncIterator[BrowserContext]:
    """Chromium with an empty profile, its clock on UTC, for as long as the context lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            context = await browser.new_context(
                viewport={"width": WIDTH, "height": height},
                device_scale_factor=scale,
                timezone_id="UTC",
                locale="en-US",
            )
            context.set_default_timeout(PATIENCE)
            yield context
        finally:
            await browser.close()
