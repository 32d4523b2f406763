"""What the account says of a correction or a take-back: both days, and the reason."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from models.cases.case_state import CaseState
from models.cases.log.entries import Report
from models.cases.log.versions import report_statuses, steps_of
from models.cases.standing import Said
from models.local_time import hour_in_words, short_day

_NUMBER = re.compile(r"[0-9][0-9:.T-]{0,39}")
"""Amounts, hours, telephone numbers without their sign, and whatever else has no letters."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOUR = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")

_OF_CODES = frozenset(
    {"about", "answer", "category", "form", "kind", "level", "outcome", "program", "speed", "stage"}
)
"""Fields that hold one of a few codes. Other texts may say anything, and are not repeated."""


def said_of_change(state: CaseState, report: Report, content: Mapping[str, Any]) -> Iterator[Said]:
    """What a correction or take-back did, report by report, then why.

    Args:
        state: The case with it.
        report: The correction or take-back.
        content: What it says now.
    """
    before = {
        status.report.number: status
        for status in report_statuses([one for one in state.log if one.number < report.number])
    }
    for step in steps_of(report.kind, content):
        number = int(step["report"])
        status = before.get(number)
        kind = status.report.kind.replace("_", " ") if status is not None else ""
        facts = {"number": number, "kind": kind}
        if step.get("content") is None:
            yield Said("account.taken_back", facts)
        else:
            was = status.said if status is not None else {}
            # An hour ends with a period of its own, and the sentence has one.
            changes = "; ".join(_changes(was, step["content"])).removesuffix(".")
            yield Said("account.corrected", {**facts, "changes": changes})
    if content.get("reason"):
        yield Said("common.reason", {"reason": content["reason"]})


def _changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name, value in now.items():
        before = was.get(name)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            yield from (f"{name}.{change}" for change in _changes(before, value))
        elif before != value:
            yield f"{name} {_shown(name, value)}, was {_shown(name, before)}"


def _shown(name: str, value: object) -> str:
    """A day and an hour as people write them, a number or code as it is.

    Of anything else only that there is something.
    """
    if value is None:
        return "left out"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, str) and (_NUMBER.fullmatch(value) or name in _OF_CODES):
        return _day_or_hour(value) or value[:60]
    return "another text" if isinstance(value, str) else "as given"


def _day_or_hour(text: str) -> str:
    """A day or an hour in words; empty for anything else."""
    if _DAY.fullmatch(text) is None and _HOUR.fullmatch(text) is None:
        return ""
    try:
        if ":" in text:
            return hour_in_words(time.fromisoformat(text))
        return short_day(date.fromisoformat(text))
    except ValueError:
        return ""
