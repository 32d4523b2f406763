"""The work beside an appeal in the real UI: each started alone by its form, and as a family."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import expect
from temporalio.client import Client, WorkflowQueryFailedError

from deploy.embedded.start_forms import StartForm, prepare_start_forms
from models.settings import TASK_QUEUE
from tests.browser.cases import days_ago, intake
from tests.browser.chromium import IN_BROWSER
from tests.browser.temporal_ui import TemporalUI
from tests.deploy.examples import written_lately
from tests.deploy.running_stack import ROOT, RunningStack
from tests.waiting import eventually
from workflows.runtime.payloads import data_converter

pytestmark = IN_BROWSER


@pytest.fixture(scope="module")
async def client(stack: RunningStack) -> Client:
    return await Client.connect(stack.temporal_address, data_converter=data_converter)


@pytest.fixture(scope="module")
async def forms(client: Client) -> dict[str, StartForm]:
    return {form.example: form for form in await prepare_start_forms(client)}


BESIDE: dict[str, tuple[str, str | re.Pattern[str], dict[str, Any]]] = {
    # Of a year whose deductible is not published yet, the estimate says so.
    "second-opinion": ("SecondOpinion", re.compile(r"pays about \$|is not published yet"), {}),
    "records-transfer": ("RecordsTransfer", "Report it", {}),
    "grievance": (
        "Grievance",
        "File the grievance with the plan",
        {"event_on": str(days_ago(3)), "filed_on": None, "filed_at": None},
    ),
    "cms-complaint": (
        "CmsComplaint",
        "Complain to 1-800-MEDICARE",
        {"filed_on": None, "assigned_on": None, "tracking_number": None},
    ),
}


@pytest.mark.parametrize("example", BESIDE)
async def test_each_starts_alone_from_its_form(
    ui: TemporalUI, forms: dict[str, StartForm], example: str
) -> None:
    workflow_type, said, changes = BESIDE[example]
    await ui.follow(ui.root + forms[example].path("default"))
    editor = ui.page.locator(".cm-content").first
    await expect(editor).to_contain_text("case_manager")
    await expect(ui.page.locator("#workflowType")).to_have_value(workflow_type)
    shipped = json.loads((ROOT / "docs" / "examples" / f"{example}.json").read_text())
    filled = json.loads(await editor.inner_text())
    assert filled in written_lately(shipped)
    typed: dict[str, Any] = {
        name: value for name, value in (filled | changes).items() if value is not None
    }
    await ui.page.fill("#workflowId", f"ALONE-{example}")
    await editor.fill(json.dumps(typed, indent=2))
    await ui.press_start()
    await ui.open_case(f"ALONE-{example}")
    await expect(ui.status).to_have_text("Running")
    await ui.open_tab("User Metadata")
    panel = ui.panel.locator("body")
    await expect(panel).to_contain_text(said)
    await expect(panel).to_contain_text("Recorded so far")


async def test_the_family_of_a_case_shows_and_reports(ui: TemporalUI, client: Client) -> None:
    case = await client.start_workflow(
        "AppealCase",
        intake(second_opinion={}, records=[{"recipient": "specialist"}]),
        id="AC-2026-0060",
        task_queue=TASK_QUEUE,
    )
    opinion = client.get_workflow_handle("AC-2026-0060.second-opinion")

    async def both_run() -> bool:
        try:
            overview: dict[str, Any] = await case.query("overview")
        except WorkflowQueryFailedError:
            return False  # It is not open yet.
        return len(overview["children"]) == 2

    await eventually(both_run)
    await ui.open_case("AC-2026-0060")
    await ui.open_tab("Relationships")
    for child in ("AC-2026-0060.second-opinion", "AC-2026-0060.records.1"):
        await expect(ui.page.get_by_role("link", name=child).first).to_be_visible()

    await ui.open_case("AC-2026-0060.second-opinion")
    await ui.send_update("record_records_request", {"on": str(days_ago(0))})
    await expect(ui.updated.first).to_be_visible()
    assert (await opinion.query("overview"))["kind"] == "second_opinion"
    await ui.open_case("AC-2026-0060")
    await ui.open_tab("User Metadata")
    panel = ui.panel.locator("body")
    await expect(panel).to_contain_text("Plan: evidence in hand before filing")
    await expect(panel).to_contain_text("Records asked for: done")
    await expect(panel).to_contain_text("Second opinion, started")
