"""Cases that letters are written of: a denied knee replacement, and one of each program."""

from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.papers.letter import Letter, letter
from models.papers.private import PrivateDetails
from models.presentation.shown import shown
from models.procedure.acceptance.accept import accept
from tests.models.presentation.complaints import at
from tests.models.presentation.test_each_kind_shown import opened

ANA: dict[str, Any] = {"name": "Ana Perez", "phone": "+12025550123"}

PRIVATE = PrivateDetails(
    medicare_number="1EG4-TE5-MK73",
    member_number="M-77",
    address="1 Main Street\nAkron, OH 44301",
    sender_address="2 Law Street\nAkron, OH 44302",
    representative_address="2 Law Street\nAkron, OH 44302",
)

KNEE: dict[str, Any] = {
    "beneficiary": ANA,
    "plan": "Golden Plan HMO",
    "provider": "Dr. Lee",
    "denial_reason": "The knee replacement is not medically necessary.",
    "coverage_rules": ["LCD L36007"],
    "prior_authorization": True,
    "items": "27447 total knee arthroplasty",
    "adjudicator": {"plan_reconsideration": "Golden Plan HMO, Appeals\nPO Box 1, Akron, OH"},
}


def reported(state: CaseState, update: str, moment: datetime, /, **content: Any) -> CaseState:
    """A case with one more report."""
    return accept(state, update, content, moment).state


def knee(**more: Any) -> CaseState:
    """A denied knee replacement with two opinions for it, one against it, and a letter."""
    state = opened(CaseKind.APPEAL, **{**KNEE, **more})
    opinion = {"received_on": "2026-11-08", "kind": "second_opinion", "agreement": "agrees"}
    shows = ["confirms_diagnosis", "medically_necessary"]
    for content in (
        {**opinion, "given_by": "Dr. Kim", "elements": shows},
        {**opinion, "given_by": "Dr. No", "agreement": "disagrees"},
        {**opinion, "given_by": "Dr. Rao", "elements": ["cites_guidelines"]},
        {"received_on": "2026-11-09", "kind": "letter", "given_by": "Dr. Lee", "name": "Necessity"},
    ):
        state = reported(state, "record_evidence", at(9), **content)
    return state


def letter_of(
    state: CaseState,
    moment: datetime | None = None,
    given: PrivateDetails = PRIVATE,
    **options: Any,
) -> Letter:
    """The letter of a case as of a moment."""
    return letter(shown(state, moment or at(11)), given, **options)


def text_of(one: Letter) -> str:
    """All of a letter, a line for each sentence."""
    return "\n".join(sentence.text for sentence in one.paper.sentences())
