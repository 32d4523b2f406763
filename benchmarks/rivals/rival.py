"""What every rival is told."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.measured.post_office import PostOffice


@dataclass(frozen=True)
class Planned:
    """One reminder, and when it is due."""

    name: str
    due: datetime


@dataclass(frozen=True)
class Rival:
    """A tool as one of its variants: where it keeps what is planned, and where it sends."""

    tuned: bool
    database: str
    post_office: Path
    sending: float

    def open_post_office(self) -> PostOffice:
        return PostOffice(self.post_office, self.sending)
