"""Recorded histories of whole cases: what the workflow code must still be able to replay.

`RECORD_HISTORIES=1 pytest tests/workflows` records them anew. A history that was released is never
recorded over: give the new play a new name, and keep the old file.
"""

import os
import re
from pathlib import Path

from deploy.rehearsal import Rehearsal

HISTORIES = Path(__file__).parents[2] / "histories"

_TRACE = re.compile(r'("stackTrace": )"(?:[^"\\]|\\.)*"')
"""Lines of code of a failure; they name folders of the machine that recorded it."""


def are_recorded() -> bool:
    """Whether histories are recorded in this run."""
    return os.environ.get("RECORD_HISTORIES") == "1"


async def keep_history(case: Rehearsal, name: str) -> None:
    """Record the history of a finished play, when asked to."""
    if are_recorded():
        history = (await case.handle.fetch_history()).to_json()
        (HISTORIES / f"{name}.json").write_text(_TRACE.sub(r'\1""', history) + "\n")
