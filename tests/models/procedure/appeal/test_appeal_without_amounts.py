"""A rulebook that holds no amounts for a year any more: what hangs on them is set aside, once."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest

from models.inputs.appeal_intake import Intake
from models.procedure.appeal.expiry import ends
from models.procedure.appeal.procedure import AppealProcedure
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case
from models.procedure.play import End
from models.rulebook import NotInForceError
from models.rulebook.book import Rulebook
from models.turns.turn import take
from tests.models.procedure.appeal.appeals_told import appeal, place
from tests.models.procedure.telling import at

FILED = date(2026, 11, 27)
OVER = at(date(2026, 12, 2))
QIC: dict[str, Any] = {
    "program": "termination_original",
    "level": "qic_reconsideration",
    "stage": "pending",
    "filed_on": FILED,
    "filed_at": "00:00",
    "amount_in_controversy": "2500.00",
}


@pytest.fixture
def no_amounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No amount is held; a play that asks for its ends for ever is stopped."""
    asked = count(1)

    def held(self: Rulebook, forum: str, on: date) -> Any:
        del self
        message = f"amount {forum}: none on {on}"
        raise NotInForceError(message)

    def counted(
        self: AppealProcedure, case: Case[Intake], standing: AppealStanding
    ) -> Iterable[End]:
        del self
        assert next(asked) < 200, "the play goes round and round"
        return ends(case, standing)

    monkeypatch.setattr(Rulebook, "amount", held)
    monkeypatch.setattr(AppealProcedure, "ends", counted)


# The records start the clock of the QIC; its right to be gone past opens before that ends.
RECORDS = {"reason": "They came", "records_on": "2026-11-28", "records_at": "12:00"}
TOLD = at(date(2026, 11, 29))


@pytest.mark.usefixtures("no_amounts")
def test_a_right_that_cannot_be_counted_is_set_aside() -> None:
    case = appeal(at(FILED), **QIC)
    case.tell("recalculate", TOLD, **RECORDS)
    stands = case.stands(OVER)
    assert place(stands) == ("qic_reconsideration", "deciding")
    assert not stands.may_be_escalated
    # The right alone, and the clock as it ran out.
    assert [misfit.number for misfit in stands.misfits] == [1, 1]


@pytest.mark.usefixtures("no_amounts")
def test_a_case_does_not_wake_for_what_it_could_not_do() -> None:
    case = appeal(at(FILED), **QIC)
    case.tell("recalculate", TOLD, **RECORDS)
    now = at(date(2026, 11, 30))
    log = [report.as_json() for report in case.state.log]
    carried = {"log": log, "memory": {}, "children": {}, "turns": 3}
    ask = {"id": "AC-1", "kind": "appeal", "case": carried, "now": now.isoformat()}
    answer = take(ask).answer
    assert datetime.fromisoformat(answer["wake"]) > now
