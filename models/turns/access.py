"""The reports of a case as the access log notes them: who made each, and of what kind it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.access import Access, Act
from models.cases.log.entries import SAID_BY, instant
from models.presentation.reporters import How

_LATEST = 50
"""Entries looked at: those before them were noted when they were the latest."""


def reports_of(case_id: str, log: Sequence[Mapping[str, Any]]) -> list[Access]:
    """The latest entries of a log that people sent.

    Args:
        case_id: The workflow id.
        log: As the case carries it, oldest first.
    """
    return [
        Access(
            at=instant(entry["at"]),
            who=str(entry.get(SAID_BY, "")),
            how=(How.AUTHENTICATED if entry.get(SAID_BY) else How.UNKNOWN).value,
            act=Act.REPORT,
            about=case_id,
            detail=str(entry["kind"]),
            mark=str(entry["update"]),
        )
        for entry in log[-_LATEST:]
        if entry.get("update")
    ]
