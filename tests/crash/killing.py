"""Kills parts again and again while cases are opened and reminded, and counts what became of it."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from temporalio.client import Client

from tests.crash.counting.counts import (
    Counts,
    arrived,
    count,
    count_files,
    failures,
    ledger,
    settled,
)
from tests.crash.mortal_cases import PRIVATE, REMINDERS, ROLES, Pace, open_all
from tests.crash.part import Part
from tests.crash.parts import Parts
from tests.crash.second_thoughts import recorded_otherwise, think_again
from tests.waiting import eventually


@dataclass(frozen=True)
class Aftermath:
    """What was found when everything had come to rest."""

    counts: Counts
    kills: dict[str, int]
    own_ends: dict[str, Counter[int]]
    failures: Counter[str]
    rest_after: float
    leaks: list[str]
    second_thoughts: int
    """Corrections and take-backs that were made meanwhile."""

    recorded_otherwise: list[str]
    """The cases in which they are not each recorded once, with what is."""


async def kill_while_cases_run(
    parts: Parts,
    victims: Sequence[Part],
    *,
    cases: int,
    kills: int,
    pace: Pace,
    seed: int,
    lull: float,
    patience: float,
) -> Aftermath:
    """Open cases, correct them and let them be reminded while some parts are killed so many times.

    The moments are chosen by how many messages have arrived, so that they fall between any two on
    any machine.

    Args:
        parts: All of them.
        victims: Those to kill.
        cases: How many are opened.
        kills: Of each victim.
        pace: At which cases come.
        seed: Of the moments.
        lull: Seconds after which a kill no longer waits for messages: they may wait for each other.
        patience: Seconds for the killing, and for all to be told afterwards.
    """
    chance = random.Random(seed)
    opening = asyncio.create_task(open_and_correct(parts.client, cases, pace, chance))
    expected = cases * len(REMINDERS) * len(ROLES)
    plans = [
        (part, sorted(chance.uniform(0.03, 0.9) * expected for _ in range(kills)), chance.random())
        for part in victims
    ]
    try:
        async with asyncio.timeout(patience):
            await asyncio.gather(*(_kill(parts, *plan, lull) for plan in plans))
            ids, second_thoughts = await opening
    finally:
        opening.cancel()
    last_kill = time.monotonic()
    await parts.up()
    found = await settled(parts.client, ids, within=patience)
    rest_after = time.monotonic() - last_kill
    copies = arrived(parts.mail.inbox)
    rows, read_model = ledger(parts.database.url)
    return Aftermath(
        counts=count(found, copies, rows, read_model),
        kills={part.name: part.kills for part in parts.all},
        own_ends={part.name: Counter(part.own_ends) for part in parts.all},
        failures=await failures(parts.client, ids),
        rest_after=rest_after,
        leaks=leaks(parts),
        second_thoughts=second_thoughts,
        recorded_otherwise=await recorded_otherwise(parts.client, ids),
    )


async def open_and_correct(
    client: Client, cases: int, pace: Pace, chance: random.Random
) -> tuple[Sequence[str], int]:
    """Open cases, and have second thoughts about each; how many reports these were."""
    thoughts: list[asyncio.Task[int]] = []
    ids = []
    try:
        async for case_id in open_all(client, cases, pace, chance):
            ids.append(case_id)
            wait = chance.uniform(0, pace.latest.total_seconds())
            thoughts.append(asyncio.create_task(think_again(client, case_id, wait)))
        return ids, sum(await asyncio.gather(*thoughts))
    finally:
        for thought in thoughts:
            thought.cancel()


async def _kill(parts: Parts, part: Part, plan: Sequence[float], luck: float, lull: float) -> None:
    chance = random.Random(luck)
    for messages in plan:
        await part.up()
        with contextlib.suppress(TimeoutError):
            await eventually(partial(_have_arrived, parts, messages), within=lull)
        await asyncio.sleep(chance.uniform(0, 0.3))
        await part.kill()


def _have_arrived(parts: Parts, messages: float) -> bool:
    return count_files(parts.mail.inbox) >= messages


def leaks(parts: Parts) -> list[str]:
    """The logs in which something private stands."""
    return [
        part.log.name
        for part in parts.all
        if any(word in part.log.read_text(errors="replace").lower() for word in PRIVATE)
    ]
