"""Standings by value, where the reports that made them have other numbers."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from pydantic import BaseModel

from models.cases.deadline import DeadlineStatus
from models.cases.standing import Said, Standing

_KEY = re.compile(r"(.*[a-z_]|AC-1)\.(\d+)")

_NUMBERS = frozenset(
    {
        *("report", "number", "root", "filed_in", "decided_in", "good_cause_filed_in"),
        *("complaints", "escalated_by"),
        *("needed_root", "planned_since", "playing", "newest", "visit_root", "taken"),
    }
)
"""Fields that hold the number of a report, or several."""

GIVEN_ONCE = frozenset({"id"})
"""What is numbered by all that was ever reported."""

OF_THE_MOMENT = GIVEN_ONCE | {
    *("moment", "notes", "since", "ended_at", "at", "begins_at"),
    *("plan", "evidence_steps", "plan_broken"),
    *("latest_on", "expected_on", "planned_since", "playing", "newest", "needed_by"),
}
"""What says since when something is known, and what is planned from then on."""

_WITH_THE_PLAN = "appeal.file_with_evidence"
"""What is to be done, with what the plan gathers for it."""


def _is_when_given_up(one: Mapping[Any, Any], key: object) -> bool:
    """Whether a field says when a clock fell away: as of when what ended it was known."""
    return key == "settled_on" and one.get("status") is DeadlineStatus.SUPERSEDED


def value_of(
    one: object, numbers: Mapping[int, int], leave: frozenset[str] = frozenset(), name: str = ""
) -> Any:
    """A standing, or a part of it, as plain values.

    Args:
        one: Read it only.
        numbers: Of the reports, as they are called.
        leave: Fields that are left out.
        name: Of the field that holds it.
    """
    if isinstance(one, BaseModel):
        one = dict(one)
    if isinstance(one, Said) and "plan" in leave and one.code == _WITH_THE_PLAN:
        one = one.facts["file"]
    if is_dataclass(one):
        one = {each.name: getattr(one, each.name) for each in fields(one)}
    if isinstance(one, Mapping):
        return {
            _called(key, numbers): value_of(value, numbers, leave, str(key))
            for key, value in one.items()
            if key not in leave and not (leave and _is_when_given_up(one, key))
        }
    if isinstance(one, (list, tuple)):
        found = [value_of(each, numbers, leave, name) for each in one]
        # It is listed in the order in which the case heard of it.
        return sorted(found, key=str) if name == "evidence" else found
    if isinstance(one, (set, frozenset)):
        return sorted(str(value_of(each, numbers, leave, name)) for each in one)
    if name in _NUMBERS and isinstance(one, int):
        return numbers.get(one, one)
    return one if isinstance(one, Enum) else _called(one, numbers)


def _called(one: Any, numbers: Mapping[int, int]) -> Any:
    """A key by the number that its report is called by; anything else as it is."""
    if isinstance(one, str) and (found := _KEY.fullmatch(one)):
        number = int(found[2])
        return f"{found[1]}.{numbers.get(number, number)}"
    return one


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Where two standings differ, a line per field."""
    return [
        f"{name}: {str(one.get(name))[:300]} and {str(other.get(name))[:300]}"
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name)
    ]


def by_name(standing: Standing) -> dict[str, Any]:
    """A standing as it is, field by field."""
    return {one.name: getattr(standing, one.name) for one in fields(standing)}
