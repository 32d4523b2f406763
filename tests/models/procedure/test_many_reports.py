"""A case of very many reports is asked, and answers, within the time that a validator has."""

from typing import Any

import pytest

from models.local_time import short_day
from models.procedure.play import play
from tests.models.procedure.cms_complaint.complaints_told import NOW, ago, complaint


@pytest.fixture
def plays(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """One entry for each time that a case is played while a report is judged."""
    played: list[Any] = []

    def counted(procedure: Any, case: Any) -> Any:
        played.append(case)
        return play(procedure, case)

    monkeypatch.setattr("models.procedure.acceptance.accept.play", counted)
    return played


@pytest.mark.parametrize("fits", [True, False], ids=["fits today", "fits nowhere"])
def test_where_a_report_would_fit_is_found_in_few_plays(plays: list[Any], *, fits: bool) -> None:
    # Only a complaint that is a grievance too can be extended.
    case = complaint(also_grievance=fits)
    case.tell("record_filed", NOW, filed_on=ago(120))
    for days in range(119, 19, -1):
        case.tell("record_contact", NOW, on=ago(days))
    case.tell("record_assigned", NOW, assigned_on=ago(10))
    plays.clear()
    refused = case.refusal("record_extension", NOW, noticed_on=ago(120))
    assert (
        (f"{short_day(ago(120))} is before {short_day(ago(10))}, and does not fit there") in refused
    ) is fits
    assert len(plays) <= 12
