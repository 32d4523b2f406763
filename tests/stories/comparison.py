"""Compares a story as it was recorded with the same story as it is played now.

Where each member stands is compared step by step, at each step at which either says that it has
changed; superseded deadlines are compared beside the others, as `superseded`. Who was told what is
compared as a set of rows for each instant, one for each person and matter: how matters are grouped
into messages, and in which order those of one instant go out, makes no difference. A refusal equals
a refusal, whatever its words.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from tests.stories.files import Json, Story

DIFFERENCES = Path(__file__).parent / "differences.toml"

ABSENT = None
"""What stands where one side has nothing."""

SUPERSEDED = "superseded"
"""The status of a clock that another took the place of."""


@dataclass(frozen=True)
class Difference:
    """One place at which a story differs.

    Attributes:
        file: stands or told.
        path: Where, from the name of the file on, such as
            `stands/7/members/AC-1/deadlines/0/due_on`.
        was: What was recorded; None where nothing stood.
        is_: What is played now; None where nothing stands.
    """

    file: str
    path: str
    was: Any
    is_: Any


@dataclass(frozen=True)
class Listed:
    """A difference that is meant: one entry of differences.toml.

    Attributes:
        story: The story's name; `*` stands for any part of it.
        path: A path in which `*` is any one segment. With `/*` at its end, all below is meant.
        because: Why it is meant.
        given: What it must have been (`was`) and must be (`is`), where that is said.
    """

    story: str
    file: str
    path: str
    because: str
    given: Mapping[str, Any]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "Listed":
        """Read an entry.

        Raises:
            ValueError: It lacks a field, has one too many, or says no reason.
        """
        missing = {"story", "file", "path", "because"} - set(entry)
        unknown = set(entry) - {"story", "file", "path", "because", "was", "is"}
        if missing or unknown or not str(entry["because"]).strip():
            message = f"a listed difference has story, file, path, was, is and because: {entry}"
            raise ValueError(message)
        given = {name: entry[name] for name in ("was", "is") if name in entry}
        return cls(entry["story"], entry["file"], entry["path"], entry["because"], given)

    @property
    def is_prefix(self) -> bool:
        """Whether it covers all below its path."""
        return self.path.endswith("/*")

    def covers(self, story: str, difference: Difference) -> bool:
        """Whether this difference of a story is the one that is meant.

        An exact path asks for both values, and one that is left out for nothing in its place.
        """
        if self.file != difference.file or not fnmatchcase(story, self.story):
            return False
        if not _matches(self.path, difference.path, prefix=self.is_prefix):
            return False
        values = {"was": difference.was, "is": difference.is_}
        if self.is_prefix:
            return all(values[name] == value for name, value in self.given.items())
        return all(values[name] == self.given.get(name, ABSENT) for name in values)


@cache
def listed(file: Path = DIFFERENCES) -> tuple[Listed, ...]:
    """The differences that are meant."""
    entries = tomllib.loads(file.read_text(encoding="utf-8")).get("difference", [])
    return tuple(Listed.of(entry) for entry in entries)


def unlisted(story: str, found: Iterable[Difference], meant: Sequence[Listed]) -> list[Difference]:
    """The differences of a story that nobody has listed."""
    return [one for one in found if not any(entry.covers(story, one) for entry in meant)]


def idle(found: Mapping[str, Sequence[Difference]], meant: Sequence[Listed]) -> list[Listed]:
    """The listed differences that are none, in any story that was compared."""
    return [
        entry
        for entry in meant
        if not any(entry.covers(story, one) for story, ones in found.items() for one in ones)
    ]


def differences(recorded: Story, played: Story) -> list[Difference]:
    """Where a story that is played now differs from the same story as it was recorded."""
    return [
        *_stands(recorded.stands, played.stands),
        *(_told(recorded.told, played.told)),
    ]


# --- where everybody stands -------------------------------------------------------------------


def _stands(recorded: Sequence[Json], played: Sequence[Json]) -> Iterator[Difference]:
    was: dict[str, Json] = {}
    now: dict[str, Json] = {}
    for number in range(max(len(recorded), len(played))):
        path = f"stands/{number}"
        if number >= min(len(recorded), len(played)):
            yield Difference("stands", path, _at(recorded, number), _at(played, number))
            continue
        one, other = recorded[number], played[number]
        was |= one["members"]
        now |= other["members"]
        yield from _values("stands", f"{path}/at", one["at"], other["at"])
        yield from _values(
            "stands", f"{path}/answer", _answer(one["answer"]), _answer(other["answer"])
        )
        for name in sorted(one["members"].keys() | other["members"].keys()):
            yield from _values(
                "stands", f"{path}/members/{name}", _parted(was.get(name)), _parted(now.get(name))
            )


def _parted(stand: Json | None) -> Json | None:
    """A stand whose superseded clocks stand apart: one that never ran is none of the others.

    The order of its matters makes no difference.
    """
    if stand is None:
        return None
    matters = sorted(stand.get("matters", ()), key=repr)
    over = [one for one in stand["deadlines"] if one["status"] == SUPERSEDED]
    rest = [one for one in stand["deadlines"] if one["status"] != SUPERSEDED]
    return {**stand, "deadlines": rest, "superseded": over, "matters": matters}


def _at(stands: Sequence[Json], number: int) -> Json | None:
    return stands[number] if number < len(stands) else ABSENT


def _answer(answer: Json | None) -> Json | None:
    """An answer without what may differ: the words of a refusal, and the order of changes."""
    if answer is None:
        return None
    if "refused" in answer:
        return {"refused": True}
    changes = sorted(
        ([one["title"], one["before"], one["after"]] for one in answer["changes"]), key=repr
    )
    said = _without_key(answer["recorded"])
    return {"refused": False, **answer, "recorded": said, "changes": changes}


def _without_key(recorded: str) -> str:
    """What was recorded, without the name of a clock or matter: those were counted, and are not."""
    return re.sub(r"^(Acknowledged|Set by hand): [\w.-]+", r"\1", recorded)


def _values(file: str, path: str, was: Any, now: Any) -> Iterator[Difference]:
    """Two values of JSON, part by part where both have the same shape."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in [*was, *(key for key in now if key not in was)]:
            yield from _values(file, f"{path}/{key}", was.get(key), now.get(key))
    elif isinstance(was, list) and isinstance(now, list):
        for number in range(max(len(was), len(now))):
            one = was[number] if number < len(was) else ABSENT
            other = now[number] if number < len(now) else ABSENT
            yield from _values(file, f"{path}/{number}", one, other)
    elif was != now:
        yield Difference(file, path, was, now)


# --- who was told what ------------------------------------------------------------------------

Row = tuple[str, ...]
"""Where a matter was told: instant, sender, role, what it is about, and which message of it."""


def _told(recorded: Iterable[Json], played: Iterable[Json]) -> Iterator[Difference]:
    was, now = _rows(recorded), _rows(played)
    for row in sorted(was.keys() | now.keys()):
        path = "/".join(("told", *row))
        lost = _less(was.get(row, []), now.get(row, []))
        new = _less(now.get(row, []), was.get(row, []))
        for number in range(max(len(lost), len(new))):
            one = lost[number] if number < len(lost) else ABSENT
            other = new[number] if number < len(new) else ABSENT
            yield from _values("told", path, one, other)


def _less(some: Sequence[Json], others: Sequence[Json]) -> list[Json]:
    """What is left of some when as many equal ones of the others are taken away."""
    left = Counter(map(repr, others))
    kept = []
    for one in some:
        if left[repr(one)]:
            left[repr(one)] -= 1
        else:
            kept.append(one)
    return kept


def _rows(told: Iterable[Json]) -> dict[Row, list[Json]]:
    """Each matter as it was told to each person, and each line of a calendar file."""
    rows: dict[Row, list[Json]] = defaultdict(list)
    for message in told:
        for role in message["roles"]:
            where = (message["at"], message["from"], role)
            for matter in message["matters"]:
                rows[(*where, matter["about"], matter["reminder"])].append(
                    {
                        "kind": matter.get("kind", message["kind"]),
                        "due_on": matter["due_on"],
                        "title": matter["title"],
                        "action": matter["action"],
                        "ending": message["ending"],
                    }
                )
            for line in message["calendar"]:
                name, _, day = line.partition(" ")
                rows[(*where, name, "calendar")].append({"due_on": day})
            for line in message["cancelled"]:
                name, _, roles = line.partition(" ")
                if not roles or role in roles.split(","):
                    rows[(*where, name, "cancelled")].append({"cancelled": True})
    return rows


# --- paths ------------------------------------------------------------------------------------


def _matches(pattern: str, path: str, *, prefix: bool) -> bool:
    """Whether a path is the one that is meant, or lies at or below it."""
    asked = (pattern.removesuffix("/*") if prefix else pattern).split("/")
    given = path.split("/")
    if len(given) < len(asked) or (len(given) > len(asked) and not prefix):
        return False
    return all(want in {"*", have} for want, have in zip(asked, given, strict=False))
