"""The real Temporal UI in a real browser: Debian's Chromium, driven by Playwright."""

import os
import shutil

import pytest
from playwright.async_api import Locator, Page

from tests.deploy.running_stack import ROOT

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

IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here"),
]


async def picture(page: Page | Locator, name: str) -> None:
    """Take a picture for the documentation, when `make docs` asks for them."""
    if directory := os.environ.get("APPEALCLOCK_PICTURES"):
        await page.screenshot(path=ROOT / directory / f"{name}.png")
