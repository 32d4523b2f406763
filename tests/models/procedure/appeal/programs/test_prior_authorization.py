"""Original Medicare, where a prior authorization comes before the claim."""

from datetime import date, time
from typing import Any

import pytest

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.program import Ending
from models.procedure.appeal.standing import AppealStanding
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import appeal, days, ours, place, theirs
from tests.models.procedure.telling import Telling, at

ASKED = date(2026, 11, 2)
REFUSED = date(2026, 11, 6)


def asked(kind: str = "outpatient", **more: Any) -> Telling:
    facts = {"stage": "pending", "filed_on": ASKED, "kind": kind, **more}
    return appeal(at(ASKED), program="prior_authorization", **facts)


def refused(**more: Any) -> Telling:
    case = asked(**more)
    case.tell("record_decision", at(REFUSED), outcome="unfavorable", notice_date=REFUSED)
    return case


def asked_again(standing: AppealStanding) -> list[str]:
    return [say(one.said) for one in standing.matters if one.kind is FollowUpKind.CHECK_IN]


@pytest.mark.parametrize(
    ("kind", "more", "rule", "due"),
    [
        ("outpatient", {}, "PA.OPD.STD", date(2026, 11, 9)),
        # Two working days.
        ("outpatient", {"speed": "expedited"}, "PA.OPD.EXP", date(2026, 11, 4)),
        ("ambulance", {}, "PA.RSNAT", date(2026, 11, 9)),
        ("wiser", {"filed_at": time(9)}, "PA.WISER", date(2026, 11, 5)),
    ],
)
def test_the_contractor_has_the_time_of_what_is_asked_for(
    kind: str, more: dict[str, Any], rule: str, due: date
) -> None:
    standing = asked(kind, **more).stands(at(ASKED))
    clock = theirs(standing)
    assert (clock.reckoning.rule, clock.due_on) == (rule, due)


def test_a_refusal_opens_no_appeal_and_the_request_may_be_made_again() -> None:
    case = refused()
    standing = case.stands(at(REFUSED))
    assert place(standing) == ("prior_authorization", "filing")
    assert standing.open_clocks == []
    (words,) = asked_again(standing)
    assert "no appeal of its own" in words
    assert any("may be sent again without limit" in say(one) for one in standing.remarks)
    for day, due in ((date(2027, 1, 4), date(2027, 1, 11)), (date(2027, 8, 2), date(2027, 8, 9))):
        again = case.tell("file_appeal", at(day), filed_on=day).after
        assert place(again) == ("prior_authorization", "deciding")
        assert theirs(again).due_on == due
        told = case.tell("record_decision", at(day), outcome="unfavorable", notice_date=day)
        assert place(told.after) == ("prior_authorization", "filing")
    assert [one.purpose for one in case.stands(at(date(2027, 9, 1))).clocks] == [
        Purpose.DECISION
    ] * 3


def test_the_denied_claim_opens_the_redetermination_in_the_same_case() -> None:
    case = refused()
    day = date(2027, 1, 22)
    denied = {"level": "initial_determination", "outcome": "unfavorable", "notice_date": day}
    told = case.tell("record_decision", at(day), **denied).after
    assert place(told) == ("redetermination", "filing")
    # Received January 27, 120 days.
    assert (ours(told).reckoning.rule, ours(told).due_on) == ("AB.REDET.FILE", date(2027, 5, 27))
    assert asked_again(told) == []
    filed = case.tell("file_appeal", at(date(2027, 2, 22)), filed_on=date(2027, 2, 22)).after
    assert days(filed)[-1] == ("AB.REDET.DECIDE", date(2027, 4, 23), "open")


def test_the_claim_may_be_decided_while_a_further_request_is_pending() -> None:
    case = refused()
    again = date(2026, 11, 30)
    case.tell("file_appeal", at(again), filed_on=again)
    day = date(2026, 12, 3)
    denied = {"level": "initial_determination", "outcome": "unfavorable", "notice_date": day}
    told = case.tell("record_decision", at(day), **denied).after
    assert place(told) == ("redetermination", "filing")
    assert [one.purpose for one in told.open_clocks] == [Purpose.FILING]


def test_an_affirmed_request_ends_won_when_the_service_is_given() -> None:
    case = asked()
    case.tell("record_decision", at(REFUSED), outcome="favorable", notice_date=REFUSED)
    standing = case.stands(at(REFUSED))
    assert place(standing) == ("prior_authorization", "effectuation")
    done = date(2026, 12, 1)
    over = case.tell("record_effectuation", at(done), on=done).after
    assert (over.ending, over.ended_on) == (Ending.WON.value, done)


def test_a_claim_denied_in_spite_of_an_affirmation_is_appealed() -> None:
    case = asked()
    case.tell("record_decision", at(REFUSED), outcome="favorable", notice_date=REFUSED)
    day = date(2027, 1, 22)
    denied = {"level": "initial_determination", "outcome": "unfavorable", "notice_date": day}
    told = case.tell("record_decision", at(day), **denied).after
    assert place(told) == ("redetermination", "filing")
    assert not told.awaits_effectuation


def test_a_rejected_request_is_made_again_too() -> None:
    case = asked()
    told = case.tell("record_decision", at(REFUSED), outcome="dismissed", notice_date=REFUSED)
    assert place(told.after) == ("prior_authorization", "filing")
    assert case.tell("file_appeal", at(REFUSED), filed_on=REFUSED).after.level_title


def test_a_decision_without_its_level_is_told_which_one_to_name() -> None:
    case = appeal(at(ASKED), program="prior_authorization", notice_date=ASKED)
    day = date(2027, 1, 22)
    message = case.refusal("record_decision", at(day), outcome="unfavorable", notice_date=day)
    assert "For the decision of Claim, give level: initial_determination." in message


@pytest.mark.parametrize("outcome", ["unfavorable", "favorable"])
def test_a_decision_that_may_be_of_the_claim_is_not_taken_for_a_correction(outcome: str) -> None:
    case = asked()
    case.tell("record_decision", at(REFUSED), outcome=outcome, notice_date=REFUSED)
    day = date(2027, 1, 22)
    message = case.refusal("record_decision", at(day), outcome="unfavorable", notice_date=day)
    assert "level: expected prior_authorization or initial_determination" in message
    day = date(2026, 11, 5)
    corrected = {"level": "prior_authorization", "outcome": outcome, "notice_date": day}
    told = case.tell("record_decision", at(REFUSED), **corrected).after
    assert told.levels[-1].decided_on == day


def test_no_other_level_decides_unasked() -> None:
    day = date(2027, 1, 22)
    denied = {"level": "redetermination", "outcome": "unfavorable", "notice_date": day}
    assert "level: expected" in refused().refusal("record_decision", at(day), **denied)


def test_a_claim_is_never_expedited() -> None:
    case = refused()
    day = date(2027, 1, 22)
    denied = {"level": "initial_determination", "outcome": "unfavorable", "notice_date": day}
    case.tell("record_decision", at(day), **denied)
    case.tell("file_appeal", at(day), filed_on=day)
    message = case.refusal("request_expedited", at(day), requested_on=day, answer="granted")
    assert "no expedited clock" in message


def test_a_case_may_begin_with_the_refusal_or_with_the_denied_claim() -> None:
    for level, expected in (
        ("prior_authorization", ("prior_authorization", "filing")),
        ("initial_determination", ("redetermination", "filing")),
    ):
        case = appeal(at(ASKED), program="prior_authorization", level=level, notice_date=ASKED)
        assert place(case.stands(at(ASKED))) == expected


@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        ("wiser", "AZ", False),
        ("wiser", "FL", True),
        ("wiser", None, False),
        ("outpatient", "FL", False),
    ],
)
def test_the_model_is_for_six_states(kind: str, state: str | None, said: bool) -> None:
    standing = asked(kind, state=state).stands(at(ASKED))
    words = [say(one) for one in standing.remarks]
    assert any("only: AZ, NJ, OH, OK, TX, WA." in one for one in words) == said
