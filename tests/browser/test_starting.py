"""A case manager starts cases by the form that the printed link opens, well and badly."""

import json
import re
from datetime import date

from playwright.async_api import expect

from tests.browser.cases import (
    SERVICE,
    calendar_file,
    first_mail_about,
    in_words,
    intake,
    last_day_to_file,
)
from tests.browser.chromium import IN_BROWSER
from tests.browser.temporal_ui import TemporalUI
from tests.deploy.examples import written_lately
from tests.deploy.running_stack import ROOT, RunningStack

pytestmark = IN_BROWSER


async def test_the_link_opens_a_filled_form_whose_id_is_left_to_type(ui: TemporalUI) -> None:
    editor = await ui.open_start_form()
    example = json.loads((ROOT / "docs" / "examples" / "appeal-part-c.json").read_text())
    assert json.loads(await editor.inner_text()) in written_lately(example)
    await expect(ui.page.locator("#workflowType")).to_have_value("AppealCase")
    await expect(ui.page.locator("#taskQueue")).to_have_value("appeals")
    await expect(ui.page.locator("#workflowId")).to_have_value("")


async def test_a_case_started_in_the_form_runs_and_confirms(
    ui: TemporalUI, stack: RunningStack
) -> None:
    begin = intake()
    due = last_day_to_file(date.fromisoformat(begin["notice_date"]))
    await ui.start("AC-2026-0042", begin)
    await expect(ui.status).to_have_text("Running")

    mail = await first_mail_about(stack, "AC-2026-0042")
    assert in_words(due) in mail["subject"]
    assert SERVICE not in mail["subject"]
    assert f"{due:%Y%m%d}" in calendar_file(mail)

    await ui.open_tab("User Metadata")
    panel = ui.panel.locator("body")
    await expect(panel).to_contain_text(in_words(due))
    # Midnight may pass between making the intake and starting the case.
    await expect(panel).to_contain_text(re.compile("5[45] days left"))
    await expect(panel).to_contain_text("42 CFR 422.582(b)")
    await expect(panel).to_contain_text("file_appeal")
    await expect(panel).to_contain_text('"filed_on": "20')


async def test_the_link_in_a_mail_of_the_inbox_opens_its_case(
    ui: TemporalUI, stack: RunningStack
) -> None:
    await ui.start("AC-2026-0047", intake())
    await first_mail_about(stack, "AC-2026-0047")
    page = ui.page
    await page.goto(f"http://localhost:{stack.inbox_port}/")
    await page.get_by_role("link", name=re.compile("AC-2026-0047 opened")).click()
    mail = page.frame_locator("iframe")
    async with page.context.expect_page() as opening:
        await mail.get_by_role("link", name="Open the case").click()
    case = await opening.value
    await expect(case.get_by_text("AC-2026-0047").first).to_be_visible()
    await case.close()
    link = page.locator("pre a", has_text="AC-2026-0047").first
    await expect(link).to_have_attribute("href", re.compile("/workflows/AC-2026-0047$"))


async def test_a_malformed_intake_fails_at_once_and_says_where(ui: TemporalUI) -> None:
    badly = intake(notice_date="the other day", servcie="x", case_manager={"email": "at home"})
    del badly["service"]
    await ui.start("AC-2026-0044", badly)
    await expect(ui.status).to_have_text("Failed")
    result = ui.page.locator(".cm-content:visible").last
    for problem in (
        "notice_date: expected a date such as",
        "service: is required",
        "servcie: is not a field of this form",
        "case_manager.email: expected an email address",
    ):
        await expect(result).to_contain_text(problem)
    for typed in ("the other day", "at home"):
        await expect(result).not_to_contain_text(typed)


async def test_after_a_mistake_the_same_id_can_be_used(ui: TemporalUI) -> None:
    await ui.start("AC-2026-0045", intake(program="part_q"))
    await expect(ui.status).to_have_text("Failed")
    await ui.start("AC-2026-0045", intake())
    await expect(ui.status).to_have_text("Running")
