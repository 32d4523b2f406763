"""What was typed, as it is read: the words of a form where others mean the same.

Reports are recorded as they are meant. The intake comes with the start, which no turn writes: what
it means is kept in the memory from the first turn on, so that no later spelling reads it anew.
"""

from collections.abc import Mapping
from typing import Any

from models.cases.kinds import CaseKind
from models.cases.log.entries import INTAKE
from models.inputs.spelling import as_meant
from models.procedure.kinds import INTAKES

MEANT = "intake"
"""In the memory: the fields of the intake that mean something else than what was typed, as they
were meant when it was opened. A case of an older build has none until its next turn."""


def log_as_meant(kind: CaseKind, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The log of a case, its intake as it was meant when the case was opened.

    Args:
        kind: Of the case.
        case: As the workflow carries it.
    """
    meant = fields_meant(kind, case)
    return [
        {**entry, "content": {**entry["content"], **meant}} if _is_form(entry) else entry
        for entry in case["log"]
    ]


def fields_meant(kind: CaseKind, case: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the intake that mean something else than what was typed.

    Args:
        kind: Of the case.
        case: As the workflow carries it.
    """
    known = case.get("memory", {}).get(MEANT)
    if known is not None:
        return dict(known)
    typed: Mapping[str, Any] = next(
        (entry["content"] for entry in case["log"] if _is_form(entry)), {}
    )
    meant = as_meant(INTAKES[kind], typed)
    return {name: value for name, value in meant.items() if value != typed[name]}


def _is_form(entry: Mapping[str, Any]) -> bool:
    return entry["kind"] == INTAKE and isinstance(entry["content"], Mapping)
