"""Every clock a case has had, each way it was counted, and what became of it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.presentation.clock_records import (
    ClockRecord,
    ClockRecords,
    RecordStatus,
    clock_records,
)
from models.procedure.standing_of import standing_of
from tests.models.presentation.complaints import at
from tests.models.presentation.test_each_kind_shown import after, opened
from tests.simulation.play import play_case

ZONE = "America/New_York"


def of(records: ClockRecords, start: str) -> ClockRecord:
    """The one clock whose id begins so."""
    (found,) = (one for one in records.clocks if one.id.startswith(start))
    return found


def filed(on: str) -> CaseState:
    """A reconsideration filed on a day, as reported on November 20."""
    return after(opened(CaseKind.APPEAL), "file_appeal", at(20), filed_on=on)


def test_a_clock_is_told_with_its_steps_its_law_and_its_words() -> None:
    record = of(clock_records(opened(CaseKind.APPEAL), at(7), ZONE), "plan_reconsideration.filing")
    assert (record.status, record.ours, record.settled_on) == (RecordStatus.OPEN, True, None)
    (count,) = record.counts
    assert (count.report, count.due_on) == (1, date(2027, 1, 6))
    assert count.citation == "42 CFR 422.582(b)"
    assert "60 calendar days after receipt" in (count.quote or "")
    assert any("60 calendar days" in step for step in count.steps)
    assert count.evidence
    assert count.verified


def test_a_corrected_clock_has_both_counts_with_the_reports_that_had_it_counted_so() -> None:
    state = after(
        filed("2026-11-16"),
        "correct",
        at(21),
        report=2,
        content={"filed_on": "2026-11-12"},
        reason="The fax log says so",
    )
    record = of(clock_records(state, at(22), ZONE), "plan_reconsideration.decision")
    said = [(one.report, one.since, one.due_on) for one in record.counts]
    assert said == [
        (2, date(2026, 11, 20), date(2026, 12, 16)),
        (3, date(2026, 11, 21), date(2026, 12, 12)),
    ]
    assert record.status is RecordStatus.OPEN


def test_a_clock_whose_report_was_taken_back_fell_away_and_the_first_runs_again() -> None:
    state = after(filed("2026-11-16"), "take_back", at(21), report=2, reason="Another case's")
    records = clock_records(state, at(22), ZONE)
    decision, filing = (
        of(records, "plan_reconsideration.decision"),
        of(records, "plan_reconsideration.filing"),
    )
    assert (decision.status, decision.fell_away_by) == (RecordStatus.FELL_AWAY, 3)
    assert decision.settled_on is None
    assert (filing.status, filing.fell_away_by) == (RecordStatus.OPEN, None)


def test_a_day_set_by_hand_has_its_reason_only_where_it_is_asked_for() -> None:
    override = {"due_on": "2026-12-30", "reason": "Jane Roe's letter says so"}
    state = after(
        opened(CaseKind.APPEAL), "recalculate", at(9), override=override, reason="A letter"
    )
    records = clock_records(state, at(10), ZONE)
    counts = of(records, "plan_reconsideration.filing").counts
    assert [one.by_hand for one in counts] == [False, True]
    assert counts[-1].reason == "Jane Roe's letter says so"
    assert "Jane Roe" not in records.without_reasons().model_dump_json()


def test_a_clock_that_the_calendar_began_has_no_report() -> None:
    state = after(
        opened(CaseKind.APPEAL, program="part_d"), "file_appeal", at(20), filed_on="2026-11-16"
    )
    records = clock_records(state, at(1, month=12), ZONE)
    assert of(records, "redetermination.decision").status is RecordStatus.MISSED
    (count,) = of(records, "redetermination.forwarding").counts
    assert (count.report, count.since) == (None, date(2026, 11, 23))


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "Pacific/Auckland"])
def test_the_day_since_is_one_of_the_cases_zone(zone: str) -> None:
    moment = at(21, hour=4)
    case = opened(CaseKind.APPEAL, zone=zone)
    state = after(case, "file_appeal", moment, filed_on="2026-11-16")
    record = of(clock_records(state, at(23), zone), "plan_reconsideration.decision")
    assert record.counts[0].since == moment.astimezone(ZoneInfo(zone)).date()


def test_what_does_not_fit_any_more_is_set_aside_with_its_reason() -> None:
    # It was taken by an earlier release, under a law that let it.
    decided = {"outcome": "unfavorable", "notice_date": "2026-11-18"}
    state = opened(CaseKind.APPEAL).with_report(Report(2, "record_decision", decided, at(20)))
    records = clock_records(state, at(22), ZONE)
    assert [one.number for one in records.set_aside] == [2]
    assert records.set_aside[0].reason


# Few cases will do: every clock of each, and of its child cases, is compared.
@pytest.mark.parametrize("seed", [f"clocks-{number}" for number in range(6)])
def test_of_any_case_what_did_not_fall_away_is_what_stands(seed: str) -> None:
    for member in play_case(seed).world.members.values():
        state = member.state
        now = state.log[-1].at + timedelta(days=400)
        records = clock_records(state, now, ZONE)
        kept = {
            one.id: (one.status.value, one.counts[-1].due_on)
            for one in records.clocks
            if one.status is not RecordStatus.FELL_AWAY
        }
        stands = {one.key: (one.status.value, one.due_on) for one in standing_of(state, now).clocks}
        assert kept == stands
