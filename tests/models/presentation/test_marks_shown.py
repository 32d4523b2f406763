"""What rests on no text that was seen says so: in panel and the manager's mail of every program.

Never in the mail of anybody else.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from activities.messages.writing import Messages
from models.cases.program import Program
from models.inputs.appeal_intake import LEVELS
from models.presentation import queries
from models.presentation.shown import shown
from models.rulebook import rulebook
from tests.models.corrections.desk import PEOPLE, Desk, moment

NOTICE = date(2026, 11, 2)
DOUBTS = ("nverified", "UNVERIFIED", "in verificar", "1SRC", "2ND")
WRITES = Messages("http://127.0.0.1:8233", "default")


def ways_in() -> Iterator[Any]:
    """Every level of every program, with its notice in hand or awaiting its decision."""
    for program in Program:
        for level in LEVELS[program]:
            for stage in ("denied", "pending"):
                yield pytest.param(program, level, stage, id=f"{program.value}-{level}-{stage}")


def opened(program: Program, level: str, stage: str) -> Desk | None:
    """None where a case cannot begin so."""
    day = "notice_date" if stage == "denied" else "filed_on"
    facts: dict[str, Any] = {day: NOTICE.isoformat(), "level": level, "stage": stage}
    if program.has_an_end:
        facts["services_end"] = (NOTICE + timedelta(days=2)).isoformat()
    patient = {"email": "patient@mail.example", "language": "es"}
    people = {**PEOPLE, "beneficiary": patient, "physician": {"email": "doctor@clinic.example"}}
    try:
        return Desk.open(
            program=program.value,
            amount_in_controversy="9000.00",
            at=moment(NOTICE),
            **people,
            **facts,
        )
    except AssertionError:
        return None


@pytest.mark.parametrize(("program", "level", "stage"), list(ways_in()))
def test_marks_are_shown_to_the_manager_alone(program: Program, level: str, stage: str) -> None:
    desk = opened(program, level, stage)
    if desk is None:
        return
    panel = queries.panel(desk.ask())
    clocks = shown(desk.member.state, moment(NOTICE)).standing.open_clocks
    doubtful = {one.reckoning.rule for one in clocks if not one.reckoning.verified}
    for rule in doubtful:
        assert not rulebook.row(rule).current[-1].verified
    if doubtful:
        assert "Unverified" in panel
    desk.pass_days(45)
    for _, _, order in desk.stage.sent:
        for reader in order.recipients:
            message = WRITES.write(order, reader)
            said = any(doubt in text for doubt in DOUBTS for text in (message.html, message.sms))
            if reader.role.value != "case_manager":
                assert not said, (order.kind, reader.role)
            elif order.deadline is not None and not order.deadline.reckoning.verified:
                assert said, (order.kind, order.deadline.reckoning.rule)
