"""A workflow on a newer build may say more than one on an older build knows of."""

from datetime import date

import pytest
from pydantic import BaseModel

from models.beside import Withdrawal
from models.docket import ChildReport, DocketKind
from models.evidence import Evidence, EvidenceKind
from models.milestone import Milestone

PIECE = Evidence(
    id="records.1", kind=EvidenceKind.RECORDS, given_by="clinic", received_on=date(2026, 12, 1)
)
STEP = Milestone(key="visit", title="Visit")
REPORT = ChildReport(
    child="AC-1.second-opinion",
    kind=DocketKind.SECOND_OPINION,
    sequence=3,
    stage="waiting",
    milestones=(STEP,),
    evidence=(PIECE,),
)


@pytest.mark.parametrize(
    "said", [REPORT, PIECE, STEP, Withdrawal()], ids=lambda one: type(one).__name__
)
def test_what_is_said_beside_what_is_known_is_passed_over(said: BaseModel) -> None:
    later = said.model_dump(mode="json") | {"said_by_a_later_build": True}
    assert type(said).model_validate(later) == said
