from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.imports.comparison import differing
from models.imports.opening import Opening, opening_of
from models.presentation import queries
from models.rehearsal.simulation import Simulation
from tests.models.imports.lists import read

NOW = datetime(2026, 11, 28, 17, tzinfo=UTC)
LIST = (
    "Case ID,Program,Denial Date,Service,Payer,Amt,Plan Case #\n"
    "AC-1,part_c,2026-11-20,MRI,Acme,$1200,H1\n"
)


def opening(text: str) -> Opening:
    found = opening_of(read(text).cases[0], NOW)
    assert isinstance(found, Opening)
    return found


def history_after(*reports: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """What the case answers that was opened from the list, after these reports."""
    simulation = Simulation(NOW)
    assert simulation.begin("AppealCase", "AC-1", dict(opening(LIST).content), None) is None
    for kind, content in reports:
        simulation.forward(simulation.now + timedelta(minutes=1))
        simulation.send("AC-1", kind, content)
    return queries.history(simulation.ask(simulation.members["AC-1"]))


def test_a_case_says_what_the_list_says() -> None:
    assert differing(opening(LIST), history_after()) == ()


@pytest.mark.parametrize(
    ("report", "fields"),
    [
        (
            ("correct", {"report": 1, "content": {"notice_date": "2026-11-19"}, "reason": "x"}),
            ("notice_date",),
        ),
        (("add_details", {"plan": "Other", "provider": "Clinic"}), ("plan",)),
        (("assign", {"case_manager": {"email": "other@legalaid.example"}}), ()),
        (("add_note", {"text": "x"}), ()),
    ],
)
def test_what_the_case_was_told_since(report: tuple[str, Any], fields: tuple[str, ...]) -> None:
    assert differing(opening(LIST), history_after(report)) == fields


def test_what_the_list_says_anew() -> None:
    changed = LIST.replace("MRI", "CT").replace("H1", "H2").replace("$1200", '"1,200.00"')
    assert set(differing(opening(changed), history_after())) == {"references", "service"}
    fewer = "Case ID,Program,Denial Date,Service\nAC-1,part_c,2026-11-20,MRI\n"
    assert differing(opening(fewer), history_after()) == ()
