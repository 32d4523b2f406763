"""What is sent within a turn, and what is left for the task queue."""

import asyncio
import threading
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from activities.delivery import delivering as delivering_module
from activities.delivery import within_a_turn
from activities.delivery.channels import Channels, Outgoing, RecordingChannels, Sent
from activities.delivery.delivering import Delivering
from activities.delivery.within_a_turn import PromptDelivery
from activities.messages.writing import Messages
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.notices.messages.ordering import Order
from tests.activities.reminding import delivering_of
from tests.activities.samples import make_order, matter
from tests.waiting import eventually

MANAGER = "manager@legalaid.example"


class HeldChannels(RecordingChannels):
    """Holds each message until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        assert self.let_go.wait(timeout=30)
        return super().send(channel, address, message)


@pytest.fixture
def held() -> Iterator[HeldChannels]:
    channels = HeldChannels()
    yield channels
    channels.let_go.set()


def orders(*names: str) -> list[Order]:
    """Orders about different matters of one case."""
    return [Order(name, make_order(about=name)) for name in names]


def delivering(engine: Engine, channels: Channels) -> Delivering:
    return delivering_of(engine, channels, Messages("http://ui", "default"))


async def test_what_goes_at_once_is_done_with_in_the_turn(engine: Engine) -> None:
    channels = RecordingChannels()
    prompt = PromptDelivery(delivering(engine, channels))
    news = await prompt.send(orders("1", "2"))
    assert sorted(one["sent"] for one in news) == ["1", "2"]
    assert [one["outcome"]["outcome"] for one in news] == ["sent", "sent"]
    assert len(channels.sent) == 2
    # What is asked for again, in a turn that was lost, is not sent again.
    assert len(await prompt.send(orders("1", "2"))) == 2
    assert len(channels.sent) == 2


async def test_what_takes_long_is_left_and_its_activity_waits_for_it(
    engine: Engine, held: HeldChannels, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = delivering(engine, held)

    async def wait(tasks: Iterable[asyncio.Task[Any]], **_: object) -> Any:
        """As long as the message is not in the hands of its channel."""
        await eventually(lambda: bool(by._in_hand))
        return await asyncio.wait(tasks, timeout=0)

    impatient = SimpleNamespace(**{**vars(asyncio), "wait": wait})
    monkeypatch.setattr(within_a_turn, "asyncio", impatient)
    monkeypatch.setattr(delivering_module, "SLOW", 0)
    prompt = PromptDelivery(by)
    (order,) = orders("1")
    assert await prompt.send([order]) == []
    # The channel is slow: what comes after it does not wait for it.
    assert not by.is_prompt(order.message)
    held.let_go.set()
    assert by.deliver(order.message).report.outcome.value == "sent"
    assert len(held.sent) == 1


async def test_what_fails_is_left_and_so_is_what_comes_after(engine: Engine) -> None:
    failing = RecordingChannels(answers={MANAGER: Sent(DeliveryOutcome.FAILED, "down")})
    prompt = PromptDelivery(delivering(engine, failing))
    assert await prompt.send(orders("1")) == []
    assert await prompt.send(orders("2")) == []
    assert len(failing.sent) == 1


async def test_where_no_place_is_free_nothing_waits_for_one(
    engine: Engine, held: HeldChannels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(within_a_turn, "_AT_A_TIME", 1)
    monkeypatch.setattr(within_a_turn, "_PATIENCE", 0.01)
    by = delivering(engine, held)
    prompt = PromptDelivery(by)
    first, second = orders("1", "2")
    assert await prompt.send([first]) == []
    by._troubled.clear()
    assert await prompt.send([second]) == []
    held.let_go.set()
    by.deliver(first.message)
    assert len(held.sent) == 1


async def test_a_ledger_that_does_not_answer_leaves_it(engine: Engine) -> None:
    channels = RecordingChannels()
    prompt = PromptDelivery(delivering(engine, channels))
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE delivery_attempt")
    assert await prompt.send(orders("1")) == []
    assert channels.sent == []


async def test_a_message_with_another_matter_is_not_the_one_under_way_without_it(
    engine: Engine, held: HeldChannels
) -> None:
    """A turn that was lost is taken again, and more has come due meanwhile."""
    deliveries = delivering(engine, held)
    loop = asyncio.get_running_loop()
    first = loop.run_in_executor(None, deliveries.deliver, make_order())
    await eventually(lambda: len(deliveries._in_hand) == 1)
    more = make_order(also=(matter("other", title="Another matter"),))
    second = loop.run_in_executor(None, deliveries.deliver, more)
    await eventually(lambda: len(deliveries._in_hand) == 2)
    held.let_go.set()
    await first
    delivered = await second
    # The one was in another's hands; the other is written down as said only where it was said.
    told = [message.html for _, _, message in held.sent]
    assert len(told) == 2
    assert sum("Another matter" in html for html in told) == 1
    assert delivered.waiting
