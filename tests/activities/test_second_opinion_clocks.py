"""A second opinion's clocks, rights and costs: every date and dollar was worked out by hand."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError

from activities.second_opinion_clocks import consult_on_second_opinion
from models.deadline import Deadline, FollowUp, FollowUpKind, Purpose
from models.evidence import Element
from models.milestone import Milestone
from models.people import Role
from models.plan import PlanningPolicy
from models.program import Program
from models.reminder_policy import ReminderPolicy
from models.second_opinion import (
    SecondOpinionAnswer,
    SecondOpinionFacts,
    SecondOpinionOccasion,
    SecondOpinionQuestion,
)
from tests.activities.questions import GUAM, HONOLULU, NEW_YORK, midnight_after

CHICAGO = "America/Chicago"
OPENED, ASKED = SecondOpinionOccasion.OPENED, SecondOpinionOccasion.ASKED_PLAN
REFUSED, LATE = SecondOpinionOccasion.REFUSED, SecondOpinionOccasion.PLAN_LATE


def ask(
    occasion: SecondOpinionOccasion,
    on: date,
    *,
    zone: str = NEW_YORK,
    program: Program = Program.PART_C,
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> SecondOpinionAnswer:
    values: dict[str, Any] = {
        "case_id": "SO-1",
        "program": program,
        "on": on,
        "count": 0,
        "now": midnight_after(on - timedelta(days=1), zone) + timedelta(hours=12),
        "zone": zone,
        "zones": {Role.CASE_MANAGER: zone, Role.PHYSICIAN: zone},
        "policy": ReminderPolicy(),
        "occasion": occasion,
        "facts": SecondOpinionFacts(**facts or {}),
    }
    return consult_on_second_opinion(SecondOpinionQuestion(**values | changes))


def clock(answer: SecondOpinionAnswer, purpose: Purpose) -> Deadline:
    (deadline,) = [one for one in answer.deadlines if one.purpose is purpose]
    return deadline


def matter(answer: SecondOpinionAnswer) -> FollowUp:
    (item,) = answer.follow_ups
    return item


@pytest.mark.parametrize(
    ("asked_on", "zone", "due_on", "ends"),
    [
        # 42 CFR 422.568(b)(1)(ii): 7 days from 2026 on, here over the end of a short February.
        (date(2026, 2, 23), NEW_YORK, date(2026, 3, 2), datetime(2026, 3, 3, 5, tzinfo=UTC)),
        # Before 2026 it was 14, and what was asked then keeps its time over the end of the year.
        (date(2025, 12, 31), NEW_YORK, date(2026, 1, 14), datetime(2026, 1, 15, 5, tzinfo=UTC)),
        (date(2026, 1, 1), NEW_YORK, date(2026, 1, 8), datetime(2026, 1, 9, 5, tzinfo=UTC)),
        # The leap day is one of the seven.
        (date(2028, 2, 25), CHICAGO, date(2028, 3, 3), datetime(2028, 3, 4, 6, tzinfo=UTC)),
        (date(2026, 12, 28), HONOLULU, date(2027, 1, 4), datetime(2027, 1, 5, 10, tzinfo=UTC)),
        # The clocks go back on 1 November 2026 and forward on 14 March 2027; in Guam never.
        (date(2026, 10, 28), NEW_YORK, date(2026, 11, 4), datetime(2026, 11, 5, 5, tzinfo=UTC)),
        (date(2027, 3, 10), NEW_YORK, date(2027, 3, 17), datetime(2027, 3, 18, 4, tzinfo=UTC)),
        (date(2027, 3, 10), GUAM, date(2027, 3, 17), datetime(2027, 3, 17, 14, tzinfo=UTC)),
    ],
)
def test_the_plans_days_to_answer(asked_on: date, zone: str, due_on: date, ends: datetime) -> None:
    deadline = clock(ask(ASKED, asked_on, zone=zone), Purpose.AUTHORIZATION)
    assert (deadline.due_on, deadline.expires_at) == (due_on, ends)
    assert deadline.purpose.ours is False


@pytest.mark.parametrize("zone", [NEW_YORK, HONOLULU, GUAM])
@pytest.mark.parametrize("at", [time(0, 1), time(23, 59)])
def test_a_request_near_midnight_belongs_to_its_day(zone: str, at: time) -> None:
    deadline = clock(ask(ASKED, date(2026, 12, 1), zone=zone, at=at), Purpose.AUTHORIZATION)
    assert deadline.due_on == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("asked_on", "at", "zone", "ends"),
    [
        # 42 CFR 422.572(a)(1): 72 hours. 10:00 EST is 15:00 UTC.
        (date(2026, 12, 30), time(10), NEW_YORK, datetime(2027, 1, 2, 15, tzinfo=UTC)),
        # Hours stay hours when the clocks go back, and when they go forward.
        (date(2026, 10, 31), time(10), NEW_YORK, datetime(2026, 11, 3, 14, tzinfo=UTC)),
        (date(2027, 3, 13), time(10), NEW_YORK, datetime(2027, 3, 16, 15, tzinfo=UTC)),
        (date(2028, 2, 27), time(23, 59), HONOLULU, datetime(2028, 3, 2, 9, 59, tzinfo=UTC)),
        # An hour that is not known: the plan has had the request by the end of the day.
        (date(2026, 12, 1), None, GUAM, datetime(2026, 12, 4, 14, tzinfo=UTC)),
    ],
)
def test_the_plans_hours_to_answer(
    asked_on: date, at: time | None, zone: str, ends: datetime
) -> None:
    answer = ask(ASKED, asked_on, zone=zone, at=at, expedited=True)
    assert clock(answer, Purpose.AUTHORIZATION).expires_at == ends


@pytest.mark.parametrize(
    ("notice", "appeal", "grievance"),
    [
        # 60 days from receipt, presumed 5 after the notice (422.582(b)(1)); 60 from the event.
        (date(2026, 12, 7), date(2027, 2, 10), date(2027, 2, 5)),
        # Until the end of 2024, 60 days from the notice.
        (date(2024, 12, 31), date(2025, 3, 1), date(2025, 3, 1)),
        (date(2025, 1, 1), date(2025, 3, 7), date(2025, 3, 2)),
        # Over the leap day, and over the same days of a year without one.
        (date(2027, 12, 30), date(2028, 3, 4), date(2028, 2, 28)),
        (date(2026, 12, 30), date(2027, 3, 5), date(2027, 2, 28)),
    ],
)
def test_the_rights_a_refusal_opens(notice: date, appeal: date, grievance: date) -> None:
    answer = ask(REFUSED, notice)
    assert clock(answer, Purpose.REFUSAL_APPEAL).due_on == appeal
    assert clock(answer, Purpose.GRIEVANCE).due_on == grievance
    assert clock(answer, Purpose.GRIEVANCE).rungs == []
    item = matter(answer)
    assert item.kind is FollowUpKind.REFUSED
    assert "`answer_refusal`" in item.text
    assert any("422.402" in remark for remark in answer.remarks)


def test_a_silence_has_no_notice_and_no_days_for_its_receipt() -> None:
    answer = ask(LATE, date(2026, 12, 7))
    assert clock(answer, Purpose.REFUSAL_APPEAL).due_on == date(2027, 2, 5)
    assert "422.568(f)" in matter(answer).text


@pytest.mark.parametrize("zone", [NEW_YORK, HONOLULU, GUAM])
def test_the_right_to_appeal_ends_with_the_day_where_the_case_is(zone: str) -> None:
    answer = ask(REFUSED, date(2026, 12, 7), zone=zone)
    ends = midnight_after(date(2027, 2, 10), zone)
    assert clock(answer, Purpose.REFUSAL_APPEAL).expires_at == ends


def test_a_refusal_to_expedite_is_complained_of_within_a_day() -> None:
    said = ask(REFUSED, date(2026, 12, 7), refused_to_expedite=True).remarks
    assert any("24 hours" in remark for remark in said)
    assert not any("24 hours" in remark for remark in ask(REFUSED, date(2026, 12, 7)).remarks)


@pytest.mark.parametrize(
    ("on", "approved", "met", "pays"),
    [
        # 2026: the first $283, then a fifth of what is left.
        (date(2026, 3, 1), "200", None, "$200.00"),
        (date(2026, 3, 1), "283", None, "$283.00"),
        (date(2026, 3, 1), "383", None, "$303.00"),
        (date(2026, 3, 1), "400", "283", "$80.00"),
        (date(2026, 3, 1), "400", "200", "$146.40"),
        # More was paid before than the deductible asks: nothing is owed of it again.
        (date(2026, 3, 1), "400", "900", "$80.00"),
        # A half cent is rounded up: a fifth of 0.025.
        (date(2026, 3, 1), "0.03", "283", "$0.01"),
        # The year of the visit decides: $257 in 2025.
        (date(2025, 12, 31), "357", None, "$277.00"),
        (date(2026, 1, 1), "357", None, "$297.80"),
    ],
)
def test_what_the_visit_costs(on: date, approved: str, met: str | None, pays: str) -> None:
    facts = {"approved_amount": approved} | ({"deductible_met": met} if met else {})
    answer = ask(OPENED, on, program=Program.ORIGINAL, facts=facts)
    assert f"the patient pays about {pays}:" in answer.estimate


def test_a_year_whose_deductible_is_not_published_is_not_guessed() -> None:
    facts = {"approved_amount": "400"}
    answer = ask(OPENED, date(2027, 1, 1), program=Program.ORIGINAL, facts=facts)
    assert answer.estimate.startswith("The Part B deductible of 2027 is not published yet.")
    assert "$" not in answer.estimate.partition("published yet.")[0]


def test_whom_the_terms_name() -> None:
    by_program = {
        program: ask(OPENED, date(2026, 3, 1), program=program)
        for program in (Program.ORIGINAL, Program.PART_C)
    }
    original, part_c = (" ".join(answer.standing) for answer in by_program.values())
    for words in ("no referral", "pays 20%", "ch. 15 §30.D", "a third"):
        assert words in original
        assert words not in part_c
    assert "42 CFR 422.101" in part_c
    assert "at in-network cost sharing. (42 CFR 422.112(a)(1)(iii)" in part_c
    assert "Ask the plan" in by_program[Program.PART_C].estimate
    medigap = ask(OPENED, date(2026, 3, 1), program=Program.ORIGINAL, facts={"medigap": True})
    assert medigap.estimate.startswith("Medigap pays")
    cancer = ask(OPENED, date(2026, 3, 1), facts={"cancer": True})
    assert any("National Cancer Institute" in line for line in cancer.standing)
    assert not any("Cancer" in line for line in by_program[Program.PART_C].standing)


def test_the_plan_of_its_opening() -> None:
    needed = date(2027, 1, 10)
    answer = ask(OPENED, date(2026, 11, 2), facts={"needed_by": needed})
    assert answer.plan is not None
    days = {step.key: step.latest_on for step in answer.plan.steps}
    # Report 10 days after the visit; visit 14 after booking; the plan has 7 to answer.
    assert days["visit"] == date(2026, 12, 31)
    assert days["specialist"] == days["referral"] == date(2026, 12, 17)
    assert days["referral_request"] == date(2026, 12, 10)
    unasked = ask(OPENED, date(2026, 11, 2), facts={"needed_by": needed, "referral_needed": False})
    assert unasked.plan is not None
    assert "referral" not in {step.key for step in unasked.plan.steps}
    assert ask(OPENED, date(2026, 11, 2)).plan is None


def next_step(latest_on: date | None, on: date, **changes: Any) -> SecondOpinionAnswer:
    step = Milestone(key="visit", title="Visit", latest_on=latest_on)
    return ask(SecondOpinionOccasion.NEXT_STEP, on, step=step, **changes)


def test_a_planned_day_is_reminded_of_and_is_no_limit_of_the_law() -> None:
    deadline = clock(next_step(date(2026, 11, 8), date(2026, 10, 20)), Purpose.PLANNED)
    assert (deadline.due_on, deadline.reckoning.evidence) == (date(2026, 11, 8), "planned")
    assert deadline.expires_at == midnight_after(date(2026, 11, 8), NEW_YORK)
    assert [rung.key for rung in deadline.rungs] == ["7d", "3d", "1d", "0d"]
    assert {role for rung in deadline.rungs for role in rung.recipients} == {Role.CASE_MANAGER}
    # Nine in the morning on either side of the change of the clocks, within 45 minutes.
    nine = [datetime(2026, 11, day, 14, tzinfo=UTC) for day in (1, 5, 7, 8)]
    for rung, at in zip(deadline.rungs, nine, strict=True):
        assert at <= rung.at < at + timedelta(minutes=45)


@pytest.mark.parametrize("latest_on", [None, date(2026, 11, 1)])
def test_a_step_without_a_day_to_come_is_asked_about_now_and_then(latest_on: date | None) -> None:
    answer = next_step(latest_on, date(2026, 11, 2))
    assert answer.deadlines == ()
    assert matter(answer).kind is FollowUpKind.CHECK_IN
    assert "`record_visit`" in matter(answer).text


def test_what_a_report_lacks_is_asked_of_the_physician() -> None:
    lacking = (Element.CITES_GUIDELINES,)
    item = matter(ask(SecondOpinionOccasion.INCOMPLETE, date(2026, 11, 2), lacking=lacking))
    assert item.elements == lacking
    assert Role.PHYSICIAN in {role for rung in item.rungs for role in rung.recipients}


def test_a_broken_plan_names_the_choices() -> None:
    answer = ask(
        SecondOpinionOccasion.PLAN_BROKEN, date(2026, 11, 2), facts={"needed_by": "2026-12-01"}
    )
    text = matter(answer).text
    assert "Tue 1 Dec 2026" in text
    for choice in ("file now", "expedited transfer", "more time where the law has it"):
        assert choice in text


def test_a_day_before_every_version_fails_in_words() -> None:
    with pytest.raises(ApplicationError) as caught:
        ask(ASKED, date(1960, 1, 1))
    assert caught.value.type == "RulebookFailure"
    assert caught.value.non_retryable
    assert "C.OD.STD.PA" in caught.value.message


days = st.dates(date(2026, 1, 1), date(2040, 12, 31))
dollars = st.decimals(min_value=0, max_value=10_000, places=2)


@given(days, st.sampled_from([NEW_YORK, HONOLULU, GUAM]))
def test_a_day_later_is_never_due_earlier(on: date, zone: str) -> None:
    for occasion in (ASKED, REFUSED, LATE):
        one, next_one = (
            ask(occasion, day, zone=zone).deadlines for day in (on, on + timedelta(days=1))
        )
        for earlier, later in zip(one, next_one, strict=True):
            assert earlier.expires_at < later.expires_at


@given(days)
def test_a_notice_never_ends_the_appeal_before_a_silence_of_that_day_would(on: date) -> None:
    notice, silence = (
        clock(ask(occasion, on), Purpose.REFUSAL_APPEAL).due_on for occasion in (REFUSED, LATE)
    )
    assert notice - silence == timedelta(days=5)


@given(dollars, dollars, dollars)
def test_the_patient_pays_no_less_of_more_and_never_more_than_all(
    amount: Decimal, more: Decimal, met: Decimal
) -> None:
    def pays(approved: Decimal) -> Decimal:
        facts = {"approved_amount": approved, "deductible_met": met}
        said = ask(OPENED, date(2026, 3, 1), program=Program.ORIGINAL, facts=facts).estimate
        return Decimal(said.partition("pays about $")[2].partition(":")[0].replace(",", ""))

    assert 0 <= pays(amount) <= amount
    assert pays(amount) <= pays(amount + more)


@given(st.integers(0, 60), days)
def test_a_longer_span_never_allows_a_later_start(span: int, needed_by: date) -> None:
    def first(records_days: int) -> date | None:
        facts = {
            "needed_by": needed_by,
            "referral_needed": False,
            "planning": PlanningPolicy(records_days=records_days),
        }
        plan = ask(OPENED, date(2026, 3, 1), facts=facts).plan
        assert plan is not None
        return {step.key: step.latest_on for step in plan.steps}["records_request"]

    sooner, later = first(span + 1), first(span)
    assert sooner is not None
    assert later is not None
    assert later - sooner == timedelta(days=1)


@pytest.mark.parametrize(
    ("seen_on", "pays"),
    [
        # $283 deductible, $240 of it paid by the visit before: $43 and 20% of $197.
        (date(2026, 3, 2), "$82.40"),
        # The visit before was under another year's deductible: all of $240.
        (date(2025, 12, 30), "$240.00"),
    ],
)
def test_the_visit_to_the_second_opinion_counts_for_the_third(seen_on: date, pays: str) -> None:
    answer = ask(
        SecondOpinionOccasion.VISIT_BOOKED,
        date(2026, 4, 1),
        program=Program.ORIGINAL,
        facts={"approved_amount": "240"},
        opened_on=date(2026, 3, 1),
        third=True,
        seen_on=seen_on,
    )
    assert f"the patient pays about {pays}:" in answer.estimate


def test_a_new_year_has_a_new_deductible() -> None:
    """What was paid in the year of the intake says nothing of the next."""
    facts = {"approved_amount": "240", "deductible_met": "257", "needed_by": date(2026, 2, 1)}
    opened_on = date(2025, 12, 1)
    before = ask(OPENED, opened_on, program=Program.ORIGINAL, facts=facts, opened_on=opened_on)
    assert "the patient pays about $48.00:" in before.estimate
    assert before.estimate.endswith("A visit in 2026 comes under the deductible of that year.")
    booked = ask(
        SecondOpinionOccasion.VISIT_BOOKED,
        date(2026, 1, 12),
        program=Program.ORIGINAL,
        facts=facts,
        opened_on=opened_on,
    )
    assert "the patient pays about $240.00:" in booked.estimate
    assert "comes under" not in booked.estimate
