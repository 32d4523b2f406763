"""A stage on which every turn is held to what none may ever do."""

import json
from contextlib import nullcontext
from datetime import timedelta
from random import Random
from typing import Any

from models.cases.kinds import KINDS
from models.local_time import local_day
from models.presentation import queries
from models.procedure.recent_plays import forget
from models.procedure.standing_of import standing_of
from models.rehearsal.simulation import SimulatedCase
from models.turns.turn import check, take
from tests.models.turns.hostile import MOMENTS, SECRETS, a_kind, a_report, a_word, an_intake
from tests.simulation.seeded.editions import EDITIONS, edition
from tests.stories.playing import Stage

Json = dict[str, Any]

LONGEST = 4100
"""Characters of a refusal, and a little more."""

_PAUSES = (0, 0, 1, 60, 3600, 86_400, 3 * 86_400, 30 * 86_400, 200 * 86_400)

_QUERIES = (
    *(queries.overview, queries.panel, queries.account),
    *(queries.history, queries.deadlines, queries.calendar),
)


class HostileStage(Stage):
    """Asks everything twice, and looks at all that is answered."""

    def turn(self, member: SimulatedCase, candidate: Json | None = None) -> Json:
        """Take a turn.

        Raises:
            AssertionError: it did what no turn may do.
        """
        ask = self.ask(member, candidate)
        asked = repr(ask)
        refusal = check(ask) if candidate is not None else None
        answer = take(ask).answer
        assert repr(take(ask).answer) == repr(answer), "another answer to the same question"
        forget()
        assert repr(take(ask).answer) == repr(answer), "another answer of a new process"
        assert repr(ask) == asked, "what was asked has changed"
        _tells_nothing_private(answer)
        if "refused" in answer:
            assert answer["refused"]["message"].strip()
            assert len(answer["refused"]["message"]) <= LONGEST
            return answer
        assert refusal is None or ask["news"], "recorded, though it cannot be"
        if "preview" in answer:
            return answer
        self.carry_out(member, ask, answer)
        assert json.loads(json.dumps(member.case, allow_nan=False)) == member.case, "no JSON"
        standing_of(member.state, self.now)
        for query in _QUERIES:
            query(self.ask(member, None))
        return answer


def play(chance: Random, steps: int = 12) -> int:
    """Play a family of cases to which everything comes; how many reports it took.

    Raises:
        AssertionError: a turn did what none may do.
    """
    change = EDITIONS[chance.choice(sorted(EDITIONS))] if chance.random() < 0.15 else None
    with edition(change) if change is not None else nullcontext():
        return _played(chance, steps)


def _played(chance: Random, steps: int) -> int:
    stage = HostileStage(chance.choice(MOMENTS))
    kind = a_kind(chance)
    intake = an_intake(chance, kind, stage.now.date())
    parent = chance.choice((None, None, "AC-0"))
    if stage.begin(KINDS[kind].workflow_type, "AC-1", intake, parent) is not None:
        return 0
    taken = 0
    for _ in range(chance.randint(4, steps)):
        member = chance.choice(list(stage.members.values()))
        if member.is_running:
            taken += _happens(chance, stage, member)
    return taken


def _happens(chance: Random, stage: HostileStage, member: SimulatedCase) -> bool:
    """One thing happens to a case; whether it took a report."""
    die = chance.random()
    if die < 0.25:
        stage.forward(stage.now + timedelta(seconds=chance.choice(_PAUSES)))
    elif die < 0.42:
        children = member.case.get("children", {})
        word = a_word(chance, member.kind, member.id, member.parent, children)
        member.news.append({"heard": word})
        stage.rest()
    elif die < 0.5:
        member.news.append(_of_the_shell(chance, member))
        stage.rest()
    elif die < 0.52:
        stage.terminate(member.id)
    else:
        step = standing_of(member.state, stage.now).next_step
        shown = (step.update or "", dict(step.example)) if step is not None else ("", {})
        today = local_day(stage.now, "UTC")
        answer = stage.report(member.id, *a_report(chance, member.kind, today, shown))
        return "refused" not in answer
    return False


def _of_the_shell(chance: Random, member: SimulatedCase) -> Json:
    """What the workflow itself brings, of something that may never have been."""
    child = chance.choice((*member.case.get("children", {}), f"{member.id}.records.1"))
    news: tuple[Json, ...] = (
        {"cancelled": True},
        {"lost": child, "how": "failed"},
        {"taken": child},
        {"started": child},
        {"sent": "99", "outcome": None, "failure": "down"},
        {"alerted": "opened", "ok": False},
        {"of a newer build": 1},
    )
    return chance.choice(news)


def _tells_nothing_private(answer: Json) -> None:
    """Nobody's name or address where it is shown in lists, timelines and logs."""
    public: Json = {
        name: answer.get(name) for name in ("refused", "wake", "why", "over", "attributes", "alert")
    }
    public["send"] = [(one["key"], one["summary"]) for one in answer.get("send", ())]
    public["start"] = [(one["id"], one["type"], one["summary"]) for one in answer.get("start", ())]
    public["tell"] = [one["to"] for one in answer.get("tell", ())]
    words = repr(public).lower()
    found = [secret for secret in SECRETS if secret in words]
    assert not found, f"{found} in {words[:300]}"
