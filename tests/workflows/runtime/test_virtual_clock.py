"""The clock of a play: nothing skips time while something is under way, and it stops where told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels, Sent
from deploy.rehearsal import ClockHeldError, ClockRanAheadError, Rehearsal
from models.notices.messages.order import DeliveryOutcome

pytestmark = pytest.mark.server


async def skips(case: Rehearsal) -> int:
    events = (await case.handle.fetch_history()).events
    skip = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED
    return sum(event.event_type == skip for event in events)


async def test_the_clock_is_left_alone_while_a_reminder_is_tried_again(
    start: Callable[..., Any], sent: RecordingChannels
) -> None:
    address = f"manager.{uuid4().hex[:8]}@legalaid.example"
    sent.answers[address] = Sent(DeliveryOutcome.FAILED, "down")
    case: Rehearsal = await start(case_manager={"email": address})
    to_the_beginning = await skips(case)
    # Twice by its activity, and before that within the turn where no other case found the channel
    # troubled.
    assert len([to for _, to, _ in sent.sent if to == address]) in {2, 3}
    await case.send("acknowledge", deadline=(await case.deadlines())[0].id)
    await case.settle()
    assert await skips(case) == to_the_beginning
    await case.pass_days(1)
    assert await skips(case) > to_the_beginning


async def test_a_clock_that_ran_ahead_is_noticed(
    start: Callable[..., Any],
    environment: WorkflowEnvironment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case: Rehearsal = await start()
    moving = environment.fast_forward

    async def too_far(handle: Any, span: timedelta) -> bool:
        return await moving(handle, span + timedelta(minutes=2))

    await case.pass_days(1)
    monkeypatch.setattr(environment, "fast_forward", too_far)
    with pytest.raises(ClockRanAheadError, match="by 1 days and did not stop"):
        await case.pass_days(1)


async def test_the_clock_of_a_case_with_something_beside_it_is_held(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(second_opinion={})
    with pytest.raises(ClockHeldError, match="second-opinion"):
        await case.pass_days(1)
    await case.beside("second-opinion").pass_days(1)
