"""Every time limit of the rulebook counted out, by each length and fact that it may depend on."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from models.rulebook import Facts, Row, RulebookError, rulebook
from models.rulebook.facts import as_choices
from models.rulebook.reckoning import Reckoning
from models.rulebook.row import Limit, Version

DAY = date(2026, 11, 2)
HOUR = time(9, 30)
TWICE = datetime.combine(date(2026, 11, 1), time(1, 30))
"""An hour that came twice that day."""

ZONE = "America/New_York"
WEEK = [timedelta(days=number) for number in range(7)]


def every_reckoning() -> Iterator[Reckoning]:
    """Of each version of each row; at least one by each of its lengths."""
    for row in rulebook.rows():
        for version in row.current if row.kind == "limit" else ():
            for limit in version.limits:
                found = list(_reckonings(row, version, limit))
                assert found, (row.id, version.label)
                yield from found


def _reckonings(row: Row, version: Version, limit: Limit) -> Iterator[Reckoning]:
    first = max(version.effective_from, min(DAY, version.effective_to or DAY))
    condition = {name: as_choices(wanted)[0] for name, wanted in (limit.when or {}).items()}
    for day in (first + days for days in WEEK):
        for when in (day, datetime.combine(day, HOUR)):
            yield from _reckoned(row, when, condition)
    yield from _reckoned(row, TWICE, condition)
    for when in (first, datetime.combine(first, HOUR)):
        for known in _known(first):
            yield from _reckoned(row, when, condition | known)


def _known(day: date) -> Iterator[dict[str, Any]]:
    """What may be known besides; not all of it fits each row."""
    received, later = day + timedelta(days=9), day + timedelta(days=40)
    yield {"received": received}
    yield {"received": received, "received_evidence": "postmark"}
    yield {"received": received, "received_evidence": "no notice: the time to answer ran out"}
    yield {"extended": True}
    yield {"tolled_days": 3}
    yield {"statement": day + timedelta(days=1)}
    yield {"statement": datetime.combine(day, HOUR)}
    yield {"statement": later}
    for other in (day, day + timedelta(days=2), later):
        yield {"services_end": other, "period_ended": other}


def _reckoned(row: Row, when: date, facts: dict[str, Any]) -> Iterator[Reckoning]:
    try:
        yield rulebook.reckon(row.id, when, zone=ZONE, facts=Facts(**facts))
    except RulebookError:
        return  # these facts do not occur together
