"""A turn that is taken again because its worker was lost with it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import Engine
from temporalio.exceptions import ApplicationError

from activities import turns as turns_module
from activities.delivery.channels import RecordingChannels, Sent
from activities.delivery.within_a_turn import PromptDelivery
from activities.messages.writing import Messages
from activities.turns import Turns
from models.notices.messages.order import DeliveryOutcome
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


@pytest.mark.parametrize(
    ("name", "said"), [("times_out", "a time-out, after"), ("by_cron", "a cron schedule, by")]
)
async def test_what_would_end_or_begin_by_itself_is_not_opened(
    engine: Engine, name: str, said: str
) -> None:
    own = turns(engine, RecordingChannels())
    answer = await own.take_turn({**opening(0, "a-run"), name: True})
    assert answer["refused"]["message"].startswith(f"Not opened: it was started with {said}")
    # The case manager hears of it: whoever started it sees a green message.
    assert answer["send"][0]["message"]["action"] == answer["refused"]["message"]
    case = applied(opening(0, "a-run")["case"], await own.take_turn(opening(0, "a-run")))
    later = await own.take_turn({**opening(5, "a-run"), "case": case, name: True})
    assert "refused" not in later


async def test_a_case_that_another_one_started_is_opened(engine: Engine) -> None:
    """It began before keys were set: the start of the case beside it was under way."""
    own = turns(engine, RecordingChannels())
    beside = {"id": "AC-2026-0042.appeal", "parent": "AC-2026-0042", "came_plain": "run-7"}
    answer = await own.take_turn({**opening(0, "a-run"), **beside})
    assert "refused" not in answer


TYPED_WRONG = {"email": "typed-wrong@mail.example"}

LATE = datetime(2026, 11, 4, 3, tzinfo=UTC)
"""At night in New York, where only the case manager is written to."""


def turns_of_the_day(engine: Engine, channels: RecordingChannels) -> Turns:
    day, messages = LATE + timedelta(hours=20), Messages("http://ui", "default")
    delivering = delivering_of(engine, channels, messages, clock=lambda: day)
    return Turns(engine, PromptDelivery(delivering))


async def after_a_lost_word_to_the_patient(
    engine: Engine, channels: RecordingChannels
) -> tuple[Turns, dict[str, Any]]:
    """A case whose turn of the morning wrote to the patient and was lost; and its next ask.

    The address is corrected before the turn is taken again.
    """
    own = turns_of_the_day(engine, channels)
    ask = opening(0, "a-run") | {"now": LATE.isoformat()}
    (intake,) = ask["case"]["log"]
    content = intake["content"] | {"notice_date": "2026-11-02", "beneficiary": TYPED_WRONG}
    ask["case"]["log"] = [intake | {"content": content, "at": ask["now"]}]
    answer = await own.take_turn(ask)
    ask |= {"case": applied(ask["case"], answer), "now": answer["wake"]}
    await own.take_turn(ask)
    assert [address for _, address, _ in channels.sent][1:] == [TYPED_WRONG["email"]]
    changed = {"beneficiary": {"email": "patient@mail.example"}}
    candidate = {"kind": "update_contacts", "content": changed, "update": "1"}
    return own, {**ask, "candidate": candidate, "deliver": False}


def released(answer: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Who is written to that is not on the case, and what is taken out of their calendars."""
    return [
        (
            one["message"]["recipients"][0]["person"]["email"],
            [gone["id"] for gone in one["message"]["cancelled"]],
        )
        for one in answer["send"]
        if one["message"]["kind"] == "unassigned"
    ]


async def test_an_address_that_only_a_lost_turn_wrote_to_is_taken_off_its_calendar(
    engine: Engine,
) -> None:
    own, ask = await after_a_lost_word_to_the_patient(engine, RecordingChannels())
    answer = await own.take_turn(ask)
    assert released(answer) == [(TYPED_WRONG["email"], ["plan_reconsideration.filing.1"])]
    assert "mail.example" not in str(answer["memory"])


async def test_so_it_is_where_the_first_of_two_lost_turns_was_in_doubt_and_the_second_failed(
    engine: Engine,
) -> None:
    channels = RecordingChannels()
    channels.answers[TYPED_WRONG["email"]] = Sent(DeliveryOutcome.UNKNOWN, "no answer")
    own, ask = await after_a_lost_word_to_the_patient(engine, channels)
    channels.answers[TYPED_WRONG["email"]] = Sent(DeliveryOutcome.FAILED, "the server is down")
    # Another worker: the first sends nothing in a turn for as long as its channel is in trouble.
    await turns_of_the_day(engine, channels).take_turn({**ask, "candidate": None, "deliver": True})
    assert len(channels.sent) == 3
    answer = await own.take_turn(ask)
    assert released(answer) == [(TYPED_WRONG["email"], ["plan_reconsideration.filing.1"])]


async def test_the_next_turn_asks_the_ledger_that_did_not_answer(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, ask = await after_a_lost_word_to_the_patient(engine, RecordingChannels())
    with monkeypatch.context() as broken:
        broken.setattr(turns_module, "clocks_sent_to", Mock(side_effect=OSError))
        answer = await own.take_turn(ask)
    assert not released(answer)
    ask |= {"case": applied(ask["case"], answer), "candidate": None}
    assert released(await own.take_turn(ask))


async def test_what_a_case_before_it_under_the_same_id_was_sent_is_not_taken_out(
    engine: Engine,
) -> None:
    own, ask = await after_a_lost_word_to_the_patient(engine, RecordingChannels())
    (intake,) = ask["case"]["log"]
    ask["case"] = ask["case"] | {"log": [intake | {"update": "another-run"}]}
    assert not released(await own.take_turn(ask))


@pytest.mark.parametrize(
    ("id_", "named"), [("AC-2026-0042", "AC-2026-0042"), ("MARKER Perez", "a case")]
)
async def test_the_log_says_whose_turn_failed_and_where(
    engine: Engine, caplog: pytest.LogCaptureFixture, id_: str, named: str
) -> None:
    """Who is called at 3 a.m. has this line, and looks for the case."""
    own = turns(engine, RecordingChannels())
    broken = {**opening(0, "a-run"), "id": id_}
    broken["case"] |= {"turns": 3, "log": [{"MARKER": "MARKER"}]}
    with pytest.raises(ApplicationError):
        await own.take_turn(broken)
    (line,) = caplog.messages
    assert line.startswith(f"a turn of {named} failed: KeyError at models/")
    assert "MARKER" not in line


async def test_a_case_is_not_reopened_under_an_id_that_says_who_somebody_is(
    engine: Engine,
) -> None:
    own = turns(engine, RecordingChannels())
    first = opening(0, "a-run")
    case = applied(first["case"], await own.take_turn(first))
    again = {**opening(5, "a-run"), "case": case, "news": [{"reopened": True}]}
    assert "refused" not in await own.take_turn(again)
    answer = await own.take_turn({**again, "id": "MARKER Perez"})
    assert answer["refused"]["message"].startswith("Workflow ID: expected")
    assert "send" not in answer
