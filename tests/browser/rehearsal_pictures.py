"""The picture of a rehearsal's page, alone: `python -m tests.browser.rehearsal_pictures`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page

from tests.browser.chromium import open_browser
from tests.cli.shell import appealclock
from tests.deploy.running_stack import ROOT

EXAMPLES = ROOT / "docs" / "examples"
WIDTH, HEIGHT = 1100, 720


async def picture_rehearsal(page: Page, pictures: Path) -> None:
    """An appeal of Original Medicare that is won at its second level."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "rehearsal.html"
        example = "appeal-original.json"
        script = str(EXAMPLES / "scripts" / example)
        when = ("--from", "2026-11-23")
        await appealclock(
            *("rehearse", str(EXAMPLES / example), "--script", script, *when, "--html", str(file))
        )
        await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        await page.goto(file.as_uri())
        await page.screenshot(path=pictures / "rehearsal.png")


async def main() -> None:
    """Take it."""
    async with open_browser() as browser:
        await picture_rehearsal(await browser.new_page(), ROOT / "docs" / "pictures")


if __name__ == "__main__":
    asyncio.run(main())
