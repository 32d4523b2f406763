"""The worked cases of worked_cases.toml, as the tests read them."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class WorkedCase:
    rule: str
    on: str
    due: str
    zone: str = "America/New_York"
    facts: dict[str, Any] = field(default_factory=dict)
    version: str | None = None
    receipt: str | None = None
    last_arguable: str | None = None
    safe_by: str | None = None
    verified: bool = True
    page: bool = False
    """Whether it is an example of the page of the law."""

    @property
    def when(self) -> date | datetime:
        return datetime.fromisoformat(self.on) if "T" in self.on else date.fromisoformat(self.on)

    def __str__(self) -> str:
        facts = ",".join(f"{name}={value}" for name, value in self.facts.items())
        return " ".join(filter(None, (self.rule, self.on, facts)))


def worked_cases() -> list[WorkedCase]:
    text = (Path(__file__).parent / "worked_cases.toml").read_text(encoding="utf-8")
    return [WorkedCase(**case) for case in tomllib.loads(text)["case"]]
