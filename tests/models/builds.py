"""Cases as another build of AppealClock would have left them."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

MORE = {"said_by_a_later_build": {"as": ["a", "list"]}}
"""What this build does not know."""

_OF_FIELDS = {"seen", "role", "matter", "refused", "calendar", "out", "line", "trouble", "closing"}
"""The sorts of the memory whose entries are fields; those of others are by name."""

LONG = "Longer than it may be. " * 200

_FREE_TEXT = {
    "circumstances", "confirmation", "evidence", "given_by", "location", "name", "reason",
    "remaining", "service", "tracking", "tracking_number",
}  # fmt: skip


def of_a_later_build(case: Mapping[str, Any]) -> dict[str, Any]:
    """What a case carries, with fields that this build does not know wherever there are fields."""
    carried = deepcopy(dict(case))
    carried["log"] = [_report(entry) for entry in carried["log"]]
    memory = carried.get("memory", {})
    for name, entry in memory.items():
        sort = name.partition(" ")[0]
        if sort == "told":
            memory[name] = {
                one: {**status, **MORE} if isinstance(status, dict) else status
                for one, status in entry.items()
            }
        elif sort in _OF_FIELDS and isinstance(entry, dict):
            memory[name] = {**entry, **MORE}
    carried["memory"] = {**memory, **MORE, "later plan_reconsideration.filing.1": MORE}
    carried["children"] = {
        name: _child(entry) for name, entry in carried.get("children", {}).items()
    }
    return {**carried, **MORE}


def of_a_laxer_build(case: Mapping[str, Any]) -> dict[str, Any]:
    """What a case carries, with texts longer than they may be and addresses no mail reaches."""
    log = [
        {**entry, "content": content_of_a_laxer_build(entry["content"])} for entry in case["log"]
    ]
    return {**case, "log": log}


def content_of_a_laxer_build(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same of what one report says."""
    lax = {
        name: LONG if name in _FREE_TEXT and isinstance(value, str) else value
        for name, value in content.items()
    }
    manager = content.get("case_manager")
    if manager is not None:
        lax["case_manager"] = {**manager, "email": "josé@", "name": LONG, "code": "a b"}
    return lax


def content_of_a_later_build(content: Mapping[str, Any]) -> dict[str, Any]:
    """What one report says, with fields that this build does not know, in its parts too.

    What is by name and not by field stays.
    """
    later = {name: _part(one) for name, one in content.items() if name != "references"}
    return {**content, **later, **MORE}


def _report(entry: Mapping[str, Any]) -> dict[str, Any]:
    binds = {**entry.get("binds", {}), **MORE}
    return {**entry, **MORE, "content": content_of_a_later_build(entry["content"]), "binds": binds}


def _part(value: object) -> object:
    if isinstance(value, list):
        return [_part(one) for one in value]
    return content_of_a_later_build(value) if isinstance(value, dict) else value


def _child(entry: Mapping[str, Any]) -> dict[str, Any]:
    later = {**entry, **MORE}
    if "word" in later:
        word = later["word"]
        parts = {
            name: [{**one, **MORE} for one in word.get(name, ())]
            for name in ("milestones", "evidence")
        }
        later["word"] = {**word, **parts, **MORE}
    return later
