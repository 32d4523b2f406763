"""The worked examples of the law, as the tests read them.

Each file of rows has a file of examples, of the same path below `tests/models/rulebook/law/`: they
stand outside the program, so that a further example makes no other build of it. The days were
counted by hand from the words of each row. Fields of an example:

- `rule`, `on`: the row, and what starts its clock; an hour is local to `zone`, `America/New_York`
  where none is given.
- `facts`: what else is known.
- `due`: the day to work to; for a limit to the hour the instant, with its offset.
- `receipt`, `last_arguable`: none means that there is none. `version` and `safe_by` are compared
  where named.
- `verified`: `false` where the row rests on no text that was seen.
- `page`: `true` for the examples that the sources of the law give.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "law"


@dataclass(frozen=True)
class WorkedExample:
    rule: str
    on: str
    due: str
    file: str
    """The file that holds it, by its path below the folder of the law."""

    zone: str = "America/New_York"
    facts: dict[str, Any] = field(default_factory=dict)
    version: str | None = None
    receipt: str | None = None
    last_arguable: str | None = None
    safe_by: str | None = None
    verified: bool = True
    page: bool = False

    @property
    def when(self) -> date | datetime:
        return datetime.fromisoformat(self.on) if "T" in self.on else date.fromisoformat(self.on)

    def __str__(self) -> str:
        facts = ",".join(f"{name}={value}" for name, value in self.facts.items())
        return " ".join(filter(None, (self.rule, self.on, facts)))


def worked_examples() -> list[WorkedExample]:
    return list(_all())


def _all() -> Iterator[WorkedExample]:
    for path in sorted(FOLDER.rglob("*.toml")):
        file = path.relative_to(FOLDER).as_posix()
        for example in tomllib.loads(path.read_text(encoding="utf-8"))["example"]:
            yield WorkedExample(file=file, **example)
