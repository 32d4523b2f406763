"""A representative's appointment and a request that lacks elements, on the real server."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from tests.workflows.steering import refusal

pytestmark = pytest.mark.server

PURPOSE = "appointment_of_representative.purpose"
REASONS = "part_c_reconsideration.reasons"


async def panel(case: Rehearsal) -> str:
    """The details panel, as the UI asks for it."""
    from temporalio.api.sdk.v1 import WorkflowMetadata  # noqa: PLC0415

    found = await case.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(found.current_details)


async def test_an_appointment_is_looked_after_until_it_is_complete(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    before = len(sent.sent)
    case: Rehearsal = await start(
        representative={"name": "Ana Perez", "email": "ana@x.example"}, state="FL"
    )
    assert "No appointment is recorded." in await panel(case)
    signed = str(await case.today() - timedelta(days=30))
    receipt = await case.send("record_appointment", signed_on=signed, missing=[PURPOSE])
    assert receipt.recorded.startswith("The appointment of the representative was signed")
    titles = [one["title"] for one in await case.handle.query("calendar") if "text" in one]
    assert "complete the appointment of the representative" in titles
    await case.pass_days(5)
    told = {
        address
        for _, address, message in sent.sent[before:]
        if "Missing: the purpose and scope of the representation" in message.text
    }
    assert len(told) == 1
    assert "ana@x.example" not in told
    await case.send("record_appointment", signed_on=signed)
    assert "Nothing is reported missing of its 7 elements." in await panel(case)
    filed = str(await case.today())
    answer = await case.send("file_appeal", filed_on=filed, incomplete=[REASONS])
    assert answer.next_action.startswith("Send the plan what the request lacks")
    assert "within its year: it holds for the rest of the appeal" in await panel(case)
    assert "the reasons for the appeal" in await panel(case)
    refused = await refusal(case, "complete_request", on=filed, what="waiver_of_liability")
    assert refused == f"what: expected {REASONS}."
    await case.send("complete_request", on=filed, what=REASONS)
