"""What fails around a case: a turn, the read model. The case goes on as it was."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from temporalio import activity
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError
from temporalio.exceptions import CancelledError

from activities.delivery.channels import RecordingChannels
from activities.turns import Turns
from models.storage import migrations
from models.storage.database import open_database
from models.storage.tables import CaseRow
from tests.waiting import eventually
from tests.workflows.releases.histories import keep_history
from tests.workflows.shell.conftest import Desk, desk_client, worker_of_cases
from tests.workflows.shell.test_course import panel, refusal
from workflows import case_workflow

_MINUTES = 2 / (24 * 60)


class TroubledTurns(Turns):
    """Turns that fail, or hang, while told to."""

    broken = False
    hanging = False

    @activity.defn(name="take_turn")
    async def take_turn(self, ask: dict[str, Any]) -> dict[str, Any]:
        if self.hanging:
            await asyncio.sleep(60)
        return await super().take_turn({} if self.broken else ask)


@asynccontextmanager
async def own_desk(environment: Any, ledger: Engine, turns: Turns) -> AsyncIterator[Desk]:
    """A desk whose worker has these turns, and a task queue of its own."""
    client, sent, queue = desk_client(environment), RecordingChannels(), f"cases-{uuid4().hex[:8]}"
    async with worker_of_cases(client, ledger, sent, turns=turns, queue=queue):
        yield Desk(environment, client, sent, queue)


async def test_a_turn_that_fails_changes_nothing(
    environment: Any, engine: Engine, replays: Callable[..., Any]
) -> None:
    turns = TroubledTurns(engine, closed_case_days=0)
    async with own_desk(environment, engine, turns) as desk:
        case = await desk.open("SH-broken")
        turns.broken = True
        filed = {"filed_on": str(await case.today())}
        refused = await refusal(case, "record_filed", filed)
        assert refused.type == "TryAgain"
        assert "fail" in await panel(case)

        async def loud() -> bool:
            return len(desk.sent.alerts) == 1

        await case.pass_days(_MINUTES)
        await eventually(loud)
        turns.broken = False

        async def recovered() -> bool:
            await case.pass_days(_MINUTES)
            return "fail" not in await panel(case)

        await eventually(recovered)
        answer = await case.send("record_filed", **filed)
        assert answer.recorded.startswith("Complaint made ")
        text = str(await case.handle.fetch_history())
        assert "TurnFailed" in text
        await replays(case.handle)
        await keep_history(case, "turn-failed")


async def test_a_case_that_cannot_be_opened_can_be_cancelled(
    environment: Any, engine: Engine, replays: Callable[..., Any]
) -> None:
    turns = TroubledTurns(engine, closed_case_days=0)
    turns.broken = True
    async with own_desk(environment, engine, turns) as desk:
        case = await desk.open("SH-given-up")
        assert "fail" in await panel(case)
        await case.handle.cancel()
        with pytest.raises(WorkflowFailureError) as caught:
            await case.handle.result()
        assert isinstance(caught.value.cause, CancelledError)
        await replays(case.handle)


async def test_a_turn_that_hangs_is_tried_again(
    environment: Any, engine: Engine, replays: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = TroubledTurns(engine, closed_case_days=0)
    async with own_desk(environment, engine, turns) as desk:
        case = await desk.open("SH-hanging")
        filed = {"filed_on": str(await case.today())}
        with monkeypatch.context() as hurried:
            hurried.setattr(case_workflow, "_TURN", timedelta(milliseconds=200))
            turns.hanging = True
            refused = await refusal(case, "record_filed", filed)
            assert refused.type == "TryAgain"
            turns.hanging = False

        async def recovered() -> bool:
            await case.pass_days(_MINUTES)
            return "fail" not in await panel(case)

        await eventually(recovered)
        answer = await case.send("record_filed", **filed)
        assert answer.recorded.startswith("Complaint made ")
        # A local activity that ran out of its time is another failure when it is replayed.
        await replays(case.handle)
        await keep_history(case, "turn-timed-out")


async def test_a_read_model_that_cannot_be_written_holds_nothing_up(
    environment: Any, tmp_path: Any, replays: Callable[..., Any]
) -> None:
    """A case whose end was never written would be in lists, and in digests, for ever."""
    url = f"sqlite:///{tmp_path}/appealclock.sqlite3"
    # Without tables, every statement fails as if nobody answered.
    late = open_database(url)
    async with own_desk(environment, late, Turns(late, closed_case_days=0)) as desk:
        case = await desk.open("SH-unwritten")
        filed = await case.send("record_filed", filed_on=str(await case.today()))
        assert filed.recorded.startswith("Complaint made ")
        await case.send("record_answer", on=str(await case.today()), resolved=True)
        assert (await case.overview())["ending"] == "resolved"
        await case.pass_days(0.2)
        assert (await case.handle.describe()).status is WorkflowExecutionStatus.RUNNING

        migrations.upgrade(url)
        await case.pass_days(0.2)
        assert (await case.handle.result())["ending"] == "resolved"
        with Session(late) as session:
            assert session.exec(select(CaseRow.ending)).all() == ["resolved"]
        await replays(case.handle)
        await keep_history(case, "read-model-unwritten")


async def test_a_case_that_is_over_does_not_wait_for_its_view_for_ever(
    environment: Any, tmp_path: Any
) -> None:
    nowhere = open_database(f"sqlite:///{tmp_path}/nowhere/appealclock.sqlite3")
    async with own_desk(environment, nowhere, Turns(nowhere, closed_case_days=0)) as desk:
        case = await desk.open("SH-nowhere")
        await case.send("close", reason="Typed twice")
        await case.pass_days(1.2)
        assert (await case.handle.result())["ending"] == "closed"
