"""The recorded stories are whole, and the first edition still tells them.

A new core is compared by `comparison.differences(recorded, played)`: play each story's intake and
reports, put what comes of it into a `Story`, and hold the rest against `comparison.listed()` by
`unlisted` and `idle`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.stories.comparison import differences
from tests.stories.files import Json, Story, moment, names, read, stories
from tests.stories.recording.play import replay_on_stage
from tests.stories.recording.stage import stand_in
from tests.workflows.histories import HISTORIES
from tests.workflows.ladder_walks import ways_in

SAMPLE = names()[:: max(1, len(names()) // 11)]
"""Some stories of each sort, played again each time."""

STEPS = {"look": {"look"}, "report": {"to", "report", "content"}, "terminate": {"terminate"}}

STAND = {
    "kind", "stage", "urgency", "next_action", "deadlines", "matters", "milestones", "evidence",
    "plan", "remarks", "children", "ending", "ended_on",
}  # fmt: skip
APPEAL = STAND | {"level", "phase", "speed", "adjudicator"}

MESSAGE = {"at", "from", "kind", "roles", "matters", "calendar", "cancelled", "ending"}

TOLD_ELSEWHERE = {
    "cms-complaint-resolved": "grievance-to-cms",
    "filed-and-supplemented": (
        "gathering-records-late-twice-break-the-plan-and-evidence-is-supplemented"
    ),
    "referral-24-hours": "gathering-a-refused-referral-goes-by-grievance-to-cms",
    "referral-refused": "gathering-a-refused-referral-goes-by-grievance-to-cms",
    "referral-to-cms": "gathering-a-refused-referral-goes-by-grievance-to-cms",
}
"""The recorded histories that a story of another name tells: that of the family, or of as much of
it as one clock for all allows."""

WITHOUT_A_STORY = {
    "cancelled": "cancellation, which a stage does not have",
    "caseload-digest": "no case",
    "contact-mended": "channels that fail",
    "database-down": "a database that is down",
    "forwarding-counted-again": "a rulebook that the test changes",
    "read-model-timed-out": "a database that is down",
    "roll-call": "a run that goes on as new",
}
"""The recorded histories of which no story is told, and why."""

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")


@pytest.fixture(scope="module")
def recorded() -> list[Story]:
    return list(stories())


def test_each_story_is_whole(recorded: list[Story]) -> None:
    for story in recorded:
        problems = list(_problems(story))
        assert not problems, (story.name, problems[:3])


def _problems(story: Story) -> Iterator[str]:
    opening = story.intake["at"]
    moments = [opening, *(step["at"] for step in story.reports)]
    if len(story.stands) != len(story.reports) + 1:
        yield "one stand after the opening, and one after each step"
    if [stand["at"] for stand in story.stands] != moments:
        yield "a stand is of the moment of its step"
    if any(moment(one) > moment(other) for one, other in pairwise(moments)):
        yield "steps follow one another"
    for step in story.reports:
        kind = next(name for name in STEPS if name in step)
        if set(step) != STEPS[kind] | {"at"}:
            yield f"a step says what it is: {step}"
    yield from _problems_of_stands(story)
    yield from _problems_of_told(story.told)


def _problems_of_stands(story: Story) -> Iterator[str]:
    known: dict[str, Json] = {}
    for stand in story.stands:
        for name, member in stand["members"].items():
            if set(member) != (APPEAL if member["kind"] == "appeal" else STAND):
                yield f"all of a stand is there: {name}"
            if known.get(name) == member:
                yield f"only who has changed is written down: {name} at {stand['at']}"
            known[name] = member
    refused = story.stands[0]["answer"] is not None
    if refused == (story.intake["id"] in known):
        yield "a case that was not refused stands somewhere"


def _problems_of_told(told: list[Json]) -> Iterator[str]:
    if any(moment(one["at"]) > moment(other["at"]) for one, other in pairwise(told)):
        yield "messages are in the order of their sending"
    for message in told:
        if set(message) != MESSAGE or not message["roles"] or not message["matters"]:
            yield f"a message goes to somebody and is about something: {message}"
        if message["roles"] != sorted(message["roles"]):
            yield f"roles are in order: {message['roles']}"


def test_no_story_names_anybody_real(recorded: list[Story]) -> None:
    """Every address is one that examples have, and nobody is told one."""
    for story in recorded:
        addresses = ADDRESS.findall(str(story))
        assert all(address.endswith(".example") for address in addresses), story.name
        assert not ADDRESS.findall(str(story.told)), story.name


def test_every_way_into_every_ladder_has_its_walk() -> None:
    ways = {"-".join(["ladder", *(str(value) for value in way.values())]) for way in ways_in()}
    assert ways == {name for name in names() if name.startswith("ladder-")}


def test_every_recorded_history_of_a_case_has_its_story() -> None:
    histories = {file.stem for file in HISTORIES.glob("*.json")}
    assert histories - set(names()) == WITHOUT_A_STORY.keys() | TOLD_ELSEWHERE.keys()
    assert set(TOLD_ELSEWHERE.values()) <= set(names())


@pytest.mark.parametrize("name", SAMPLE)
async def test_the_first_edition_tells_it_again(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    story = read(name)
    played = await replay_on_stage(story)
    assert differences(story, played) == []
    assert played == story


async def test_a_report_that_is_left_out_makes_a_difference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch)
    story = read("part-c-to-the-court")
    filed = next(step for step in story.reports if step.get("report") == "file_appeal")
    other = Story(story.name, story.intake, [step for step in story.reports if step != filed])
    found = {one.file for one in differences(story, await replay_on_stage(other))}
    assert found == {"stands", "told"}
