"""The numbers to quote in letters, of many cases: sealed in the database where keys are set."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.database import open_keys
from cli.reads import note_read

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.storage.tables import CaseRow


def references_of(session: "Session", cases: "Sequence[CaseRow]") -> dict[str, str]:
    """The numbers of each case by its id; empty where this machine has no key that opens them."""
    from models.encryption.private_text import PrivateText  # noqa: PLC0415 (keeps --help quick)

    told = [case.case_id for case in cases if case.reference]
    if told:
        note_read(",".join(told), "numbers to quote")
    private = PrivateText(open_keys(session.get_bind().engine))
    found = private.read_all({case.case_id: case.reference for case in cases})
    return {case_id: text or "" for case_id, text in found.items()}
