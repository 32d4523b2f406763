"""Cases under one clock: what the workflow would do with the answers of turns."""

from datetime import UTC, datetime

from models.rehearsal.simulation import Simulation


def test_what_a_child_says_while_its_parent_opens_is_heard() -> None:
    simulation = Simulation(datetime(2026, 11, 23, 17, tzinfo=UTC))
    intake = {
        "program": "part_c",
        "notice_date": "2026-11-02",
        "service": "MRI",
        "case_manager": {"email": "manager@legalaid.example"},
        "second_opinion": {},
    }
    assert simulation.begin("AppealCase", "AC-1", intake, None) is None
    (child,) = simulation.members["AC-1"].case["children"].values()
    assert child["word"]["child"] == "AC-1.second-opinion"
