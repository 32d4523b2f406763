"""A walk up a ladder of appeal on a stage: follow the panel, report at random, let time pass."""

import json
import random
import re
from datetime import timedelta
from typing import Any

from temporalio.exceptions import ApplicationError

from activities.rulebook_failures import RULEBOOK_FAILURE
from models.intake import LEVELS
from models.local_time import local_day
from models.program import Program
from tests.workflows.ladder_walks import a_report
from tests.workflows.theatre import Player, Theatre
from workflows.payloads import REFUSED

STEPS = 12

_SHOWN = re.compile(r"Send the update \*\*(\w+)\*\* with\n\n`(.*?)`\n")
_MISSHOWN = re.compile(r"-\d+ (?:days|hours)|\bNone\b|\d+ days past|— past|\bnobody\b")
"""What no panel of a running case shows: time that is less than none, or a gap."""

_PURPOSES = {
    "filing": {"filing", "dismissal_review"},
    "deciding": {"decision"},
    "forwarding": {"forwarding"},
    "good_cause": set(),
    "effectuation": set(),
}
"""The purposes that deadlines may have in each phase."""


class Walk:
    """One appeal, and what must hold all the while."""

    def __init__(self, theatre: Theatre, player: Player, chance: random.Random) -> None:
        self.theatre = theatre
        self.player = player
        self.chance = chance
        self.said: list[str] = []

    async def perform(self) -> None:
        for _ in range(STEPS):
            if not self.player.is_running:
                break
            update, example = self.look()
            choice = self.chance.random()
            if choice < 0.35:
                refused = await self.send(update, example)
                assert refused is None, (update, example, refused)
            elif choice < 0.75:
                levels = LEVELS[Program(self.player.state.intake.program)]
                level = self.overview()["level"]
                before = levels[max(levels.index(level) - 1, 0)]
                zone = self.player.state.intake.zone
                today = local_day(self.theatre.now, zone)
                await self.send(*a_report(self.chance, today, before))
            else:
                days = self.chance.choice([0.1, 0.3, 0.6, 1.1, 8, 33, 70, 130])
                self.said.append(f"{days} days")
                await self.theatre.pass_days(days)

    async def close(self) -> None:
        """However it stands it can be ended, and its result tells of it."""
        if self.player.is_running:
            await self.send("close", {"ending": "withdrawn", "reason": "Played far enough"})
        assert not self.player.is_running
        assert self.player.state.ending

    async def send(self, update: str, content: dict[str, Any]) -> str | None:
        """Send a report; why it was refused, or None where it was taken."""
        self.said.append(f"{update} {content}")
        refusal: ApplicationError | None = None
        try:
            await self.theatre.send(self.player, update, content)
        except ApplicationError as error:
            refusal = error
        if refusal is None:
            return None
        self.said.append(f"  {refusal.message}")
        assert refusal.type in {REFUSED, RULEBOOK_FAILURE}, (update, content, refusal)
        assert refusal.message
        assert "Error" not in refusal.message, (update, content, refusal.message)
        return refusal.message

    def overview(self) -> dict[str, Any]:
        overview: dict[str, Any] = self.theatre.ask(self.player, "overview").model_dump(mode="json")
        return overview

    def look(self) -> tuple[str, dict[str, Any]]:
        """What must hold of a running case wherever it stands; the update it shows to send."""
        overview, text, now = self.overview(), self.player.details, self.theatre.now
        waited_for = self.theatre.ask(self.player, "calendar")
        assert waited_for, "nothing is waited for, and nobody will be asked"
        assert not _MISSHOWN.search(text), text
        shown = _SHOWN.search(text)
        assert shown is not None, text
        deadlines = self.player.state.deadlines
        open_ones = [deadline for deadline in deadlines if deadline.is_open]
        for deadline in deadlines:
            for rung in deadline.rungs:
                unsent = rung.outcome.value == "pending" and rung.at < now - timedelta(minutes=1)
                assert not unsent, (deadline.id, rung)
        for deadline in open_ones:
            assert deadline.expires_at > now, deadline.id
            assert deadline.reckoning.zone == self.player.state.intake.zone
        assert len({deadline.id for deadline in deadlines}) == len(deadlines)
        action = overview["next_action"]
        if action["by"] is not None:
            assert action["by"] in {str(deadline.due_on) for deadline in open_ones}, action
        purposes = {deadline.purpose.value for deadline in open_ones} - {"effectuation"}
        assert purposes <= _PURPOSES[overview["phase"]], (overview["phase"], purposes)
        assert overview["phase"] != "filing" or purposes
        if overview["phase"] == "good_cause":
            late = "await good cause" not in action["label"]
            assert overview["urgency"] == "overdue" or not late
        return shown[1], json.loads(shown[2])
