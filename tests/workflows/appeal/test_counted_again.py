"""Clocks counted again: what moves, what stays, and what is no fact of the case."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from models.cases.deadline import DeadlineStatus
from models.cases.people import Role
from models.local_time import time_in_words
from models.procedure.recent_plays import forget
from models.rulebook import rulebook
from models.rulebook.reckoning import Reckoning
from tests.clock import days_ago, end_of
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, last, refusal

CorrectRule = Callable[[str], None]


@pytest.fixture
def correct_rule(monkeypatch: pytest.MonkeyPatch) -> Iterator[CorrectRule]:
    """Correct the rulebook: from then on the rule named gives a day more."""

    def correct(rule: str) -> None:
        reckon = rulebook.reckon

        def corrected(name: str, *given: Any, **more: Any) -> Reckoning:
            counted = reckon(name, *given, **more)
            if name != rule:
                return counted
            later = {"due_on": counted.due_on + days(1), "due_at": counted.due_at + days(1)}
            return counted.model_copy(update=later)

        monkeypatch.setattr(rulebook, "reckon", corrected)
        forget()

    yield correct
    monkeypatch.undo()
    forget()


async def test_our_own_day_stays_ours_when_people_change(start: Callable[..., Any]) -> None:
    """A dismissed request is appealed by us, though an affirmation of its kind is forwarded."""
    case: Rehearsal = await start(program="part_d", kind="at_risk", notice_days_ago=4)
    today = str(await case.today())
    await case.send("file_appeal", filed_on=today)
    await case.send("record_decision", outcome="dismissed", notice_date=today)
    due = (await last(case, "D.REDET.DISMISS")).due_on
    await case.send("update_contacts", beneficiary={"email": "patient@mail.example"})
    assert (await case.overview())["phase"] == "filing"
    assert (await last(case, "D.REDET.DISMISS")).due_on == due
    await keep_history(case, "people-changed")


@pytest.mark.plain_day
@pytest.mark.parametrize("by_hand", [False, True])
async def test_a_corrected_rulebook_applies_at_once(
    start: Callable[..., Any], correct_rule: CorrectRule, by_hand: bool
) -> None:
    """Except to a day that was set by hand."""
    case: Rehearsal = await start(notice_days_ago=10)
    if by_hand:
        printed = {"due_on": str(days_ago(-30)), "reason": "Printed on the notice"}
        await case.send("recalculate", reason="It is printed", override=printed)
    before = await last(case, "C.RECON.FILE")
    correct_rule("C.RECON.FILE")
    receipt = await case.send("update_contacts", beneficiary={"email": "patient@mail.example"})
    after = await last(case, "C.RECON.FILE")
    # Whoever keeps its day in a calendar is told the new one.
    assert after.sequence == before.sequence + (0 if by_hand else 1)
    # The report itself moved nothing.
    assert receipt.changes == ()
    moved = days(0 if by_hand else 1)
    assert (after.id, after.due_on, after.expires_at) == (
        before.id,
        before.due_on + moved,
        before.expires_at + moved,
    )
    assert after.reckoning.due_on == before.reckoning.due_on + days(1)
    told = {
        role for reminder in after.reminders for role in reminder.recipients if reminder.key == "7d"
    }
    assert Role.BENEFICIARY in told


@pytest.mark.plain_day
async def test_a_day_set_by_hand_ends_as_it_ends(start: Callable[..., Any]) -> None:
    """423.572(d): the sponsor has 24 hours from the end of its time, here the end of a day."""
    case: Rehearsal = await start(
        program="part_d",
        stage="pending",
        speed="expedited",
        notice_days_ago=None,
        filed_on=str(days_ago(0)),
        filed_at="00:00",
    )
    by_hand = {"due_on": str(days_ago(-3)), "reason": "Its letter says so"}
    await case.send("recalculate", reason="A letter came", override=by_hand)
    await case.pass_days(4)
    assert (await last(case, "D.CD.FWD")).expires_at == end_of(days_ago(-4))


async def test_a_corrected_filing_moves_only_the_clock_that_rests_on_it(
    start: Callable[..., Any],
) -> None:
    """405.970(b)(1): a late request's clock starts with the grant of good cause."""
    case: Rehearsal = await start(program="original", level="redetermination", notice_days_ago=250)
    await case.send("request_good_cause", filed_on=str(days_ago(9)), circumstances="In hospital")
    await case.send("request_good_cause", answer="granted", answered_on=str(days_ago(1)))
    due = (await last(case, "AB.RECON.DECIDE")).due_on
    assert due == days_ago(1) + days(60)
    await case.send("recalculate", reason="A slip", filed_on=str(days_ago(8)))
    assert (await last(case, "AB.RECON.DECIDE")).due_on == due


async def test_the_hour_of_a_filing_can_be_corrected(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(program="part_d", notice_days_ago=9, speed="expedited")
    await case.send("file_appeal", filed_on=str(days_ago(2)), filed_at="14:00")
    before = (await last(case, "D.REDET.EXP")).expires_at
    receipt = await case.send(
        "recalculate", reason="A slip", filed_on=str(days_ago(2)), filed_at="09:00"
    )
    after = (await last(case, "D.REDET.EXP")).expires_at
    assert after == before - timedelta(hours=5)
    # 72 hours later, on the clocks of New York.
    ends, ended = (time_in_words(one, "America/New_York") for one in (after, before))
    assert receipt.changes[0].why.startswith(f"now at {ends}, not at {ended}: ")


async def test_a_clock_that_had_run_out_runs_again(start: Callable[..., Any]) -> None:
    """Counted anew it takes the place of the one before, and what that opened is closed."""
    case: Rehearsal = await start(
        program="original",
        level="reconsideration",
        stage="pending",
        notice_days_ago=None,
        filed_on=str(days_ago(70)),
    )
    assert (await case.overview())["urgency"] == "overdue"
    await case.send("recalculate", reason="A slip", filed_on=str(days_ago(20)))
    assert (await case.overview())["urgency"] == "on_track"
    decisions = [one for one in await case.deadlines() if one.purpose.value == "decision"]
    assert [one.due_on for one in decisions] == [days_ago(20) + days(60)]
    assert decisions[0].status is DeadlineStatus.OPEN
    await keep_history(case, "decision-counted-again")


async def test_nothing_escalates_before_its_time(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        program="original",
        level="reconsideration",
        stage="pending",
        notice_days_ago=None,
        filed_on=str(days_ago(65)),
    )
    message = await refusal(case, "escalate", on=str(days_ago(30)))
    assert "is before the last day to decide" in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"statement_on": "TODAY"}, "statement_on: belongs to kind exception"),
        ({"services_end": "TODAY"}, "services_end: belongs to the fast-track"),
        ({"records_on": "TODAY"}, "records_on: no filed request"),
        ({"services_end_at": "09:00"}, "services_end_at: expected together with services_end"),
        ({"filed_at": "00:00"}, "filed_at: expected together with filed_on"),
    ],
)
async def test_facts_of_another_case_are_refused(
    start: Callable[..., Any], content: dict[str, str], message: str
) -> None:
    case: Rehearsal = await start()
    today = str(await case.today())
    dated = {name: value.replace("TODAY", today) for name, value in content.items()}
    assert message in await refusal(case, "recalculate", reason="A slip", **dated)


async def test_an_override_names_its_deadline_where_several_run(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(program="part_d", notice_days_ago=10)
    today = str(await case.today())
    await case.send("file_appeal", filed_on=today)
    await case.send("record_decision", outcome="partially_favorable", notice_date=today)
    await case.send("file_appeal", filed_on=today)
    by_hand = {"due_on": str(days_ago(-20)), "reason": "Its letter says so"}
    message = await refusal(case, "recalculate", reason="A letter came", override=by_hand)
    decision = await last(case, "D.RECON.DECIDE")
    assert decision.id in message
    await case.send("recalculate", reason="A letter", override=by_hand, deadline=decision.id)
    assert (await last(case, "D.RECON.DECIDE")).due_on == days_ago(-20)


async def test_advice_is_given_once(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    today = str(await case.today())
    await case.send("file_appeal", filed_on=today)
    await case.send("request_expedited", requested_on=today, answer="denied")
    receipt = await case.send("request_expedited", requested_on=today, answer="denied")
    assert len(receipt.remarks) == 1


async def test_a_part_that_remains_is_asked_about(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(program="original", amount_in_controversy="5000.00")
    today = str(await case.today())
    await case.send("file_appeal", filed_on=today)
    receipt = await case.send("record_decision", outcome="partially_favorable", notice_date=today)
    assert "remains in dispute" in " ".join(receipt.remarks)
    receipt = await case.send("recalculate", reason="Two visits", amount_in_controversy="90.00")
    assert "remains in dispute" not in " ".join(receipt.remarks)


async def moves_by_a_day(case: Rehearsal, rule: str, correct_rule: CorrectRule) -> None:
    """A corrected rule moves its clock, which keeps its name."""
    before = await last(case, rule)
    correct_rule(rule)
    await case.send("recalculate", reason="A corrected rulebook")
    after = await last(case, rule)
    assert (after.id, after.expires_at) == (before.id, before.expires_at + days(1))


@pytest.mark.parametrize(
    ("outcome", "intake", "rule"),
    [
        ("favorable", {"kind": "payment"}, "C.EFF.PLAN"),
        ("unfavorable", {"speed": "expedited"}, "C.RECON.EXP.FWD"),
        ("unfavorable", {"program": "part_d", "kind": "at_risk"}, "D.RISK"),
    ],
)
async def test_what_the_plan_owes_is_counted_again(
    start: Callable[..., Any],
    correct_rule: CorrectRule,
    outcome: str,
    intake: dict[str, str],
    rule: str,
) -> None:
    case: Rehearsal = await start(**intake)
    today = str(await case.today())
    await case.send("file_appeal", filed_on=today)
    await case.send("record_decision", outcome=outcome, notice_date=today)
    await moves_by_a_day(case, rule, correct_rule)


async def test_a_file_that_silence_sends_on_is_counted_again(
    start: Callable[..., Any], correct_rule: CorrectRule
) -> None:
    case: Rehearsal = await start(
        program="part_d", stage="pending", notice_days_ago=None, filed_on=str(days_ago(0))
    )
    left = (await last(case, "D.CD.STD")).expires_at - await case.now()
    await case.pass_days(left / days(1) + 0.1)
    await moves_by_a_day(case, "D.CD.FWD", correct_rule)
    await keep_history(case, "forwarding-counted-again")
