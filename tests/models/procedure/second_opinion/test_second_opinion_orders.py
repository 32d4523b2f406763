"""A second opinion told in any order, corrected and taken back: what stands goes by the days."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice, permutations
from typing import Any

import pytest

from models.cases.case_state import CaseState
from models.cases.children import Child
from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.kinds import CaseKind
from models.cases.milestone import Milestone
from models.inputs.validation import Refusal
from models.procedure.standing_of import standing_of
from tests.models.procedure.second_opinion.opinions import (
    ALL_FIVE,
    NOW,
    TODAY,
    after,
    opinion,
    running,
    step,
)
from tests.models.procedure.telling import account, at, facts, matters
from tests.workflows import reports

LATER = at(after(30))

TOLD: list[tuple[str, dict[str, Any]]] = [
    ("request_referral", {"requested_on": after(1)}),
    ("choose_specialist", {"on": after(2), "visit_on": after(20)}),
    ("record_refusal", {"notice_date": after(3)}),
    ("record_records", {"on": after(9)}),
    ("record_visit", {"on": after(20)}),
]


def shape(standing: Any) -> tuple[Any, ...]:
    """What stands but for the numbers of the reports, and the days that were only planned."""
    return (
        sorted(
            (one.purpose, one.due_on, one.status, one.settled_on)
            for one in standing.clocks
            if one.purpose is not Purpose.PLANNED or one.is_open
        ),
        sorted((one.kind, one.said.code) for one in standing.matters),
        [(one.key, one.done_on, one.expected_on, one.needed) for one in standing.milestones],
        standing.remarks,
        (standing.stage, standing.urgency, standing.next_step, standing.plan_broken),
    )


def test_the_order_of_telling_makes_no_difference() -> None:
    found = []
    for order in islice(permutations(TOLD), 0, None, 4):
        case = opinion(needed_by=after(60))
        for name, content in order:
            case.tell(name, LATER, **content)
        found.append(shape(case.stands(LATER)))
    assert all(one == found[0] for one in found)
    assert found[0][4][0] == "second_opinion.refused"


def test_an_answer_in_time_that_was_told_late_was_in_time() -> None:
    case = opinion()
    case.tell("request_referral", NOW, requested_on=TODAY)
    late = at(after(9))
    assert case.stands(late).refusal.late
    # The seventh day, and the one after.
    assert case.tell("record_referral", late, on=after(7)).after.refusal is None
    other = opinion()
    other.tell("request_referral", NOW, requested_on=TODAY)
    told = other.tell("record_referral", late, on=after(8)).after
    (asked,) = [one for one in told.clocks if one.purpose is Purpose.AUTHORIZATION]
    assert asked.status is DeadlineStatus.MISSED
    assert told.refusal is None


def test_a_notice_found_late_takes_the_place_of_the_silence_that_was_answered() -> None:
    case = opinion()
    case.tell("request_referral", NOW, requested_on=TODAY)
    case.tell("answer_refusal", at(after(9)), appeal=True)
    told = case.tell("record_refusal", at(after(10)), notice_date=after(6)).after
    assert (told.refusal.late, told.refusal.appeal_decided) == (False, True)
    assert told.wanted[0].intake["notice_date"] == str(after(6))
    assert "received" not in told.wanted[0].intake


def test_a_referral_found_late_keeps_the_appeal_that_was_opened() -> None:
    case = opinion()
    case.tell("record_refusal", NOW, notice_date=TODAY)
    case.tell("answer_refusal", at(after(5)), appeal=True)
    told = case.tell("record_referral", at(after(6)), on=after(2)).after
    assert (told.refusal, told.misfits, len(told.wanted)) == (None, [], 1)


def test_a_referral_of_before_the_request_leaves_nothing_to_answer() -> None:
    case = opinion(at(after(-9)))
    case.tell("request_referral", NOW, requested_on=TODAY)
    told = case.tell("record_referral", NOW, on=after(-5)).after
    assert (told.clocks, told.misfits) == ([], [])
    assert case.stands(LATER).refusal is None
    assert "in hand since Sun, Nov 22, 2026" in case.refusal(
        "request_referral", NOW, requested_on=TODAY
    )


def test_a_day_that_was_never_worked_to_is_no_clock() -> None:
    """The request for the records was known to be needless when the referral was told of."""
    case = opinion(needed_by=after(90))
    case.tell("record_referral", NOW, on=TODAY)
    told = case.tell("record_records", at(after(1)), on=after(-5)).after
    assert [(one.key, one.status.value) for one in told.clocks] == [
        ("records_request.planned.1", "met"),
        ("specialist.planned.1", "open"),
    ]


def test_a_request_of_an_earlier_day_corrects_and_of_a_later_day_is_a_second_one() -> None:
    case = opinion()
    case.tell("request_referral", at(after(5)), requested_on=after(5))
    earlier = case.tell("request_referral", at(after(5)), requested_on=after(4)).after
    assert [(one.key, one.due_on) for one in earlier.clocks] == [
        ("referral.authorization.2", after(11))
    ]
    later = case.tell("request_referral", at(after(6)), requested_on=after(6)).after
    assert [one.status.value for one in later.clocks] == ["superseded", "open"]
    assert running(later, Purpose.AUTHORIZATION).due_on == after(13)


def test_a_wrong_day_of_a_refusal_is_corrected() -> None:
    case = opinion(at(after(-20)))
    case.tell("record_refusal", NOW, notice_date=TODAY)
    assert "recorded already" in case.refusal("record_refusal", NOW, notice_date=TODAY)
    moved = case.tell("record_refusal", NOW, notice_date=after(-20)).after
    assert [(one.key, one.due_on) for one in moved.clocks] == [
        ("referral.refusal_appeal.2", after(45)),
        ("referral.grievance.2", after(40)),
    ]


def test_a_step_told_again_takes_the_day_told_last() -> None:
    case = opinion(program="original")
    case.tell("record_visit", NOW, on=TODAY)
    moved = case.tell("record_visit", NOW, on=after(-10)).after
    assert step(moved, "visit").done_on == after(-10)
    case.tell("record_report", NOW, received_on=after(-5), agreement="agrees")


def test_a_specialist_chosen_again_keeps_the_visit_and_ends_the_advice_about_one_outside() -> None:
    case = opinion()
    case.tell("choose_specialist", NOW, on=TODAY, in_network=False, visit_on=after(20))
    assert "second_opinion.outside" in {one.code for one in case.stands(NOW).remarks}
    again = case.tell("choose_specialist", at(after(1)), on=after(1)).after
    assert (again.remarks, again.visit_on) == ([], after(20))


def test_what_was_reported_before_the_opinion_that_ended_it_is_kept() -> None:
    """The report arrived some days before it was told; a grievance was started in between."""
    case = opinion()
    case.tell("record_refusal", at(after(1)), notice_date=after(1))
    case.tell("file_grievance", at(after(6)), about="referral", event_on=after(1))
    told = {"received_on": after(4), "agreement": "agrees", "elements": ALL_FIVE}
    ended = case.tell("record_report", at(after(7)), **told).after
    assert (ended.ending, ended.ended_on, ended.misfits) == ("agreed", after(4), [])
    assert [one.kind for one in ended.wanted] == [CaseKind.GRIEVANCE]


def test_what_comes_of_a_third_opinion_before_it_is_opened_waits_for_it() -> None:
    case = opinion()
    case.tell("record_report", at(after(9)), received_on=after(9), agreement="disagrees")
    case.tell("record_visit", at(after(10)), on=after(7))
    visited = case.stands(at(after(10)))
    assert step(visited, "third_visit").done_on == after(7)
    assert step(visited, "visit").done_on is None
    told = {"received_on": after(8), "agreement": "agrees", "elements": ALL_FIVE[:2]}
    case.tell("record_report", at(after(10)), **told)
    case.tell("record_addendum", at(after(10)), received_on=after(8), elements=ALL_FIVE[2:])
    ended = case.stands(at(after(10)))
    assert (ended.ending, ended.misfits) == ("agreed", [])
    assert [one.kind.value for one in ended.evidence] == [
        "second_opinion",
        "third_opinion",
        "addendum",
    ]


def test_without_the_second_opinion_the_reports_on_the_third_are_set_aside() -> None:
    case = opinion()
    case.tell("record_report", NOW, received_on=TODAY, agreement="disagrees")
    case.tell("record_visit", NOW, on=TODAY)
    case.write("take_back", NOW, report=2)
    standing = case.stands(NOW)
    assert [misfit.number for misfit in standing.misfits] == [3]
    assert (standing.third, standing.stage) == (False, "second_opinion.referral_request")


def test_a_conclusion_before_the_report_says_from_when_it_fits() -> None:
    case = opinion()
    case.tell("record_report", at(after(5)), received_on=after(5), agreement="agrees")
    refusal = case.refusal("conclude", at(after(5)), on=after(2))
    assert refusal.startswith("on: Sun, Nov 29, 2026 is before Wed, Dec 2, 2026")
    assert case.tell("conclude", at(after(5)), on=after(5)).after.ending == "agreed"


def test_a_request_that_is_taken_back_takes_its_clock_and_its_silence_with_it() -> None:
    case = opinion()
    case.tell("request_referral", NOW, requested_on=TODAY)
    late = at(after(9))
    case.write("take_back", late, report=2)
    standing = case.stands(late)
    assert (standing.clocks, standing.refusal) == ([], None)
    assert matters(standing).keys() == {"check_in"}
    # And the take-back is taken back.
    case.write("take_back", late, report=3)
    assert case.stands(late).refusal.late


def test_a_corrected_day_of_need_moves_every_planned_day_and_renames_none() -> None:
    case = opinion(needed_by=after(90))
    before = running(case.stands(NOW), Purpose.PLANNED)
    case.write("correct", NOW, report=1, content={"needed_by": str(after(80))})
    moved = running(case.stands(NOW), Purpose.PLANNED)
    assert (moved.key, moved.due_on) == (before.key, before.due_on - timedelta(days=10))


# --- records transfers beside it ---------------------------------------------------------------


def beside(case: CaseState, now: datetime, **days: date) -> Any:
    """Where it stands with the transfer that report 2 asked for, as that was heard last."""
    keys = {"sent": "sent", "received": "received", "delivered": "delivered", "there": "confirmed"}
    steps = [Milestone(key=key, title=key, done_on=days.get(name)) for name, key in keys.items()]
    steps[2].expected_on = days.get("promised")
    child = Child(
        id="AC-1.records.1",
        kind=CaseKind.RECORDS_TRANSFER,
        report=2,
        place=0,
        serves="specialist",
        started_at=NOW,
        stage="records_transfer.waiting",
        ending="closed" if "ended" in days else None,
        ended_at=at(days["ended"]) if "ended" in days else None,
        lost=False,
        milestones=tuple(steps),
        evidence=(),
        heard_at=NOW,
    )
    return standing_of(CaseState(case.id, case.kind, case.log, children=(child,)), now)


def test_the_records_come_by_a_transfer_of_its_own() -> None:
    case = opinion(program="original", needed_by=after(60))
    asked = case.tell("request_records", NOW, recipient="specialist").after
    assert asked.wanted[0].serves == "specialist"
    assert "Records transfer started: AC-1.records.1." in account(asked)
    sent = beside(case.state, at(after(2)), sent=after(1), promised=after(50))
    assert step(sent, "records_request").done_on == after(1)
    assert (step(sent, "records").expected_on, sent.plan_broken) == (after(50), True)
    there = beside(case.state, at(after(4)), sent=after(1), promised=after(50), there=after(3))
    assert (step(there, "records").done_on, there.plan_broken) == (after(3), False)
    # The latest safe day was 17 days away; it was done before.
    (planned, *_) = there.clocks
    assert (planned.key, planned.status) == ("records_request.planned.1", DeadlineStatus.MET)


def test_what_ended_brings_nothing_that_it_had_promised() -> None:
    case = opinion(program="original", needed_by=after(60))
    case.tell("request_records", NOW, recipient="specialist")
    ended = {"sent": after(1), "promised": after(50), "ended": after(2)}
    standing = beside(case.state, at(after(3)), **ended)
    assert (step(standing, "records").expected_on, standing.plan_broken) == (None, False)


def test_records_for_somebody_else_are_no_step_of_it() -> None:
    case = opinion(program="original")
    case.tell("request_records", NOW, recipient="case_manager")
    standing = beside(case.state, at(after(4)), sent=after(1), there=after(3))
    assert step(standing, "records").done_on is None


# --- at random ---------------------------------------------------------------------------------


def walk(seed: int) -> Iterator[tuple[Any, Any, Any]]:
    """What was told at random: the case, the moment, and where it stood before."""
    chance = random.Random(seed)
    case = opinion(needed_by=after(76))
    now = NOW
    for _ in range(16):
        now += timedelta(days=chance.choice([0, 0, 1, 6, 31]))
        name = chance.choice(list(reports.SECOND_OPINION))
        content = reports.SECOND_OPINION[name](chance, now.date())
        before, state = case.stands(now), case.state
        try:
            case.tell(name, now, **content)
        except Refusal:
            assert case.state is state
            continue
        yield case, now, before
        if case.stands(now).ending is not None:
            return


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_told_stands_and_can_be_taken_back(seed: int) -> None:
    for case, now, before in walk(seed):
        standing = case.stands(now)
        assert standing.misfits == []
        keys = [one.key for one in (*standing.clocks, *standing.matters)]
        assert len(set(keys)) == len(keys)
        assert len({one.id for one in standing.evidence}) == len(standing.evidence)
        running_now = [one.purpose for one in standing.open_clocks]
        assert len(set(running_now)) == len(running_now)
        number = case.state.log[-1].number
        told = case.state
        case.write("take_back", now, report=number)
        assert facts(case.stands(now)) == facts(before)
        case.state = told


@pytest.mark.parametrize("seed", range(20))
def test_an_accepted_log_never_raises_whatever_is_taken_back(seed: int) -> None:
    for case, now, _ in walk(seed):
        told = case.state
        for report in told.log[1:]:
            case.write("take_back", now, report=report.number)
            standing = case.stands(now + timedelta(days=200))
            assert standing.next_step is not None
            case.state = told


def test_what_was_taken_once_is_taken_when_it_stands_again() -> None:
    """A slip is asked about where something is typed, not where it comes back."""
    case = opinion()
    case.tell("choose_specialist", NOW, on=TODAY)
    case.tell("record_refusal", NOW, notice_date=after(-20))
    case.tell("answer_refusal", NOW, appeal=True)
    case.tell("record_refusal", NOW, notice_date=after(-10))
    # Said again, of the day of the first one.
    case.tell("record_refusal", NOW, notice_date=after(-20), refused_to_expedite=False)
    stood = facts(case.stands(NOW))
    case.tell("take_back", NOW, report=6, reason="Typed wrong")
    assert facts(case.stands(NOW)) != stood
    case.tell("take_back", NOW, report=7, reason="It was right")
    assert facts(case.stands(NOW)) == stood
