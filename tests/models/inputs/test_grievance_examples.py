"""The examples that ship for grievances and complaints, and those printed on their page."""

import json
import re
from pathlib import Path

import pytest

from models.inputs.closing import WorkClosed
from models.inputs.cms_complaint import (
    ComplaintAnswered,
    ComplaintAssigned,
    ComplaintExtended,
    ComplaintIntake,
    ComplaintMade,
    ComplaintRecalculated,
    ComplaintStarted,
    PlanContacted,
)
from models.inputs.common_report import Event
from models.inputs.grievance import (
    GrievanceAnswered,
    GrievanceExtended,
    GrievanceFiled,
    GrievanceIntake,
    GrievanceRecalculated,
)
from models.rulebook import rulebook

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "grievances.md").read_text()

_UPDATES: dict[str, dict[str, type[Event]]] = {
    "Report to a grievance": {
        "record_filed": GrievanceFiled,
        "record_extension": GrievanceExtended,
        "record_answer": GrievanceAnswered,
        "file_cms_complaint": ComplaintStarted,
        "recalculate": GrievanceRecalculated,
        "close": WorkClosed,
    },
    "Report to a complaint to CMS": {
        "record_filed": ComplaintMade,
        "record_assigned": ComplaintAssigned,
        "record_contact": PlanContacted,
        "record_extension": ComplaintExtended,
        "record_answer": ComplaintAnswered,
        "recalculate": ComplaintRecalculated,
        "close": WorkClosed,
    },
}


@pytest.mark.parametrize("title", _UPDATES)
def test_every_update_has_an_example_that_is_taken(title: str) -> None:
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|.*\| `(\{.*\})` \|$", section, re.MULTILINE)
    assert [name for name, _ in rows] == list(_UPDATES[title])
    for name, example in rows:
        _UPDATES[title][name].model_validate_json(example)


def test_the_examples_are_intakes() -> None:
    GrievanceIntake.model_validate_json((DOCS / "examples" / "grievance.json").read_text())
    complaint = json.loads((DOCS / "examples" / "cms-complaint.json").read_text())
    ComplaintIntake.model_validate(complaint)


def test_the_page_says_what_is_unverified_as_the_rulebook_does() -> None:
    rows = re.findall(r"^\|.*\| ([A-Z]+(?:\.[A-Z]+)+) \| (.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 9
    for rule, verified in rows:
        (version,) = rulebook.row(rule).current
        assert verified.startswith("yes") is version.verified, rule
