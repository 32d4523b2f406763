"""A turn that is taken again because its worker was lost with it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from activities.delivery.channels import RecordingChannels
from activities.delivery.within_a_turn import PromptDelivery
from activities.messages.writing import Messages
from activities.turns import Turns
from models.turns.carried import applied
from tests import clock
from tests.activities.reminding import delivering_of

INTAKE = {
    "program": "part_c",
    "service": "MRI",
    "case_manager": {"email": "manager@legalaid.example"},
}


def opening(minutes: int, run: str) -> dict[str, Any]:
    """What the turn that opens a case is asked, so long after its start."""
    now = (clock.now() + timedelta(minutes=minutes)).isoformat()
    intake = {**INTAKE, "notice_date": str(clock.days_ago(3))}
    entry = {"number": 1, "kind": "intake", "content": intake, "at": now, "update": run}
    case = {"log": [entry], "memory": {}, "children": {}, "turns": 0}
    kind = {"id": "AC-2026-0042", "kind": "appeal", "parent": None}
    return {**kind, "case": case, "now": now, "candidate": None, "news": [], "deliver": True}


def turns(engine: Engine, channels: RecordingChannels) -> Turns:
    delivering = delivering_of(engine, channels, Messages("http://ui", "default"), clock=clock.now)
    return Turns(engine, PromptDelivery(delivering))


async def test_a_lost_opening_tells_nobody_twice(engine: Engine) -> None:
    channels = RecordingChannels()
    own = turns(engine, channels)
    for minutes in (0, 1, 20):
        answer = await own.take_turn(opening(minutes, "a-run"))
        assert answer["send"] == []
    assert len(channels.sent) == 1
    # Started anew under the same id, it is another case.
    await own.take_turn(opening(30, "another-run"))
    assert len(channels.sent) == 2


async def test_a_lost_turn_tells_nobody_twice(engine: Engine) -> None:
    channels = RecordingChannels()
    own = turns(engine, channels)
    ask = opening(0, "a-run")
    answer = await own.take_turn(ask)
    while len(channels.sent) == 1:
        ask = {**ask, "case": applied(ask["case"], answer), "now": answer["wake"]}
        answer = await own.take_turn(ask)
    again = await own.take_turn(ask)
    assert len(channels.sent) == 2
    assert again["memory"] == answer["memory"]


async def test_a_start_by_hand_that_came_plain_opens_nothing(engine: Engine) -> None:
    own = turns(engine, RecordingChannels())
    answer = await own.take_turn({**opening(0, "a-run"), "came_plain": "run-7"})
    assert answer["refused"]["message"].endswith("--workflow-id AC-2026-0042 --run-id run-7")
    assert "log" not in answer


async def test_a_case_that_another_one_started_is_opened(engine: Engine) -> None:
    """It began before keys were set: the start of the case beside it was under way."""
    own = turns(engine, RecordingChannels())
    beside = {"id": "AC-2026-0042.appeal", "parent": "AC-2026-0042", "came_plain": "run-7"}
    answer = await own.take_turn({**opening(0, "a-run"), **beside})
    assert "refused" not in answer
