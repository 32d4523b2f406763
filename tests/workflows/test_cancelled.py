"""A case that is cancelled in Temporal, by the UI's button say, ends in good order all the same."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, col, select
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError
from temporalio.exceptions import CancelledError

from activities.delivery.channels import RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.notices.messages.order import DeliveryOutcome
from models.settings import ServiceSettings
from models.storage.database import open_database
from models.storage.tables import CaseRow, DeadlineRow
from tests.workflows.releases.histories import keep_history

pytestmark = pytest.mark.server


async def cancel(case: Rehearsal) -> None:
    """Cancel it, and wait until it has ended."""
    await case.handle.cancel()
    with pytest.raises(WorkflowFailureError) as caught:
        await case.handle.result()
    assert isinstance(caught.value.cause, CancelledError)


async def recorded(case: Rehearsal) -> list[str]:
    return [record["what"] for record in await case.handle.query("account")]


async def test_it_is_closed_in_every_view_and_people_are_told(
    start: Callable[..., Any], sent: RecordingChannels, settings: ServiceSettings
) -> None:
    manager = "cancelled@desk.example"
    case: Rehearsal = await start(case_manager={"email": manager})
    await cancel(case)
    assert (await recorded(case))[-1] == "Cancelled in Temporal."
    overview = await case.overview()
    assert (overview["ending"], overview["open_deadlines"]) == ("closed_otherwise", [])
    description = await case.handle.describe()
    assert description.status is WorkflowExecutionStatus.CANCELED
    urgency = {pair.key.name: pair.value for pair in description.typed_search_attributes}["Urgency"]
    assert urgency == "closed"
    engine = open_database(settings.database_url)
    with Session(engine) as session:
        row = session.get_one(CaseRow, case.handle.id)
        statuses = session.exec(
            select(DeadlineRow.status).where(col(DeadlineRow.case_id) == case.handle.id)
        ).all()
    engine.dispose()
    assert (row.urgency, row.ending) == ("closed", "closed_otherwise")
    assert statuses == ["superseded"]
    last = [message for _, to, message in sent.sent if to == manager][-1]
    assert last.subject == f"Appeal {case.handle.id} is closed"
    await keep_history(case, "cancelled")


async def test_what_serves_it_ends_with_it(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(second_opinion={})
    await cancel(case)
    opinion = case.beside("second-opinion")
    await opinion.handle.result()
    assert (await opinion.overview())["ending"] == "withdrawn"


async def test_work_by_itself_ends_so_too(begin: Callable[..., Any]) -> None:
    work: Rehearsal = await begin("RecordsTransfer", holder="Dr. Lee", recipient="specialist")
    await cancel(work)
    assert (await recorded(work))[-1] == "Cancelled in Temporal."
    assert (await work.overview())["ending"] == "withdrawn"


async def test_it_ends_while_its_reminders_fail(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    manager = "failing@desk.example"
    sent.answers[manager] = Sent(DeliveryOutcome.FAILED, "the mail server is down")
    case: Rehearsal = await start(case_manager={"email": manager})
    await cancel(case)
    assert (await case.overview())["ending"] == "closed_otherwise"
