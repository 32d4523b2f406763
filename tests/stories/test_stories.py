"""The stories recorded from the first edition are whole, and are told now as they were then.

Where they are not, differences.toml says why. See README.md beside this file.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import pairwise

import pytest

from tests.stories.comparison import differences, idle, listed, unlisted
from tests.stories.files import Json, Story, moment, names, read, stories
from tests.stories.playing import play_story
from tests.workflows.appeal.ladder_walks import ways_in

STEPS = {"look": {"look"}, "report": {"to", "report", "content"}, "terminate": {"terminate"}}

STAND = {
    "kind", "stage", "urgency", "next_action", "deadlines", "matters", "milestones", "evidence",
    "plan", "remarks", "children", "ending", "ended_on",
}  # fmt: skip
APPEAL = STAND | {"level", "phase", "speed", "adjudicator"}

MESSAGE = {"at", "from", "kind", "roles", "matters", "calendar", "cancelled", "ending"}

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
        assert all(address.endswith(".example") for address in _addresses(story)), story.name
        assert not list(_addresses(story.told)), story.name


def _addresses(value: object) -> Iterator[str]:
    """The addresses in what is written; most words are none."""
    for word in str(value).split():
        if "@" in word:
            yield from ADDRESS.findall(word)


def test_every_way_into_every_ladder_has_its_walk() -> None:
    ways = {"-".join(["ladder", *(str(value) for value in way.values())]) for way in ways_in()}
    assert ways == {name for name in names() if name.startswith("ladder-")}


def family(name: str) -> str:
    """Which stories are played together: enough of them to spread over processes."""
    first, second, *_ = [*name.split("-"), ""]
    return f"{first}-{second}" if first in {"ladder", "walk"} else first


FAMILIES = sorted({family(name) for name in names()})


@pytest.mark.parametrize("together", FAMILIES)
def test_stories_are_as_they_were_or_listed(together: str) -> None:
    """What stands and what is told is as the first edition had it, or differs for a reason."""
    own = [name for name in names() if family(name) == together]
    meant = [entry for entry in listed() if any(fnmatchcase(name, entry.story) for name in own)]
    found = {name: differences(story := read(name), play_story(story)) for name in own}
    surprises = {name: unlisted(name, ones, meant) for name, ones in found.items()}
    assert not {name: ones[:3] for name, ones in surprises.items() if ones}
    assert idle(found, meant) == []


def test_each_listed_difference_is_of_stories_that_are_played_together() -> None:
    for entry in listed():
        of = {family(name) for name in names() if fnmatchcase(name, entry.story)}
        assert len(of) == 1, (entry.story, of)


def test_a_report_that_is_left_out_makes_a_difference() -> None:
    story = read("part-c-to-the-court")
    filed = next(step for step in story.reports if step.get("report") == "file_appeal")
    other = Story(story.name, story.intake, [step for step in story.reports if step != filed])
    assert {one.file for one in differences(story, play_story(other))} == {"stands", "told"}
