"""Reports in any order on every ladder: nothing raises, nothing accepted falls away by itself."""

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.cases.case_state import CaseState
from models.cases.deadline import DeadlineStatus
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.cases.program import Phase
from models.inputs.validation import Refusal
from models.procedure.acceptance.accept import accept
from models.procedure.appeal.standing import AppealStanding
from models.procedure.recent_plays import forget
from models.procedure.standing_of import standing_of
from tests.models.procedure.appeal.appeals_told import panel_of
from tests.models.procedure.telling import Telling, every_word
from tests.workflows.appeal.ladder_walks import a_report, intake_of, ways_in

WAYS = [way for number, way in enumerate(ways_in()) if number % 5 == 0]
NAMES = ["-".join(str(value) for value in way.values()) for way in WAYS]
BEGIN = datetime(2026, 12, 17, 15, tzinfo=UTC)
STEPS = 14


def walked(way: dict[str, Any], seed: int) -> tuple[CaseState, datetime]:
    """A case and what was accepted of reports at random, with time passing between them."""
    chance, now = random.Random(seed), BEGIN
    intake = intake_of(way, chance, now.date())
    state = CaseState("AC-1", CaseKind.APPEAL, (Report(1, "intake", intake, now),))
    for _ in range(STEPS):
        standing = standing_of(state, now)
        if standing.ending is not None:
            break
        kind, content = a_report(chance, now.date(), way["level"])
        with suppress(Refusal):
            state = accept(state, kind, content, now).state
        now += timedelta(days=chance.choice([0, 0, 1, 8, 40, 70]), minutes=chance.choice([0, 144]))
    return state, now


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_what_was_accepted_stands_whatever_the_day(way: dict[str, Any]) -> None:
    state, now = walked(way, seed=NAMES.index("-".join(str(value) for value in way.values())))
    for later in (timedelta(0), timedelta(days=1), timedelta(days=400)):
        standing = standing_of(state, now + later)
        assert isinstance(standing, AppealStanding)
        assert standing.misfits == []
        keys = [one.key for one in standing.clocks] + [one.key for one in standing.matters]
        assert len(keys) == len(set(keys))
        ours = [one for one in standing.open_clocks if one.purpose.ours]
        # What was withdrawn, or may be asked again, is filed without a clock of ours.
        withdrawn = standing.withdrawn and standing.filing_clock is None
        unlimited = standing.unlimited or withdrawn
        assert len(ours) == (1 if standing.phase is Phase.FILING and not unlimited else 0)
        assert (standing.ending is None) == (standing.phase is not Phase.CLOSED)
        for one in standing.clocks:
            assert one.is_open == (one.settled_on is None)
            assert one.due_on >= date(2026, 1, 1)
            if one.is_open:
                assert one.expires_at > now + later
    case = Telling(CaseKind.APPEAL, {}, now)
    case.state = state
    assert all(every_word(standing_of(state, now), lambda: panel_of(case, now)))


@pytest.mark.parametrize("way", WAYS[::4], ids=NAMES[::4])
def test_how_often_it_is_played_makes_no_difference(way: dict[str, Any]) -> None:
    state, now = walked(way, seed=7)
    once = standing_of(state, now)
    forget()
    assert once == standing_of(state, now)


@pytest.mark.parametrize("way", WAYS[1::4], ids=NAMES[1::4])
def test_any_report_may_be_taken_back_and_nothing_raises(way: dict[str, Any]) -> None:
    """What rests on it is set aside and shown; taken back again, all is as before."""
    state, now = walked(way, seed=3)
    before = standing_of(state, now)
    for number in range(2, len(state.log) + 1):
        taken = state.with_report(
            Report(state.next_number, "take_back", {"report": number, "reason": "Slip"}, now)
        )
        standing_of(taken, now)
        back = taken.with_report(
            Report(taken.next_number, "take_back", {"report": taken.log[-1].number}, now)
        )
        assert standing_of(back, now) == before


def test_a_filing_and_a_decision_of_one_day_are_taken_in_the_order_that_fits() -> None:
    day = date(2026, 3, 2)
    content = {
        "program": "part_d",
        "service": "Drug",
        "notice_date": "2026-02-02",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    now = datetime(2026, 3, 3, 15, tzinfo=UTC)
    log = (
        Report(1, "intake", content, now),
        Report(2, "record_decision", {"outcome": "favorable", "notice_date": str(day)}, now),
        Report(3, "file_appeal", {"filed_on": str(day)}, now),
    )
    standing = standing_of(CaseState("AC-1", CaseKind.APPEAL, log), now)
    assert standing.misfits == []
    assert standing.stage == "redetermination.effectuation"
    assert [one.status for one in standing.clocks][:2] == [DeadlineStatus.MET] * 2
