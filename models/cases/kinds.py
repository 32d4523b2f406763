"""The kinds of case, each registered in one place: workflow type, title, suffix of its id."""

import re
from dataclasses import dataclass
from enum import StrEnum


class CaseKind(StrEnum):
    """What a case is about."""

    APPEAL = "appeal"
    SECOND_OPINION = "second_opinion"
    RECORDS_TRANSFER = "records_transfer"
    GRIEVANCE = "grievance"
    CMS_COMPLAINT = "cms_complaint"


@dataclass(frozen=True)
class KindOfCase:
    """How one kind of case is named, to Temporal and to people."""

    kind: CaseKind
    workflow_type: str
    title: str
    """As a sentence begins."""

    suffix: str
    """What the id of such a case adds to its parent's, after a dot."""

    numbered: bool = True
    """Whether the first beside a parent has its number in the id, as every later one has."""


KINDS: dict[CaseKind, KindOfCase] = {
    one.kind: one
    for one in (
        KindOfCase(CaseKind.APPEAL, "AppealCase", "Appeal", "appeal"),
        KindOfCase(
            CaseKind.SECOND_OPINION,
            "SecondOpinion",
            "Second opinion",
            "second-opinion",
            numbered=False,
        ),
        KindOfCase(CaseKind.RECORDS_TRANSFER, "RecordsTransfer", "Records transfer", "records"),
        KindOfCase(CaseKind.GRIEVANCE, "Grievance", "Grievance", "grievance"),
        KindOfCase(CaseKind.CMS_COMPLAINT, "CmsComplaint", "Complaint to CMS", "cms-complaint"),
    )
}
"""Every kind of case."""


def child_id(parent_id: str, kind: CaseKind, number: int) -> str:
    """The workflow id of a case beside another, such as AC-2026-0042.records.2.

    Args:
        parent_id: Of the case it runs beside.
        kind: What it is about.
        number: Counts those of its kind beside that case, from 1; never given twice.
    """
    known = KINDS[kind]
    suffix = f"{known.suffix}.{number}" if known.numbered or number > 1 else known.suffix
    return f"{parent_id}.{suffix}"


_NUMBERED = re.compile(r"\.[1-9][0-9]{0,4}")


def is_child_id(id_: str, parent_id: str, kind: CaseKind) -> bool:
    """Whether an id is one that `child_id` gives to a case of a kind beside another."""
    known = KINDS[kind]
    first = f"{parent_id}.{known.suffix}"
    number = id_.removeprefix(first)
    return id_.startswith(first) and (
        _NUMBERED.fullmatch(number) is not None or (not number and not known.numbered)
    )
