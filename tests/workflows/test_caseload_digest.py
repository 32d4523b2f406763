"""CaseloadDigest on a real server: by hand, by its schedule, and when it cannot be sent."""

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from temporalio.client import (
    Client,
    ScheduleBackfill,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.delivery.channels import RecordingChannels, Sent
from deploy.digest_schedules import (
    CATCH_UP,
    Digest,
    DigestExistsError,
    NoSuchDigestError,
    create_digest,
    list_digests,
)
from deploy.rehearsal import Rehearsal
from models.digest import DigestIntake, DigestOrder, DigestOutcome, DigestReport, digest_id
from models.inputs.validation import INVALID_INPUT
from models.notices.messages.order import DeliveryOutcome
from models.settings import TASK_QUEUE, ServiceSettings
from models.storage.database import open_database
from tests import clock
from tests.activities.digest.caseloads import case, limit, store
from tests.waiting import eventually
from tests.workflows.releases.histories import keep_history


@pytest.fixture
def code() -> str:
    """A manager whom no other test knows."""
    return f"cm-{uuid4().hex[:10]}"


@pytest.fixture
def intake(code: str) -> DigestIntake:
    return DigestIntake(email=f"{code}@legalaid.example", code=code)


@pytest.fixture
def database(settings: ServiceSettings) -> Iterator[Engine]:
    engine = open_database(settings.database_url)
    yield engine
    engine.dispose()


def one_due_after(today: date, database: Engine, code: str) -> None:
    due_on = today + timedelta(days=3)
    store(database, case(f"AC-{code}", case_manager=code), limit(due_on, f"AC-{code}"))


@pytest.fixture
def busy(database: Engine, code: str) -> None:
    """The manager has a case with a day in this week."""
    one_due_after(clock.today(), database, code)


@pytest.fixture
def busy_really(database: Engine, code: str) -> None:
    """The same for what a schedule starts, at the server's own time."""
    one_due_after(clock.real_now().date(), database, code)


@pytest.fixture
def client(environment: WorkflowEnvironment, worker: Worker) -> Client:
    del worker
    return environment.client


@pytest.fixture
async def schedule(client: Client, intake: DigestIntake) -> AsyncIterator[ScheduleHandle]:
    handle = client.get_schedule_handle(await create_digest(client, intake))
    yield handle
    await handle.delete()


def mails(sent: RecordingChannels, intake: DigestIntake) -> list[str]:
    return [mail.subject for _, address, mail in sent.sent if address == intake.email]


async def by_hand(client: Client, *begin: Any, code: str) -> WorkflowHandle[Any, DigestReport]:
    return await client.start_workflow(
        "CaseloadDigest",
        args=begin,
        id=f"{digest_id(code)}.{uuid4().hex[:6]}",
        task_queue=TASK_QUEUE,
        result_type=DigestReport,
    )


async def order_of(client: Client, workflow_id: str) -> DigestOrder:
    """What the workflow asked its activity for."""
    history = await client.get_workflow_handle(workflow_id).fetch_history()
    [scheduled] = [
        event.activity_task_scheduled_event_attributes
        for event in history.events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]
    [order] = await client.data_converter.decode(scheduled.input.payloads, [DigestOrder])
    assert isinstance(order, DigestOrder)
    return order


async def started(handle: ScheduleHandle) -> list[str]:
    description = await handle.describe()
    return [
        action.action.workflow_id  # type: ignore[attr-defined]
        for action in description.info.recent_actions
    ]


@pytest.mark.usefixtures("busy")
async def test_started_by_hand(
    client: Client, environment: WorkflowEnvironment, intake: DigestIntake, sent: RecordingChannels
) -> None:
    first = await by_hand(client, intake, code=intake.searchable)
    report = await first.result()
    assert (report.outcome, report.due) == (DigestOutcome.SENT, 1)
    again = await by_hand(client, intake, code=intake.searchable)
    assert (await again.result()).outcome is DigestOutcome.SENT
    [subject] = mails(sent, intake)
    assert subject.endswith(": 1 due this week")
    assert not (await order_of(client, first.id)).only_on_working_days
    await keep_history(Rehearsal(environment, first), "caseload-digest")


async def test_nothing_to_say(
    client: Client, intake: DigestIntake, sent: RecordingChannels
) -> None:
    handle = await by_hand(client, intake, code=intake.searchable)
    assert (await handle.result()).outcome is DigestOutcome.NOTHING_TO_SAY
    assert mails(sent, intake) == []


@pytest.mark.usefixtures("busy_really")
async def test_started_by_its_schedule(
    client: Client, intake: DigestIntake, sent: RecordingChannels, schedule: ScheduleHandle
) -> None:
    await Digest(client, intake.searchable).send_now()
    await eventually(lambda: len(mails(sent, intake)) == 1)
    [workflow_id] = await started(schedule)
    assert workflow_id.startswith(f"{schedule.id}-")
    # Asked for by a person, whatever day it is.
    assert not (await order_of(client, workflow_id)).only_on_working_days


async def test_what_the_calendar_starts_keeps_to_working_days(
    client: Client, intake: DigestIntake, schedule: ScheduleHandle
) -> None:
    monday = datetime(2026, 11, 16, tzinfo=ZoneInfo(intake.zone))
    week = ScheduleBackfill(
        monday - timedelta(hours=1),
        monday + timedelta(days=6),
        overlap=ScheduleOverlapPolicy.ALLOW_ALL,
    )
    await schedule.backfill(week)

    async def all_started() -> bool:
        return len(await started(schedule)) >= 5

    await eventually(all_started)
    ids = await started(schedule)
    # Monday to Friday at eight in New York.
    assert sorted(name.removeprefix(f"{schedule.id}-") for name in ids) == [
        f"2026-11-{day}T13:00:00Z" for day in range(16, 21)
    ]
    for workflow_id in ids:
        await client.get_workflow_handle(workflow_id).result()
        assert (await order_of(client, workflow_id)).only_on_working_days


async def test_the_schedule_keeps_to_the_clocks_of_the_zone(client: Client, code: str) -> None:
    zone = "America/Los_Angeles"
    intake = DigestIntake(email="west@legalaid.example", code=code, zone=zone, hour=7)
    handle = client.get_schedule_handle(await create_digest(client, intake))
    try:
        description = await handle.describe()
        mornings = [one.astimezone(ZoneInfo(zone)) for one in description.info.next_action_times]
        assert len(mornings) > 5
        assert {(one.hour, one.minute) for one in mornings} == {(7, 0)}
        assert {one.weekday() for one in mornings} == {0, 1, 2, 3, 4}
        policy = description.schedule.policy
        assert policy.overlap is ScheduleOverlapPolicy.SKIP
        assert policy.catchup_window == CATCH_UP
    finally:
        await handle.delete()


async def test_the_address_is_in_the_argument_alone(
    intake: DigestIntake, schedule: ScheduleHandle
) -> None:
    raw = (await schedule.describe()).raw_description
    assert intake.email in str(raw)
    raw.schedule.action.start_workflow.ClearField("input")
    assert "legalaid" not in str(raw)


async def test_a_second_one_is_refused(client: Client, intake: DigestIntake) -> None:
    name = await create_digest(client, intake)
    with pytest.raises(DigestExistsError):
        await create_digest(client, intake.model_copy(update={"hour": 6}))
    description = await client.get_schedule_handle(name).describe()
    assert description.schedule.spec.calendars[0].hour[0].start == 8
    await Digest(client, intake.searchable).delete()
    with pytest.raises(NoSuchDigestError):
        await Digest(client, intake.searchable).pause()


async def test_pausing_shows_in_the_list(
    client: Client, intake: DigestIntake, schedule: ScheduleHandle
) -> None:
    async def is_paused() -> bool | None:
        found = [one async for one in list_digests(client) if one.schedule == schedule.id]
        return found[0].paused if found else None

    async def listed_as(expected: bool) -> None:
        async def holds() -> bool:
            return await is_paused() is expected

        await eventually(holds)

    digest = Digest(client, intake.searchable)
    await listed_as(False)  # noqa: FBT003
    await digest.pause()
    await listed_as(True)  # noqa: FBT003
    await digest.resume()
    await listed_as(False)  # noqa: FBT003


@pytest.mark.usefixtures("busy")
async def test_a_mail_server_that_is_down_for_a_moment(
    client: Client, intake: DigestIntake, sent: RecordingChannels
) -> None:
    sent.answers[intake.email] = Sent(DeliveryOutcome.FAILED, "the service did not take it")
    handle = await by_hand(client, intake, code=intake.searchable)
    await eventually(lambda: len(mails(sent, intake)) == 2)
    del sent.answers[intake.email]
    assert (await handle.result()).outcome is DigestOutcome.SENT


@pytest.mark.usefixtures("busy")
async def test_an_address_that_cannot_be_written_to_fails_in_sight(
    client: Client, intake: DigestIntake, sent: RecordingChannels
) -> None:
    sent.answers[intake.email] = Sent(DeliveryOutcome.NO_CONTACT, "no such form of address")
    handle = await by_hand(client, intake, code=intake.searchable)
    with pytest.raises(WorkflowFailureError) as caught:
        await handle.result()
    assert "no such form of address" in repr(caught.value.cause.__cause__)
    history = await handle.fetch_history()
    [failed] = [
        event for event in history.events if event.HasField("activity_task_failed_event_attributes")
    ]
    assert intake.email not in str(failed)


@pytest.mark.parametrize(
    ("begin", "kind", "said"),
    [
        ((), INVALID_INPUT, "expected one JSON object"),
        (({"email": "a@b.example"}, {}), INVALID_INPUT, "expected one JSON object"),
        (({"email": "MARKER"},), INVALID_INPUT, "email: expected an email address"),
        (({"email": "a@b.example", "zone": "MARKER"},), INVALID_INPUT, "zone: is no known"),
    ],
)
async def test_a_bad_input_is_answered(
    client: Client, code: str, begin: tuple[Any, ...], kind: str, said: str
) -> None:
    handle = await by_hand(client, *begin, code=code)
    with pytest.raises(WorkflowFailureError) as caught:
        await handle.result()
    cause = caught.value.cause
    assert isinstance(cause, ApplicationError)
    assert cause.type == kind
    assert said in cause.message
    assert "MARKER" not in cause.message
