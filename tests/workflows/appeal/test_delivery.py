"""The proof of filing, on the real server: panel, mail to the case manager alone, answers."""

from collections.abc import Callable
from typing import Any

import pytest

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from tests.workflows.steering import refusal

pytestmark = pytest.mark.server

ASKED = "confirm the receipt of the request for Plan reconsideration"


async def panel(case: Rehearsal) -> str:
    """The details panel, as the UI asks for it."""
    from temporalio.api.sdk.v1 import WorkflowMetadata  # noqa: PLC0415

    found = await case.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(found.current_details)


async def test_the_receipt_of_a_filing_is_asked_for_until_it_is_recorded(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    before = len(sent.sent)
    case: Rehearsal = await start(beneficiary={"name": "Ana Perez", "email": "ana@x.example"})
    today = str(await case.today())
    early = await refusal(case, "record_delivery", on=today, evidence="a stamp")
    assert early.startswith("Nothing was sent yet")
    await case.send("file_appeal", filed_on=today, sent_by="certified mail", tracking="9407")
    assert "by certified mail, its receipt is not recorded yet" in await panel(case)
    titles = [one["title"] for one in await case.handle.query("calendar") if "text" in one]
    assert ASKED in titles
    await case.pass_days(5)
    told = {
        address
        for _, address, message in sent.sent[before:]
        if "No proof is recorded that the request for Plan reconsideration" in message.text
    }
    assert len(told) == 1
    assert "ana@x.example" not in told
    answer = await case.send("record_delivery", on=today, evidence="signed return receipt")
    assert answer.recorded.startswith("Arrived ")
    titles = [one["title"] for one in await case.handle.query("calendar") if "text" in one]
    assert ASKED not in titles
    assert "by certified mail, arrived " in await panel(case)
