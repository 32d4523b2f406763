"""Records anew who is told what in the stories, where schedule or words are meant to change.

    python -m tests.stories.recording [PATTERN ...]
    python -m tests.stories.recording --new PROGRAM

What is recorded is what is told now: look through the differences first (`comparison.differences`),
and list what is no intended change as a bug. Where the cases stand is never recorded anew. With
`--new`, each way into a new program gets the walk that it does not have yet.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from models.cases.program import Program
from tests.stories.files import Json, Story, instant, names, read
from tests.stories.playing import play_story
from tests.workflows.appeal.ladder_walks import a_report, intake_of, ways_in

BEGINS = datetime.fromisoformat("2026-11-27T15:00:00Z")
WAITS = [timedelta(hours=2), timedelta(days=1), timedelta(days=9), timedelta(days=33)]
WAITS += [timedelta(days=70), timedelta(days=100)]
REPORTS = 10


def told_anew(story: Story) -> Story:
    """The same story, with what is told now."""
    return replace(story, told=play_story(story).told)


def walk(name: str, way: dict[str, Any]) -> Story:
    """A walk from a way into a ladder: reports at random, with time between them."""
    chance = Random(name)
    intake = intake_of(way, chance, date(2026, 11, 27))
    opening = {"type": "AppealCase", "id": "AC-1", "at": instant(BEGINS), "intake": intake}
    now, reports = BEGINS, list[Json]()
    for _ in range(REPORTS):
        now += chance.choice(WAITS)
        kind, content = a_report(chance, now.date(), way["level"])
        reports.append({"at": instant(now), "look": True})
        reports.append({"at": instant(now), "to": "AC-1", "report": kind, "content": content})
    return play_story(Story(name, opening, reports))


def main(arguments: Sequence[str]) -> None:
    """Record the stories that a pattern names, every story without one, or those of a program."""
    if arguments[:1] == ["--new"]:
        known = set(names())
        for way in ways_in():
            name = "-".join(["ladder", *(str(value) for value in way.values())])
            if way["program"] is Program(arguments[1]) and name not in known:
                walk(name, way).write()
        return
    for name in names():
        if not arguments or any(fnmatchcase(name, pattern) for pattern in arguments):
            told_anew(read(name)).write()


if __name__ == "__main__":
    main(sys.argv[1:])
