"""A story on disk: what was typed, what was reported when, where the case stood, who was told what.

README.md beside this file says what each field means.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent

WIDTH = 110
"""Whatever fits into a line of so many characters stands on one."""

Json = dict[str, Any]


@dataclass
class Story:
    """One recorded story. Instants are ISO in UTC, to the second; days are ISO."""

    name: str
    intake: Json
    reports: list[Json] = field(default_factory=list)
    stands: list[Json] = field(default_factory=list)
    told: list[Json] = field(default_factory=list)

    def write(self, directory: Path = STORIES) -> None:
        """Write its four files, one item of a list a line where it fits."""
        folder = directory / self.name
        folder.mkdir(exist_ok=True)
        for part in ("intake", "reports", "stands", "told"):
            text = _laid_out(getattr(self, part), "")
            (folder / f"{part}.json").write_text(text + "\n", encoding="utf-8")


def read(name: str, directory: Path = STORIES) -> Story:
    """Read a story by its name."""
    folder = directory / name
    parts = {
        part: json.loads((folder / f"{part}.json").read_text(encoding="utf-8"))
        for part in ("intake", "reports", "stands", "told")
    }
    return Story(name, **parts)


@cache
def names(directory: Path = STORIES) -> tuple[str, ...]:
    """The names of all recorded stories, in order."""
    return tuple(sorted(file.parent.name for file in directory.glob("*/intake.json")))


def stories(directory: Path = STORIES) -> Iterator[Story]:
    """All recorded stories, in the order of their names."""
    for name in names(directory):
        yield read(name, directory)


def instant(moment: datetime) -> str:
    """An instant as stories write it: UTC, to the second.

    What a stage or a server adds to a second is no part of what is recorded.
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The instant that a story writes."""
    return datetime.fromisoformat(text)


def _laid_out(value: Any, indent: str) -> str:
    """JSON in which what fits, and what holds no list and no object, stands on one line."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + len(indent) <= WIDTH or not isinstance(value, dict | list) or _is_plain(value):
        return flat
    deeper = indent + " "
    if isinstance(value, dict):
        items = [
            f"{json.dumps(key, ensure_ascii=False)}: {_laid_out(item, deeper)}"
            for key, item in value.items()
        ]
    else:
        items = [_laid_out(item, deeper) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    inner = f",\n{deeper}".join(items)
    return f"{opening}\n{deeper}{inner}\n{indent}{closing}"


def _is_plain(value: Any) -> bool:
    return isinstance(value, dict) and not any(
        isinstance(one, dict | list) for one in value.values()
    )
