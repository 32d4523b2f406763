"""Whatever is reported of covers and when: what was recorded of a case is never out of date."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from models.presentation.attributes import attributes
from models.presentation.shown import shown
from models.rehearsal.simulation import SimulatedCase
from tests.models.corrections.desk import moment
from tests.stories.playing import Stage

Json = dict[str, Any]

ZONES = ("America/New_York", "America/Los_Angeles", "Pacific/Guam", "America/Chicago")
PEOPLE = [{"email": f"{name}@legalaid.example", "code": name} for name in ("lee", "kim", "pat")]
BESIDE = "AC-1.second-opinion"


@dataclass
class Watched(Stage):
    """A stage that keeps what each case recorded last as its search attributes."""

    recorded: dict[str, str] = field(default_factory=dict)

    def carry_out(self, member: SimulatedCase, ask: Json, answer: Json) -> None:
        self.recorded[member.id] = answer["attributes"]["CaseManager"]
        super().carry_out(member, ask, answer)

    def manager(self, member: SimulatedCase) -> str | None:
        """Who manages it, computed from its reports at this moment."""
        return attributes(shown(member.state, self.now))["CaseManager"]


def an_assignment(chance: Random, today: date) -> tuple[str, Json]:
    content: Json = {"case_manager": chance.choice(PEOPLE)}
    if chance.random() < 0.8:
        first = today + timedelta(days=chance.choice((0, 0, 0, 1, 2, 5)))
        content["until"] = str(first + timedelta(days=chance.randint(0, 6)))
        if first != today or chance.random() < 0.3:
            content["starts_on"] = str(first)
    return "assign", content


def a_second_thought(chance: Random, member: SimulatedCase, today: date) -> tuple[str, Json]:
    number = chance.randint(2, max(2, len(member.case["log"])))
    if chance.random() < 0.5:
        return "take_back", {"report": number, "reason": "A slip."}
    until = str(today + timedelta(days=chance.randint(-2, 6)))
    return "correct", {"report": number, "content": {"until": until}, "reason": "A slip."}


def something(chance: Random, member: SimulatedCase, today: date) -> tuple[str, Json]:
    die = chance.random()
    if die < 0.6:
        return an_assignment(chance, today)
    if die < 0.8:
        return a_second_thought(chance, member, today)
    if die < 0.9:
        person = {**chance.choice(PEOPLE), "email": f"new{chance.randint(1, 2)}@legalaid.example"}
        return "update_contacts", {"case_manager": person}
    return chance.choice([("start_second_opinion", {}), ("add_note", {"text": "A note."})])


def check(stage: Watched) -> None:
    for member in stage.members.values():
        if member.is_running:
            assert stage.recorded[member.id] == stage.manager(member)
    beside = stage.members.get(BESIDE)
    if beside is not None and shown(beside.state, stage.now).standing.ending is None:
        assert stage.recorded[BESIDE] == stage.recorded["AC-1"]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_who_manages_a_case_is_as_its_reports_say_at_any_moment(seed: int) -> None:
    chance = Random(seed)
    zone = chance.choice(ZONES)
    # Around the days on which the clocks change, and in between.
    stage = Watched(moment(chance.choice(("2027-03-11", "2026-10-30", "2026-12-01")), 3))
    intake = {
        "program": "part_c",
        "service": "Knee",
        "zone": zone,
        "notice_date": str((stage.now - timedelta(days=5)).date()),
        "case_manager": PEOPLE[0],
    }
    assert stage.begin("AppealCase", "AC-1", intake, None) is None
    for _ in range(5):
        today = local(stage.now, zone)
        kind, content = something(chance, stage.members["AC-1"], today)
        stage.report("AC-1", kind, content)
        check(stage)
        for _ in range(2):
            stage.forward(stage.now + timedelta(minutes=chance.choice((1, 29, 60, 700, 1440))))
            check(stage)


def local(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
