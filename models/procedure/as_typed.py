"""What was typed, as it is read: the words of a form where others mean the same."""

from collections.abc import Mapping
from typing import Any

from models.cases.kinds import CaseKind
from models.cases.reports import INTAKE
from models.cases.spelling import as_meant
from models.procedure.kinds import INTAKES


def entry_as_meant(kind: CaseKind, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the log; the intake, which no turn writes, as its form has what it means.

    Args:
        kind: Of the case.
        entry: As the workflow carries it.
    """
    content = entry["content"]
    if entry["kind"] != INTAKE or not isinstance(content, Mapping):
        return {**entry}
    return {**entry, "content": as_meant(INTAKES[kind], content)}
