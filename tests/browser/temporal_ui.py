"""The Temporal Web UI as a case manager uses it: forms, tabs, lists."""

import asyncio
import json
import re
from typing import Any
from urllib.parse import quote

from playwright.async_api import FrameLocator, Locator, Page, expect
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.chromium import HEIGHT, PATIENCE, TALL, WIDTH
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually

expect.set_options(timeout=PATIENCE)

_FOLLOW = """(address) => {
    const link = document.body.appendChild(document.createElement("a"));
    link.href = address;
    link.click();
    link.remove();
}"""


class TemporalUI:
    """One page of the UI."""

    def __init__(self, page: Page, cases: str, start_a_case: str) -> None:
        """Take a page, and the two links that `appealclock up` prints."""
        self.page = page
        self.cases = cases
        self.start_a_case = start_a_case
        self.root = cases.partition("/namespaces/")[0]

    @property
    def heading(self) -> Locator:
        """The id of the case that is shown."""
        return self.page.get_by_test_id("workflow-id-heading")

    @property
    def status(self) -> Locator:
        return self.page.get_by_test_id("execution-status")

    @property
    def started(self) -> Locator:
        """What the UI says for some seconds after a start."""
        return self.page.get_by_text("Workflow started successfully")

    @property
    def updated(self) -> Locator:
        """What the UI says for some seconds after an update."""
        return self.page.get_by_text("Update successful")

    @property
    def panel(self) -> FrameLocator:
        """The details panel, which the UI renders in a frame of its own."""
        return self.page.frame_locator("#user-metadata-current-details")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def follow(self, address: str) -> None:
        """Go to a page of the UI as its own links do: it is loaded once, not anew for each page.

        Loading it runs some 200 scripts and takes ten times as long for a processor.
        """
        if self.page.url.startswith(f"{self.root}/"):
            await self.page.evaluate(_FOLLOW, address)
        else:
            await self.page.goto(address)

    async def leave_case(self) -> None:
        """Go where nothing of a case is shown, so that what is seen next is not what was."""
        await self.follow(f"{self.root}/namespaces/default/batch-operations")
        await expect(self.heading).to_have_count(0)

    async def open_start_form(self) -> Locator:
        """Follow the printed link, and give the editor of the input once it is filled."""
        await self.follow(self.start_a_case)
        editor = self.page.locator(".cm-content").first
        await expect(editor).to_contain_text("case_manager")
        return editor

    async def start(self, case_id: str, intake: dict[str, Any]) -> None:
        """Start a case by the form, and open it."""
        editor = await self.open_start_form()
        await self.page.fill("#workflowId", case_id)
        await editor.fill(_typed(intake))
        await self.press_start()
        await self.open_case(case_id)

    async def press_start(self) -> None:
        """Send the form that is filled in; what an earlier start said is gone before."""
        await expect(self.started).to_have_count(0)
        await self.page.get_by_role("button", name="Start Workflow").click()
        await expect(self.started.first).to_be_visible()

    async def open_case(self, case_id: str) -> None:
        if await self.heading.count():
            await self.leave_case()
        await self.follow(f"{self.cases}/{case_id}")
        named = self.heading.get_by_text(case_id, exact=True)
        await expect(named).to_be_visible()

    async def open_tab(self, name: str) -> None:
        await self.page.get_by_role("tab", name=name).click()

    async def open_update_dialog(self) -> list[str]:
        """Open More Actions, Send an Update; give the names of the updates it offers."""
        await self.page.get_by_role("button", name="More Actions").click()
        await self.page.get_by_role("menuitem", name="Send an Update").click()
        await self.dialog.get_by_test_id("update-select-button").click()
        options = self.dialog.get_by_role("option")
        await expect(options.first).to_be_visible()
        return [option.splitlines()[0] for option in await options.all_inner_texts()]

    async def send_update(self, name: str, report: dict[str, Any]) -> None:
        """Fill the dialog and submit it; what comes of it is for the caller to see."""
        await self.open_update_dialog()
        named = self.page.get_by_text(name, exact=True)
        await self.dialog.get_by_role("option").filter(has=named).click()
        await self.dialog.locator(".cm-content").fill(_typed(report))
        await expect(self.updated).to_have_count(0)
        await self.dialog.get_by_test_id("confirm-modal-button").click()

    async def close_dialog(self) -> None:
        await self.dialog.get_by_role("button", name="Cancel", exact=True).last.click()
        await expect(self.dialog).to_have_count(0)

    async def ask(self, case_id: str, query: str) -> Any:
        """Run a query on the case's page, and give its answer."""
        await self.page.set_viewport_size({"width": WIDTH, "height": TALL})
        await self.open_case(case_id)
        await self.open_tab("Queries")
        await self.page.get_by_test_id("query-select-button").click()
        named = self.page.get_by_text(query, exact=True)
        await self.page.get_by_role("option").filter(has=named).click()
        await self.page.get_by_role("button", name="Run Query").click()
        await expect(self.page.get_by_role("button", name="Refresh Query")).to_be_visible()
        answer = self.page.locator(".cm-content:visible").last
        await expect(answer).not_to_be_empty()
        text = await answer.inner_text()
        await self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        return json.loads(text)

    async def open_on_timeline(self, name: str) -> Locator:
        """Open an update on the timeline, and give what answered it."""
        await self.open_tab("Timeline")
        answer = self.page.locator(".cm-content", has_text='"success"')

        async def is_open() -> bool:
            """A click is lost where the timeline is drawn anew just then, as an event comes in."""
            await self.page.get_by_role("button", name=name).click()
            try:
                await answer.first.wait_for(timeout=5_000)
            except PlaywrightTimeoutError:
                return False
            return True

        await eventually(is_open)
        return answer

    async def list_cases(self, query: str, awaited: str) -> list[str]:
        """The ids that the list shows for a query in its address, once one of them is there."""
        await self.follow(f"{self.cases}?query={quote(query)}")
        links = self.page.locator("tbody").get_by_role("link", name=re.compile("^AC-"))
        async with asyncio.timeout(PATIENCE / 1000):
            while awaited not in (listed := await links.all_inner_texts()):
                # The server puts a case into its index a little after it starts.
                await self.page.get_by_role("button", name="Refresh").click()
                await asyncio.sleep(0.3)
        return listed

    async def add_filter(self, attribute: str, value: str) -> None:
        """Narrow the list that is shown to the cases with a value of a search attribute."""
        await self.page.get_by_text("Add Filter").click()
        await self.page.get_by_text(attribute, exact=True).first.click()
        await self.page.get_by_placeholder("Enter value...").fill(value)
        await self.page.get_by_role("button", name="Apply").click()


def pages_of(stack: RunningStack, page: Page) -> TemporalUI:
    """The UI of a stack, on a page."""
    cases, start_a_case = (line.split(":", 1)[1].strip() for line in stack.lines[:2])
    return TemporalUI(page, cases.partition("?")[0], start_a_case)


def _typed(value: dict[str, Any]) -> str:
    """JSON as the UI lays it out, so that the buttons below the editor do not move on a click."""
    return json.dumps(value, indent=2)
