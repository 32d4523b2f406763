"""The kinds of case, each registered here and nowhere else.

A kind named `grievance` is played by `PROCEDURE` of `models/procedure/grievance/procedure.py`,
which names its intake; its workflow is the class `workflow_type` of `workflows/kinds/grievance.py`;
its words are `models/words/english/grievance.toml`, and its line under `[cases]` in the
`words.toml` of each language in `activities/messages/templates`; its examples are in
`docs/examples`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.rulebook import rulebook


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

    examples: Mapping[str, str]
    """Its start forms: each file in docs/examples, without its ending, and what it shows.

    A script of the same name in docs/examples/scripts rehearses it.
    """

    numbered: bool = True
    """Whether the first child of this kind has its number in the id, as every later one has."""

    ends_with_parent: bool = False
    """Whether it serves its parent alone, and ends when that does."""


def _of_programs() -> dict[str, str]:
    """The start forms of appeals that a program of the rulebook brings with it."""
    terms = [rulebook.program(name) for name in rulebook.programs]
    return {one.example.file: one.example.title for one in terms if one.example is not None}


KINDS: dict[CaseKind, KindOfCase] = {
    one.kind: one
    for one in (
        KindOfCase(
            CaseKind.APPEAL,
            "AppealCase",
            "Appeal",
            "appeal",
            {
                "appeal-part-c": "Medicare Advantage appeal",
                "appeal-original": "Original Medicare appeal",
                "appeal-part-d": "Part D appeal",
                "appeal-hospital-discharge-original": "Hospital discharge, Original Medicare",
                "appeal-hospital-discharge-ma": "Hospital discharge, Medicare Advantage",
                "appeal-termination-original": "End of services, Original Medicare",
                "appeal-fast-track": "End of services, Medicare Advantage",
                "appeal-status-change": "Change of hospital status",
                **_of_programs(),
            },
        ),
        KindOfCase(
            CaseKind.SECOND_OPINION,
            "SecondOpinion",
            "Second opinion",
            "second-opinion",
            {"second-opinion": "Second opinion"},
            numbered=False,
            ends_with_parent=True,
        ),
        KindOfCase(
            CaseKind.RECORDS_TRANSFER,
            "RecordsTransfer",
            "Records transfer",
            "records",
            {"records-transfer": "Records transfer"},
            ends_with_parent=True,
        ),
        KindOfCase(
            CaseKind.GRIEVANCE,
            "Grievance",
            "Grievance",
            "grievance",
            {"grievance": "Grievance to the plan"},
        ),
        KindOfCase(
            CaseKind.CMS_COMPLAINT,
            "CmsComplaint",
            "Complaint to CMS",
            "cms-complaint",
            {"cms-complaint": "Complaint to CMS"},
        ),
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
