"""Whose cases they are. The address is the person; the codes that cases give are names for it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from models.cases.people import case_manager_code
from models.storage.tables import CaseRow


def cases_of(*names: str) -> ColumnElement[bool]:
    """The cases of one manager, open and closed, as a condition on cases; those they cover too.

    Args:
        names: Addresses or codes. A code names every address that a case gives it to, and with it
            the cases of that address that give another code or none.
    """
    return _theirs(col(CaseRow.case_manager), col(CaseRow.manager_id), names)


def covered_for(*names: str) -> ColumnElement[bool]:
    """The cases of one manager that somebody else covers today, as `cases_of`."""
    return _theirs(col(CaseRow.owner), col(CaseRow.owner_id), names)


def _theirs(code: Any, person: Any, names: Sequence[str]) -> ColumnElement[bool]:  # noqa: ANN401 (columns)
    codes = [case_manager_code(name) if "@" in name else name for name in names]
    manager, manager_id = col(CaseRow.case_manager), col(CaseRow.manager_id)
    named = [
        select(known_id).where(known.in_(codes), known_id != "")
        for known, known_id in (
            (manager, manager_id),
            (col(CaseRow.owner), col(CaseRow.owner_id)),
        )
    ]
    return or_(code.in_(codes), person.in_(codes), *(person.in_(one) for one in named))
