"""The Temporal UI as the case manager's desk: a case opened, read, steered and refused there."""

import asyncio
import email
import email.policy
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect
from temporalio.client import Client, WorkflowExecutionStatus

from deploy.temporal_binary import temporal_binary
from models.settings import TASK_QUEUE
from tests.deploy.browser import IN_BROWSER, PATIENCE, picture
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually
from workflows.payloads import data_converter

pytestmark = IN_BROWSER

CASE = "AC-2026-0042"


def smallest(**changes: Any) -> dict[str, Any]:
    notice = datetime.now(UTC).date() - timedelta(days=10)
    return {
        "program": "part_c",
        "notice_date": str(notice),
        "service": "Total knee replacement",
        "case_manager": {"email": "manager@legalaid.example"},
    } | changes


def cases(stack: RunningStack) -> str:
    return stack.lines[0].removeprefix("Cases:").strip()


def mails(stack: RunningStack) -> list[email.message.EmailMessage]:
    found = []
    for path in sorted((stack.home / "inbox").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, email.message.EmailMessage)
        found.append(message)
    return found


async def fill_form(page: Page, stack: RunningStack, case_id: str, intake: dict[str, Any]) -> None:
    """Open the printed link, type a Workflow ID and an intake, and press the button."""
    await page.goto(stack.lines[1].removeprefix("Start a case:").strip())
    await expect(page.locator("#workflowType")).to_have_value("AppealCase", timeout=PATIENCE)
    data = page.locator(".cm-content").first
    await expect(data).to_contain_text("case_manager", timeout=PATIENCE)
    await page.fill("#workflowId", case_id)
    await data.click()
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text(json.dumps(intake))
    await page.get_by_role("button", name="Start Workflow").click()


async def open_case(page: Page, stack: RunningStack, case_id: str) -> None:
    """Open a case, and give its address without the last part."""
    await page.goto(f"{cases(stack)}/{case_id}")
    await expect(page.get_by_role("heading", name=case_id)).to_be_visible(timeout=PATIENCE)


async def tab(page: Page, name: str) -> None:
    await page.get_by_role("link", name=re.compile(f"^{name}")).first.click()


async def test_a_case_opened_in_the_form_and_steered_in_the_ui(
    stack: RunningStack, page: Page
) -> None:
    await fill_form(page, stack, CASE, smallest())
    await eventually(lambda: len(mails(stack)) == 1)
    confirmation = mails(stack)[0]
    assert CASE in str(confirmation["subject"])
    assert "knee" not in str(confirmation["subject"])
    attached = [part for part in confirmation.walk() if part.get_content_type() == "text/calendar"]
    assert len(attached) == 1
    html = confirmation.get_body(("html",))
    assert html is not None

    await open_case(page, stack, CASE)
    await tab(page, "User Metadata")
    await expect(page.get_by_text("days left").first).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("42 CFR 422.582(b)").first).to_be_visible()
    await expect(page.get_by_text("file_appeal").first).to_be_visible()
    await picture(page, "details")

    # A wrong report is answered with its reason, a right one with its receipt.
    refused = await send_update(page, "file_appeal", {"filed_on": "2999-01-01"})
    assert "is in the future" in refused
    malformed = await send_update(page, "file_appeal", {"filed": "yesterday"})
    assert "filed_on: is required" in malformed
    filed = str(datetime.now(UTC).date() - timedelta(days=1))
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    handle = client.get_workflow_handle(CASE)
    assert (await handle.query("overview"))["phase"] == "filing"
    accepted = await send_update(page, "file_appeal", {"filed_on": filed})
    assert f"Plan reconsideration filed {filed}." in accepted
    assert (await handle.query("overview"))["phase"] == "deciding"
    await eventually(lambda: len(mails(stack)) == 2)

    await open_case(page, stack, CASE)
    await tab(page, "Timeline")
    await expect(page.get_by_text("Until it runs out on").first).to_be_visible(timeout=PATIENCE)
    await picture(page, "timeline")

    await page.set_viewport_size({"width": 720, "height": 1080})
    await page.set_content(html.get_content())
    await picture(page, "mail")


async def send_update(page: Page, name: str, content: dict[str, Any]) -> str:
    """Send an update through the UI's own form, and give what the page then shows."""
    await page.get_by_role("button", name=re.compile("More|Actions")).first.click()
    await page.get_by_role("menuitem", name="Send an Update").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible(timeout=PATIENCE)
    await dialog.get_by_role("combobox").first.click()
    await page.get_by_role("option", name=name).click()
    await dialog.locator(".cm-content").first.click()
    await page.keyboard.press("Control+A")
    await page.keyboard.insert_text(json.dumps(content))
    await dialog.get_by_role("button", name=re.compile("Submit|Send|Update")).last.click()
    return await page.inner_text("body")


async def test_a_malformed_intake_fails_at_once_and_says_which_field(
    stack: RunningStack, page: Page
) -> None:
    intake = smallest(program="part_x", zone="Mars/Base")
    await fill_form(page, stack, "AC-2026-0043", intake)
    client = await Client.connect(stack.temporal_address, data_converter=data_converter)
    handle = client.get_workflow_handle("AC-2026-0043")
    async with asyncio.timeout(90):
        while (await handle.describe()).status is not WorkflowExecutionStatus.FAILED:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await open_case(page, stack, "AC-2026-0043")
    await expect(page.get_by_text("program: expected").first).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("zone: is no known time zone").first).to_be_visible()
    assert mails(stack) == []


async def test_the_smallest_intake_by_temporals_own_command(
    stack: RunningStack, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "intake.json"
    file.write_text(json.dumps(smallest()))
    program = temporal_binary()
    assert program is not None
    arguments = ("--address", stack.temporal_address, "--task-queue", TASK_QUEUE)
    process = await asyncio.create_subprocess_exec(
        program,
        *("workflow", "start", "--type", "AppealCase", "-w", "AC-2026-0044"),
        *arguments,
        *("--input-file", str(file)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
    await eventually(lambda: len(mails(stack)) == 1)
    query = "NextAction%3D%22file%20plan_reconsideration%22%20AND%20Urgency%3D%22on_track%22"
    await page.goto(f"{cases(stack)}?query={query}")
    await expect(page.get_by_role("link", name="AC-2026-0044").first).to_be_visible(
        timeout=PATIENCE
    )
