"""A draft that the service writes, on a real server: files, the mail, and the refusal."""

from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.virtual_server import in_own_namespace
from tests.workflows.steering import refusal
from worker import build_worker

pytestmark = pytest.mark.server

FOLDER = "AC-draft.draft.2"


def written(folder: Path) -> set[str]:
    """The files of the draft."""
    return {one.name for one in (folder / FOLDER).iterdir()}


async def test_a_draft_is_written_and_the_case_manager_alone_is_told(
    environment: WorkflowEnvironment, settings: ServiceSettings, tmp_path: Path
) -> None:
    own = settings.model_copy(update={"letters": tmp_path})
    sent = RecordingChannels()
    intake = {
        "program": "part_c",
        "notice_date": str(days_ago(3)),
        "service": "MARKER service",
        "beneficiary": {"name": "Ana Perez", "email": "ana@x.example"},
        "case_manager": {"email": "manager@legalaid.example"},
    }
    environment = await in_own_namespace(environment)
    async with build_worker(environment.client, own, channels=sent):
        case = await Rehearsal.start(environment, intake, "AC-draft")
        answer = await case.send("draft_letter")
        assert answer.recorded.endswith(f"was written: {FOLDER}.")
        assert {"letter.docx", "letter.pdf", "checklist.json"} <= written(tmp_path)
        await case.pass_days(2)
        told = [(to, one) for _, to, one in sent.sent if FOLDER in one.text]
        assert {to for to, _ in told} == {"manager@legalaid.example"}
        assert all("Ana" not in one.text for _, one in told)
    # A worker without a folder refuses, and the case goes on.
    async with build_worker(environment.client, settings, channels=sent):
        refused = await refusal(case, "draft_letter")
        assert refused.startswith("No letters can be written here")
        assert (await case.send("add_note", text="Later")).recorded
