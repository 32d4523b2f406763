"""Whose cases they are. The address is the person; the codes that cases give are names for it."""

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from models.cases.people import case_manager_code
from models.storage.tables import CaseRow


def cases_of(*names: str) -> ColumnElement[bool]:
    """The cases of one manager, open and closed, as a condition on cases.

    Args:
        names: Addresses or codes. A code names every address that a case gives it to, and with it
            the cases of that address that give another code or none.
    """
    codes = [case_manager_code(name) if "@" in name else name for name in names]
    code, person = col(CaseRow.case_manager), col(CaseRow.manager_id)
    named = select(CaseRow.manager_id).where(code.in_(codes), person != "")
    return or_(code.in_(codes), person.in_(codes), person.in_(named))
