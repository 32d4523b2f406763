"""The browser of these tests: the machine's own Chromium, without a window."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))),
    None,
)
"""Without the browser's own windows where there is such a one: it takes a fifth less."""

OTHER_SITE = "desk-of-somebody-else.example"
"""A site whose name leads this browser to this machine."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--host-resolver-rules=MAP {OTHER_SITE} 127.0.0.1",
)
IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no chromium on the PATH (Debian: chromium-headless-shell)"
    ),
]
"""The marks of a module whose tests need a browser."""

PATIENCE = 60_000
"""Milliseconds to wait for what a page must show."""

WIDTH, HEIGHT = 1400, 900
"""The UI takes the longer for each step the higher its window is."""

TALL = 2400
"""High enough that the UI's editors hold all of their text, and nothing is scrolled away."""

STILL = """
const still = new CSSStyleSheet();
still.replaceSync(`*, *::before, *::after, ::backdrop {
    animation: none !important; transition: none !important; backdrop-filter: none !important;
}`);
document.adoptedStyleSheets.push(still);
"""
"""Nothing moves on a page, and nothing is blurred behind a dialog: without a graphics card an icon
that moves takes a quarter of a processor for as long as it is shown, and the UI shows one for each
case that runs; each picture with a blur takes it for 70 ms."""


@asynccontextmanager
async def open_browser(*, scale: float = 1, height: int = HEIGHT) -> AsyncIterator[BrowserContext]:
    """Chromium with an empty profile, its clock on UTC, for as long as the context lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield await new_profile(browser, height=height, device_scale_factor=scale)
        finally:
            await browser.close()


async def new_profile(browser: Browser, *, height: int = HEIGHT, **more: Any) -> BrowserContext:
    """An empty profile whose clock is on UTC; `more` is what Playwright takes for it."""
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": height}, timezone_id="UTC", locale="en-US", **more
    )
    context.set_default_timeout(PATIENCE)
    await context.add_init_script(STILL)
    return context
