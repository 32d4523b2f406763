"""A database that is down holds up no case: it goes on, and catches up when it is back."""

from pathlib import Path

from sqlmodel import Session, select
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.cases.deadline import ReminderOutcome
from models.settings import ServiceSettings
from models.storage import migrations
from models.storage.database import open_database
from models.storage.tables import CaseRow
from tests.clock import days_ago
from tests.virtual_server import in_own_namespace
from tests.workflows.releases.histories import keep_history
from worker import build_worker


async def test_a_case_opens_without_it_and_catches_up(
    environment: WorkflowEnvironment, tmp_path: Path
) -> None:
    # Without tables, every statement fails as if nobody answered.
    database_url = f"sqlite:///{tmp_path}/appealclock.sqlite3"
    settings = ServiceSettings(
        database_url=database_url, channels=tmp_path / "channels.yaml", closed_case_days=0
    )
    sent = RecordingChannels()
    intake = {
        "program": "part_c",
        "notice_date": str(days_ago(10)),
        "service": "Total knee replacement",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    environment = await in_own_namespace(environment)
    async with build_worker(environment.client, settings, channels=sent):
        case = await Rehearsal.start(environment, intake, "AC-DB-1")
        [deadline] = await case.deadlines()
        [opened] = [reminder for reminder in deadline.reminders if reminder.key == "opened"]
        assert opened.outcome is ReminderOutcome.PENDING
        assert opened.tries > 0
        assert sent.sent == []

        migrations.upgrade(database_url)
        await case.pass_days(1)
        [deadline] = await case.deadlines()
        [opened] = [reminder for reminder in deadline.reminders if reminder.key == "opened"]
        assert opened.outcome is ReminderOutcome.SENT
        assert len(sent.sent) == 1
        await keep_history(case, "database-down")
    engine = open_database(database_url)
    with Session(engine) as session:
        assert session.exec(select(CaseRow.case_id)).all() == ["AC-DB-1"]
    engine.dispose()
