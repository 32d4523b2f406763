"""A long case goes on in a new run with everything it knows."""

from datetime import datetime, time, timedelta

import pytest

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.clock import NEW_YORK, days_ago
from tests.virtual_server import virtual_server
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import OFTEN
from worker import build_worker


@pytest.mark.server
async def test_a_case_survives_continue_as_new(settings: ServiceSettings) -> None:
    async with (
        virtual_server(OFTEN) as environment,
        build_worker(environment.client, settings, channels=RecordingChannels()),
    ):
        intake = {
            "program": "part_c",
            "notice_date": str(days_ago(5)),
            "service": "MRI",
            "case_manager": {"email": "manager@legalaid.example"},
        }
        case = await Rehearsal.start(environment, intake, "AC-long")
        first_run = (await case.handle.describe()).run_id
        content = {"received": {"on": str(days_ago(2)), "evidence": "portal log"}}
        receipt = await case.handle.execute_update("record_receipt", content, id="proof")
        before = await case.handle.query("overview")
        # To a midnight between two reminders, whatever hour it is now: a run that has just been
        # followed by another is held by the virtual server for as long as its clock was moved.
        midnight = datetime.combine(await case.today() + timedelta(days=55), time(), NEW_YORK)
        await case.pass_days((midnight - await case.now()) / timedelta(days=1))
        description = await case.handle.describe()
        assert description.run_id != first_run
        after = await case.handle.query("overview")
        assert after["open_deadlines"] == before["open_deadlines"]
        assert after["reminders_sent"] > before["reminders_sent"]
        # The same update, sent again to the new run, gets the answer it got before.
        again = await case.handle.execute_update("record_receipt", content, id="proof")
        assert again == receipt
        assert len(await case.handle.query("account")) == 2
        # A form for a new case that is filled from a carried one is still one argument.
        await case.send("close", ending="withdrawn", reason="Enough")
        first = environment.client.get_workflow_handle(case.handle.id, run_id=first_run)
        await keep_history(Rehearsal(environment, first), "goes-on-as-new")
        await keep_history(case, "gone-on-as-new")
