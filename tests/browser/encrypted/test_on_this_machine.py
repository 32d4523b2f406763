"""With keys a case manager works as without; what the Temporal server keeps is ciphertext."""

from playwright.async_api import BrowserContext, expect

from tests.browser.cases import days_ago, first_mail_about, intake
from tests.browser.chromium import IN_BROWSER
from tests.browser.temporal_ui import pages_of
from tests.deploy.running_stack import RunningStack

pytestmark = IN_BROWSER

SERVICE = "PLANTED-5521 bone graft"
NOTE = "PLANTED-5522 she asked for a call in the evening"
REASON = "PLANTED-5523 not shown to be needed"


def kept_by_temporal(stack: RunningStack) -> bytes:
    """All that the Temporal server has written."""
    files = [stack.home / "logs" / "temporal.log", *stack.home.glob("temporal.sqlite3*")]
    return b"".join(file.read_bytes() for file in files if file.exists())


async def test_a_case_is_started_steered_and_read_and_nothing_of_it_is_in_clear(
    encrypted: RunningStack, browser: BrowserContext
) -> None:
    page = await browser.new_page()
    ui, case = pages_of(encrypted, page), "AC-2026-0901"
    begin = intake(service=SERVICE, denial_reason=REASON)
    await ui.start(case, begin)
    await expect(ui.status).to_have_text("Running")
    await first_mail_about(encrypted, case)

    await ui.send_update("file_appeal", {"filed_on": "soon"})
    await expect(ui.dialog).to_contain_text("filed_on: expected a date such as")
    await ui.close_dialog()
    await ui.send_update("add_note", {"text": NOTE})
    await expect(ui.updated.first).to_be_visible()
    await ui.send_update("file_appeal", {"filed_on": str(days_ago(0))})
    await expect(ui.updated.first).to_be_visible()

    answer = await ui.open_on_timeline("file_appeal")
    await expect(answer).to_contain_text("Wait for the decision of the plan, then record it.")
    await ui.open_tab("User Metadata")
    await expect(ui.panel.locator("body")).to_contain_text("record_decision")
    overview = await ui.ask(case, "overview")
    assert overview["case_id"] == case
    history = await ui.ask(case, "history")
    assert NOTE in str(history)
    assert SERVICE in str(history)
    await page.close()

    kept = kept_by_temporal(encrypted)
    assert case.encode() in kept
    for planted in ("PLANTED", SERVICE, NOTE, REASON, "bone graft"):
        assert planted.encode() not in kept
    for log in (encrypted.home / "logs").iterdir():
        assert "PLANTED" not in log.read_text()
