"""What `appealclock import` prints for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cli.caseload.imports.starting import Result
from models.imports.cases_found import Found, Problem
from models.imports.opening import Opening

Json = dict[str, Any]


def document(
    found: Found, problems: Sequence[Problem], cases: Sequence[Json], *, dry_run: bool
) -> Json:
    """The document.

    Args:
        found: What was read from the file.
        problems: What keeps cases from being opened.
        cases: The other cases.
        dry_run: Whether nothing was to be opened.
    """
    return {
        "dry_run": dry_run,
        "cases": list(cases),
        "problems": [
            {"place": str(one.place), "column": one.column, "what": one.what} for one in problems
        ],
        "not_opened": [{"place": str(one.place), "why": one.why} for one in found.not_opened],
    }


def would_be_opened(one: Opening) -> Json:
    """A case that a dry run would open, with its deadlines."""
    return _case(one, "would be opened")


def done(result: Result) -> Json:
    """A case with what became of it."""
    return {
        **_case(result.opening, result.result),
        "differs": list(result.fields),
        "reason": result.reason,
    }


def _case(one: Opening, result: str) -> Json:
    clocks = [asdict(clock) for clock in one.clocks]
    for clock in clocks:
        clock |= {name: clock[name].isoformat() for name in ("due_on", "last_day")}
    return {
        "place": str(one.case.place),
        "id": one.case.id,
        "result": result,
        "deadlines": clocks,
        "missed": one.missed,
    }
