"""How open cases are found that another release looked at last, and how their looks are spread."""

import hashlib
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from models.cases.kinds import KINDS

WORKFLOW_TYPE = "LookAgain"
WORKFLOW_ID = "look-again"
"""There is one at a time: whoever wants another release tells the one that runs."""

WANT = "want"
"""Its signal: the mark of the release that cases are to be looked at by."""

WORD: dict[str, Any] = {"look_again": True}
"""What a case is told; it takes a turn, which is all there is to it."""

PARTS = 60
"""Cases are told in so many parts, each case in that of its id."""

PAUSE = timedelta(minutes=1)
"""From part to part: all of them within an hour."""

NOT_BEGUN = -1
"""The part before the first: nobody is told, only looked for."""

_OPEN = "ExecutionStatus = 'Running' AND WorkflowType IN ({types})"
_TYPES = ", ".join(f"'{one.workflow_type}'" for one in KINDS.values())


_MARK = re.compile(r"[A-Za-z0-9/._-]{1,200}", re.ASCII)


def is_mark(text: str) -> bool:
    """Whether a text may be the mark of a release, see `models.release`: it goes into filters."""
    return _MARK.fullmatch(text) is not None


def open_cases() -> str:
    """The list filter for all open cases."""
    return _OPEN.format(types=_TYPES)


def completed_cases() -> str:
    """The list filter for all cases that came to an end by themselves."""
    return f"ExecutionStatus = 'Completed' AND WorkflowType IN ({_TYPES})"


def looked_at_by_another(mark: str) -> str:
    """The list filter for open cases whose last turn was by another release.

    Args:
        mark: Of the release; see `is_mark`.
    """
    return f"{open_cases()} AND (LookedAtBy IS NULL OR LookedAtBy != '{mark}')"


def part_of(case_id: str) -> int:
    """In which part a case is told: steady, and even over many cases."""
    digest = hashlib.sha256(case_id.encode()).digest()
    return int.from_bytes(digest[:4]) % PARTS


def next_part(case_ids: Iterable[str], after: int) -> int | None:
    """The first part after one that has cases; None where there is none."""
    return min((part for one in case_ids if (part := part_of(one)) > after), default=None)
