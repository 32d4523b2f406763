"""The page of a rehearsal in a browser: on a desk and on a phone, light and dark, and on paper."""

from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from tests.browser.chromium import IN_BROWSER
from tests.cli.shell import appealclock
from tests.deploy.running_stack import ROOT

pytestmark = IN_BROWSER
EXAMPLES = ROOT / "docs" / "examples"

CUT_OFF = """() => {
  const box = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("svg text")].filter((text) => {
    const own = text.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1 || own.bottom > box.bottom + 1;
  }).map((text) => text.textContent);
}"""
"""The words of the drawing that are not wholly on it."""

OVERLAPPING = """() => {
  const texts = [...document.querySelectorAll("svg text")];
  const boxes = texts.map((one) => one.getBoundingClientRect());
  return boxes.filter((one, place) => boxes.slice(place + 1).some((other) =>
    one.left < other.right - 1 && other.left < one.right - 1 &&
    one.top < other.bottom - 3 && other.top < one.bottom - 3)).length;
}"""
"""How many words of the drawing lie over others."""

HIDDEN = """() => [...document.querySelectorAll("h1, h2, h3, p, li, td, th")].filter((one) => {
  const style = getComputedStyle(one);
  return style.color === getComputedStyle(document.body).backgroundColor;
}).length"""
"""How many texts have the color of the paper."""


@pytest.mark.parametrize("example", ["appeal-original", "appeal-termination-original"])
async def test_all_of_it_can_be_read(browser: BrowserContext, tmp_path: Path, example: str) -> None:
    file = tmp_path / "page.html"
    code, _, err = await appealclock(
        "rehearse",
        str(EXAMPLES / f"{example}.json"),
        "--script",
        str(EXAMPLES / "scripts" / f"{example}.json"),
        "--from",
        "2026-11-23",
        "--html",
        str(file),
    )
    assert (code, err) == (0, "")
    page = await browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            await page.goto(file.as_uri())
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            assert await page.evaluate(CUT_OFF) == []
            assert await page.evaluate(HIDDEN) == 0
            assert await page.evaluate(OVERLAPPING) == 0
    assert len(await page.pdf(prefer_css_page_size=True)) > 0
    # What the page may not load, the browser would say.
    assert said == []
    await page.close()
