"""However the reports of a records transfer are ordered, they tell the same story."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from itertools import permutations
from typing import Any

from tests.clock import days_ago
from tests.workflows.child_cases.records_plays import (
    Opening,
    done_on,
    looked_after,
    stage,
    steps,
    story,
    the_clock,
)

Order = tuple[str, ...]


async def each(
    tell: Callable[[Order], Awaitable[tuple[object, ...]]], orders: Iterable[Order]
) -> list[tuple[object, ...]]:
    """Every order played, a few at a time: a busy machine must not let workflow tasks time out."""
    few = asyncio.Semaphore(3)

    async def one(order: Order) -> tuple[object, ...]:
        async with few:
            return await tell(order)

    return await asyncio.gather(*(one(order) for order in orders))


REPORTS: dict[str, Callable[[], dict[str, Any]]] = {
    "record_sent": lambda: {"sent_on": str(days_ago(20))},
    "record_received": lambda: {"received_on": str(days_ago(18))},
    "record_extension": lambda: {"noticed_on": str(days_ago(12)), "until": str(days_ago(-25))},
    "record_partial": lambda: {"on": str(days_ago(8)), "document": "Chart"},
}
"""One true story; a desk may hear of its parts in any order."""


async def test_any_order_of_reports_tells_the_same_story(ask_for_records: Opening) -> None:
    async def tell(order: Order) -> tuple[object, ...]:
        case = await ask_for_records(recipient="specialist")
        for update in order:
            await case.send(update, **REPORTS[update]())
        clock = await the_clock(case)
        assert clock.is_open
        heard = (clock.due_on, clock.id.rsplit(".", 1)[0], json.dumps(await steps(case)))
        overview = await case.overview()
        assert (overview["remarks"], await looked_after(case)) == ([], {})
        await case.send("record_delivered", on=str(days_ago(1)))
        await case.send("record_confirmed", on=str(days_ago(0)))
        names = [piece.name for piece in (await story(case)).evidence]
        return (*heard, tuple(names))

    told = await each(tell, permutations(REPORTS))
    assert len(told) == 24
    assert len(set(told)) == 1
    assert told[0][0] == days_ago(-25)
    assert told[0][-1] == ("Chart", None)


async def test_all_arrived_may_be_heard_of_at_any_point(ask_for_records: Opening) -> None:
    async def tell(order: Order) -> tuple[object, ...]:
        case = await ask_for_records(recipient="specialist")
        for update in order:
            content = {"on": str(days_ago(3))}
            await case.send(update, **(REPORTS[update]() if update in REPORTS else content))
        assert await stage(case) == "confirming"
        assert set(await looked_after(case)) == {"confirm_receipt"}
        assert not any(deadline.is_open for deadline in await case.deadlines())
        evidence = (await case.overview())["evidence"]
        return (
            tuple(sorted((await done_on(case)).items(), key=str)),
            tuple(sorted(str(piece["received_on"]) for piece in evidence)),
        )

    reports = ("record_sent", "record_received", "record_partial", "record_delivered")
    told = await each(tell, permutations(reports))
    assert len(set(told)) == 1
    assert told[0][1] == (str(days_ago(8)), str(days_ago(3)))
