"""Takes the pictures of the README anew: `python -m tests.browser.take_pictures`.

They show the real UI over a running stack. One case lives on a clock that is moved, so that its
timeline covers months; the others are as they are on the day the pictures are taken.
"""

import asyncio
import re
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from playwright.async_api import FloatRect, Locator, Page, expect
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment

from deploy.rehearsal import Rehearsal
from models.settings import TASK_QUEUE
from tests.browser.cases import days_ago, intake, mails_about
from tests.browser.chromium import TALL, open_browser
from tests.browser.digest_pictures import picture_digest_mail, picture_digest_schedule
from tests.browser.rehearsal_pictures import picture_rehearsal
from tests.browser.temporal_ui import TemporalUI
from tests.deploy.running_stack import ROOT, RunningStack
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

PICTURES = ROOT / "docs" / "pictures"
NAVIGATION, HEADER = 270, 50
"""What the UI shows at the left and at the top on every page, in pixels."""

TITLE, MARGIN = 65, 20
"""Room for a title above, and for nothing below, what is taken."""

CASE, STORY, FAMILY = "AC-2026-0042", "AC-2026-0017", "AC-2026-0033"
PEOPLE = {
    "case_manager": {"email": "manager@legalaid.example"},
    "beneficiary": {"email": "patient@mail.example", "language": "es"},
}


async def take_pictures() -> None:
    """Start a stack, play the cases, take every picture, and stop."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        stack = RunningStack(Path(directory) / "home")
        await stack.start()
        try:
            cases, start_a_case = (line.split(":", 1)[1].strip() for line in stack.lines[:2])
            cases = cases.partition("?")[0]
            async with open_browser(height=TALL) as browser:
                ui = TemporalUI(await browser.new_page(), cases, start_a_case)
                await picture_start_form(ui)
                await picture_details(ui, stack)
                await picture_family(ui, stack)
                await picture_timeline(ui, await play_months(stack))
                page = await browser.new_page()
                await picture_mail(page, stack)
                await picture_digest_mail(page, PICTURES)
                await picture_digest_schedule(page, stack, PICTURES)
                await picture_rehearsal(await browser.new_page(), PICTURES)
        finally:
            await stack.stop()


async def picture_start_form(ui: TemporalUI) -> None:
    await ui.open_start_form()
    await ui.page.fill("#workflowId", CASE)
    await expect(ui.page.get_by_text("Task Queue is Active")).to_be_visible()
    await _take(ui.page, "start-form", ui.page.get_by_text("Single JSON payload").first, width=850)


async def picture_details(ui: TemporalUI, stack: RunningStack) -> None:
    await ui.start(CASE, intake(notice_date=str(days_ago(21)), **PEOPLE))
    await eventually(lambda: bool(mails_about(stack, CASE)))
    received = {"on": str(days_ago(18)), "evidence": "envelope kept"}
    await ui.send_update("record_receipt", {"received": received})
    await expect(ui.updated.first).to_be_visible()
    await ui.open_case(CASE)
    await ui.open_tab("User Metadata")
    await expect(ui.panel.locator("body")).to_contain_text("days left")
    await _take(ui.page, "details", ui.page.locator("#user-metadata-current-details"))


async def picture_family(ui: TemporalUI, stack: RunningStack) -> None:
    """A case with a second opinion, records and a grievance: its family, and the second opinion."""
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    begin = intake(notice_date=str(days_ago(6)), second_opinion={}, **PEOPLE)
    case = await client.start_workflow("AppealCase", begin, id=FAMILY, task_queue=TASK_QUEUE)
    opinion = client.get_workflow_handle(f"{FAMILY}.second-opinion")
    today = str(days_ago(0))
    for told, update, content in (
        (case, "request_records", {"recipient": "specialist", "holder": "Lakeside Clinic"}),
        (case, "file_grievance", {"about": "refused_to_expedite", "event_on": today}),
        (opinion, "request_referral", {"requested_on": str(days_ago(3))}),
        (opinion, "record_referral", {"on": today}),
        (opinion, "choose_specialist", {"on": today, "visit_on": str(days_ago(-30))}),
    ):
        await told.execute_update(update, content)
    await ui.open_case(FAMILY)
    await ui.open_tab("Relationships")
    last = ui.page.get_by_role("link", name=f"{FAMILY}.second-opinion").first
    await expect(last).to_be_visible()
    await _take(ui.page, "relationships", last)
    await ui.open_case(f"{FAMILY}.second-opinion")
    await ui.open_tab("User Metadata")
    await expect(ui.panel.locator("body")).to_contain_text("Recorded so far")
    await _take(ui.page, "second-opinion", ui.page.locator("#user-metadata-current-details"))


async def play_months(stack: RunningStack) -> datetime:
    """A case that the plan leaves unanswered and the IRE denies; gives the time it is then."""
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
    # It moves clocks and starts workflows as an environment does, and is not one by type.
    environment = cast("WorkflowEnvironment", skipper)
    case = await Rehearsal.start(environment, intake(**PEOPLE), STORY)
    await case.pass_days(43)
    await case.send("file_appeal", filed_on=str(await case.today()))
    await case.pass_days(34)
    await case.send("escalate", on=str(await case.today()))
    await case.pass_days(25)
    decided = str(await case.today() - timedelta(days=1))
    await case.send("record_decision", outcome="unfavorable", notice_date=decided)
    await case.pass_days(1)
    return await case.now()


async def picture_timeline(ui: TemporalUI, now: datetime) -> None:
    # The UI draws a running case up to the present: let it be the case's own.
    await ui.page.clock.set_fixed_time(now)
    await ui.open_case(STORY)
    await expect(ui.page.get_by_role("button", name="record_decision")).to_be_visible()
    graph = ui.page.locator("#event-history-timeline-graph")
    box = await graph.bounding_box()
    assert box is not None
    await _take(ui.page, "timeline", graph, top=box["y"] - TITLE)


async def picture_mail(page: Page, stack: RunningStack) -> None:
    """The HTML part of a reminder, in both languages, at a desk and on a telephone."""
    # Of two weeks before the day, or of the working day before that.
    for ending, left in (("", r"\(1\d days left\)"), ("-es", r"\(quedan 1\d días\)")):
        mail = next(one for one in mails_about(stack, STORY) if re.search(left, one["subject"]))
        html = mail.get_body(("html",))
        assert html is not None
        # Its link with the port that `make run` takes.
        shown = str(html.get_content()).replace(f":{stack.ui_port}/", ":8233/")
        for device, width in (("", 1200), ("-phone", 390)):
            await page.set_viewport_size({"width": width, "height": 400})
            await page.set_content(shown)
            file = PICTURES / f"mail{ending}{device}.png"
            await page.screenshot(path=file, full_page=True)


async def _take(
    page: Page, name: str, until: Locator, *, top: float = HEADER, width: float = 1130
) -> None:
    """Take the page without its navigation, down to the end of an element."""
    box = await until.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] + MARGIN - top
    clip = FloatRect(x=NAVIGATION, y=top, width=width, height=height)
    await page.screenshot(path=PICTURES / f"{name}.png", clip=clip)


if __name__ == "__main__":
    asyncio.run(take_pictures())
