"""How long things are kept: which days have passed, and what of them may go.

Days are whole days of UTC, as instants are in the database. What is to be kept for N days stays
until N whole days have passed after its own.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta


def kept_from(now: datetime, days: int) -> datetime:
    """The instant (UTC) before which things are older than they are kept.

    Args:
        now: The present, with a time zone.
        days: How many days they are kept, at least 1.
    """
    first = now.astimezone(UTC).date() - timedelta(days=days)
    return datetime.combine(first, time.min, UTC)


@dataclass(frozen=True)
class Expired:
    """How many rows of one table are older than they are kept, and of which days (UTC)."""

    table: str
    rows: int
    first_day: date
    last_day: date


@dataclass
class Tally:
    """Rows counted by table."""

    _by_table: dict[str, Expired] = field(default_factory=dict)

    def add(self, table: str, rows: int, first: datetime, last: datetime) -> None:
        """Count rows whose instants lie between two.

        Args:
            table: Its name.
            rows: How many; none leaves the tally as it is.
            first: The earliest instant, with a time zone.
            last: The latest.
        """
        if not rows:
            return
        days = first.astimezone(UTC).date(), last.astimezone(UTC).date()
        one = self._by_table.get(table, Expired(table, 0, *days))
        self._by_table[table] = Expired(
            table, one.rows + rows, min(one.first_day, days[0]), max(one.last_day, days[1])
        )

    @property
    def counted(self) -> list[Expired]:
        """What was counted, in the order in which the tables came up."""
        return list(self._by_table.values())
