"""Each worked case of the rulebook's tests whose time limit runs when some intake opens."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from models.deadline import Deadline
from models.intake import Intake
from models.program import Program, Stage
from tests.models.rulebook.worked_cases import WorkedCase, worked_cases
from tests.stories.files import Json, Story
from tests.stories.recording.play import Play
from tests.workflows.ladder_walks import ways_in

CASE = "AC-1"

_PROGRAMS = {
    "AB": {Program.ORIGINAL},
    "C": {Program.PART_C},
    "D": {Program.PART_D},
    "F": {program for program in Program if program.fast_track},
}
"""Whose ladders run the rules that begin so."""

_FACTS = {
    "received",
    "statement",
    "services_end",
    "kind",
    "speed",
    "prior_authorization",
    "urgency",
}
"""What an intake may say of a case; other facts come about while it runs."""

_LEAST = timedelta(minutes=1)


async def worked() -> AsyncIterator[Story]:
    """A story for each that an intake opens directly."""
    numbers: Counter[str] = Counter()
    for case in worked_cases():
        numbers[case.rule] += 1
        story = await _story(case)
        if story is not None:
            story.name = f"worked-{case.rule}-{numbers[case.rule]}"
            yield story


async def _story(case: WorkedCase) -> Story | None:
    """The first intake that opens with this time limit, left alone until it has passed."""
    if not set(case.facts) <= _FACTS:
        return None
    for kind, intake in _candidates(case):
        play = await Play.begin(kind, intake, CASE, _opening(case))
        clock = None if play.refused else _clock(play, case)
        if clock is not None:
            for look in _looks(play, clock.expires_at):
                await play.look(look)
        await play.stop()
        if clock is not None:
            return play.story
    return None


def _opening(case: WorkedCase) -> datetime:
    """An hour after the last that is known; where that is a day, at its noon."""
    known = (
        case.on,
        *(case.facts[name] for name in ("received", "statement") if name in case.facts),
    )
    last = max(datetime.fromisoformat(one if "T" in one else f"{one}T11:00") for one in known)
    return last.replace(tzinfo=ZoneInfo(case.zone)) + timedelta(hours=1)


def _clock(play: Play, case: WorkedCase) -> Deadline | None:
    for one in play.root.state.deadlines:
        if one.reckoning.rule != case.rule or one.to_the_hour != ("T" in case.due):
            continue
        due = datetime.fromisoformat(case.due)
        if one.due_on == due.date() if due.tzinfo is None else one.expires_at == due:
            found: Deadline = one
            return found
    return None


def _looks(play: Play, end: datetime) -> Iterator[datetime]:
    """Shortly before the end, shortly after, and some days later."""
    before = max(end - timedelta(days=1), play.stage.now + (end - play.stage.now) / 2)
    yield from (before, end + _LEAST, end + timedelta(days=10))


def _candidates(case: WorkedCase) -> Iterator[tuple[str, Json]]:
    family, _, _ = case.rule.partition(".")
    people: Json = {
        "service": "Care",
        "case_manager": {"email": "manager@legalaid.example"},
        "zone": case.zone,
    }
    if family in _PROGRAMS:
        for intake in _appeals(case, _PROGRAMS[family]):
            yield "AppealCase", people | intake
    for kind, intake in _beside(case):
        for program in Program:
            yield kind, people | intake | {"program": program.value}


def _appeals(case: WorkedCase, programs: set[Program]) -> Iterator[Json]:
    """The ways in, with the days and the facts of the case."""
    for way in ways_in():
        if way["program"] not in programs or _contradicts(case, way):
            continue
        intake: Json = {name: getattr(value, "value", value) for name, value in way.items()}
        first = "filed" if way["stage"] is Stage.PENDING else "notice"
        for days in _days(case, first):
            found = intake | days | _known(case)
            try:
                Intake.model_validate(
                    found
                    | {"service": "Care", "case_manager": {"email": "manager@legalaid.example"}}
                )
            except ValidationError:
                continue
            yield found


def _contradicts(case: WorkedCase, way: dict[str, Any]) -> bool:
    return any(case.facts.get(name, way[name]) != way[name] for name in ("kind", "speed"))


def _days(case: WorkedCase, first: str) -> Iterator[Json]:
    """What the clock may start from: the notice or filing, its receipt, or the end of services."""
    day, hour = _day(case.when), _hour(case.when)
    if first == "filed":
        filed: Json = {"filed_on": day} | ({"filed_at": hour} if hour else {})
        yield filed
        yield filed | {"services_end": day}
        return
    yield {"notice_date": day}
    yield {"notice_date": day, "received": {"on": day, "evidence": "Signed for"}}
    end: Json = {"services_end": day} | ({"services_end_at": hour} if hour else {})
    yield {"notice_date": day} | end


def _known(case: WorkedCase) -> Json:
    """The facts of a case as an intake says them."""
    said: Json = {}
    if "received" in case.facts:
        said["received"] = {"on": case.facts["received"], "evidence": "Signed for"}
    if "services_end" in case.facts:
        said["services_end"] = case.facts["services_end"]
    if "statement" in case.facts:
        day, _, hour = case.facts["statement"].partition("T")
        said |= {"statement_on": day} | ({"statement_at": hour} if hour else {})
    if "prior_authorization" in case.facts or case.rule.endswith(".PA"):
        said["prior_authorization"] = case.facts.get("prior_authorization", True)
    return said


def _beside(case: WorkedCase) -> Iterator[tuple[str, Json]]:
    day, hour = _day(case.when), _hour(case.when)
    filed: Json = {"filed_on": day} | ({"filed_at": hour} if hour else {})
    for what in ("medical_records", "case_file"):
        yield "RecordsTransfer", {"what": what, "recipient": "case_manager", "received_on": day}
    for about in ("service", "refused_to_expedite"):
        yield "Grievance", {"about": about, "event_on": day}
        yield "Grievance", {"about": about, "event_on": day, **filed}
    graded = {"category": case.facts["urgency"]} if "urgency" in case.facts else {}
    yield "CmsComplaint", {"filed_on": day, "assigned_on": day, **graded}


def _day(when: date | datetime) -> str:
    return when.isoformat()[:10]


def _hour(when: date | datetime) -> str:
    return when.strftime("%H:%M") if isinstance(when, datetime) else ""
