"""Figures of a benchmark, and tables of them for a person to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Burst:
    """How a burst of reminders left: how late each was, and how many a second."""

    due: int
    sent: int
    p50: float
    p99: float
    seconds: float

    @classmethod
    def of(cls, due: Mapping[str, float], sent: Mapping[str, Sequence[float]]) -> Self:
        """Compare when each was due (Unix time) with when it was first sent."""
        first = {name: moments[0] for name, moments in sent.items() if name in due}
        late = sorted(at - due[name] for name, at in first.items()) or [float("nan")]
        seconds = max(first.values(), default=0) - min(due.values())
        return cls(len(due), len(first), share(late, 0.5), share(late, 0.99), seconds)

    @property
    def rate(self) -> float:
        return self.sent / self.seconds if self.seconds > 0 else 0.0

    def row(self) -> tuple[str, ...]:
        """What `BURST_COLUMNS` names."""
        return (
            f"{self.due:,}",
            f"{self.due - self.sent:,}",
            f"{self.p50:.2f}",
            f"{self.p99:.2f}",
            f"{self.rate:,.0f}",
        )


BURST_COLUMNS = ("due", "never sent", "late p50 (s)", "late p99 (s)", "per second")


def share(ordered: Sequence[float], part: float) -> float:
    """The figure below which such a part of the ordered figures lies."""
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, its first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    print(f"\n{title}")  # noqa: T201
    for row in (columns, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells))  # noqa: T201
