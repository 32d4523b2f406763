"""The proof of filing: how a request or its evidence was sent, and whether it has arrived."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.cases.standing import Readers
from models.inputs.request.sending import SentBy
from models.procedure.appeal.standing import AppealStanding
from models.words.english.tables import say, title
from tests.models.procedure.appeal.appeals_told import NOTICE, appeal, panel_of, recorded
from tests.models.procedure.telling import Telling, at

FILED = date(2026, 12, 10)
DAY = timedelta(days=1)
PROOF = "signed return receipt"


def asked(standing: AppealStanding) -> list[str]:
    """The matters that ask for a proof."""
    return [title(one.said) for one in standing.matters if one.kind.value == "confirm_receipt"]


def part(case: Telling, now: datetime) -> list[str]:
    """What the panel says of the proof of filing."""
    found = [one for one in panel_of(case, now).parts if one.title.code == "appeal.proof"]
    return [say(line) for one in found for line in one.lines]


def filed(**content: Any) -> Telling:
    """A case whose request was filed by certified mail, or as the content says."""
    case = appeal()
    said = {"sent_by": "certified_mail", "tracking": "9407", **content}
    case.tell("file_appeal", at(FILED), filed_on=FILED, **said)
    return case


def test_a_filing_that_says_how_it_was_sent_asks_for_its_proof_until_it_is_recorded() -> None:
    """With the number by which it is found."""
    case = filed()
    standing = case.stands(at(FILED))
    assert recorded(standing, 2)[-2:] == [
        "It was sent by certified mail.",
        "Tracking number: 9407",
    ]
    (matter,) = [one for one in standing.matters if one.kind.value == "confirm_receipt"]
    assert (matter.readers, matter.key) == (
        Readers.MANAGER,
        "plan_reconsideration.confirm_receipt.2",
    )
    assert "Look for the signed return receipt" in say(matter.said)
    assert part(case, at(FILED)) == [
        "The request for Plan reconsideration: by certified mail, its receipt is not recorded yet."
    ]
    told = case.tell("record_delivery", at(FILED + 4 * DAY), on=FILED, evidence=PROOF)
    assert asked(told.after) == []
    assert recorded(told.after, 3) == [
        "Arrived Thu, Dec 10, 2026: the request for Plan reconsideration.",
        "Proof: signed return receipt",
    ]
    assert part(case, at(FILED + 4 * DAY)) == [
        "The request for Plan reconsideration: by certified mail, arrived Thursday, December 10, "
        "2026."
    ]


@pytest.mark.parametrize("means", SentBy)
def test_each_way_has_its_own_proof(means: SentBy) -> None:
    """And none is asked for where it is in hand."""
    case = filed(sent_by=means.value)
    assert asked(case.stands(at(FILED))) == [
        "confirm the receipt of the request for Plan reconsideration"
    ]
    in_hand = filed(sent_by=means.value, confirmation="a stamp")
    assert asked(in_hand.stands(at(FILED))) == []


def test_a_filing_that_does_not_say_how_it_was_sent_asks_for_nothing() -> None:
    """As before; its proof can be recorded all the same."""
    case = appeal()
    told = case.tell("file_appeal", at(FILED), filed_on=FILED)
    assert asked(told.after) == []
    proven = case.tell("record_delivery", at(FILED), on=FILED, evidence=PROOF).after
    assert recorded(proven, 3)[0].startswith("Arrived")
    assert part(case, at(FILED)) == []


def test_a_proof_of_another_day_moves_nothing_and_asks_which_is_right() -> None:
    """Until the filing is corrected, or the delivery is recorded again."""
    case, now = filed(), at(FILED + 4 * DAY)
    before = case.stands(now).clocks
    told = case.tell("record_delivery", now, on=FILED + 3 * DAY, evidence=PROOF)
    assert [one.due_on for one in told.after.clocks] == [one.due_on for one in before]
    assert asked(told.after) == ["the proof says another day: the request for Plan reconsideration"]
    (said,) = [one.said for one in told.after.matters if one.kind.value == "confirm_receipt"]
    assert "correct report 2" in say(said)
    mended = case.tell(
        "correct", now, report=2, content={"filed_on": FILED + 3 * DAY}, reason="The proof"
    )
    assert asked(mended.after) == []
    again = filed()
    again.tell("record_delivery", now, on=FILED + 3 * DAY, evidence=PROOF)
    assert asked(again.tell("record_delivery", now, of=2, on=FILED, evidence=PROOF).after) == []


def test_evidence_that_was_sent_after_the_filing_is_asked_for_too() -> None:
    """Of several that wait, the one meant is named."""
    case, now = filed(), at(FILED + 2 * DAY)
    case.tell("record_evidence", now, received_on=FILED + DAY)
    sent = case.tell("submit_evidence", now, sent_on=FILED + 2 * DAY, sent_by="fax")
    assert asked(sent.after) == [
        "confirm the receipt of the request for Plan reconsideration",
        "confirm the receipt of the evidence",
    ]
    day = FILED + 2 * DAY
    refused = case.refusal("record_delivery", now, on=day, evidence=PROOF)
    assert refused == "of: expected the number of the report of what arrived: 2 or 4."
    assert "of: expected" in case.refusal("record_delivery", now, of=3, on=day, evidence=PROOF)
    early = case.refusal("record_delivery", now, of=4, on=FILED, evidence=PROOF)
    assert early.startswith("on: ")
    # Evidence takes its time: it is recorded by the day it was sent.
    later = day + 2 * DAY
    told = case.tell("record_delivery", at(later), of=4, on=later, evidence=PROOF)
    assert asked(told.after) == ["confirm the receipt of the request for Plan reconsideration"]
    assert asked(case.tell("record_delivery", at(later), on=FILED, evidence=PROOF).after) == []


def test_nothing_was_sent_yet() -> None:
    """The refusal says what comes first."""
    refused = appeal().refusal("record_delivery", at(NOTICE), on=NOTICE, evidence=PROOF)
    assert refused.startswith("Nothing was sent yet: record the filing with file_appeal")


def test_the_delivery_of_a_request_of_the_intake_or_of_reasons_can_be_recorded() -> None:
    """They do not say how they were sent, so nobody is asked for their proof."""
    day = NOTICE - 3 * DAY
    case = appeal(stage="pending", level="plan_reconsideration", filed_on=day)
    assert asked(case.stands(at(NOTICE + 2 * DAY))) == []
    told = case.tell("record_delivery", at(NOTICE + 2 * DAY), on=day, evidence=PROOF).after
    assert recorded(told, 2)[0].endswith("the request for Plan reconsideration.")
    late, on = appeal(), date(2027, 2, 10)
    late.tell("request_good_cause", at(on), filed_on=on, circumstances="Ill")
    told = late.tell("record_delivery", at(on), on=on, evidence=PROOF).after
    assert recorded(told, 3)[0].startswith("Arrived")


def test_a_tracking_number_belongs_to_a_way_of_sending() -> None:
    """It is of a carrier."""
    refused = appeal().refusal("file_appeal", at(FILED), filed_on=FILED, tracking="9407")
    assert "tracking: expected together with sent_by" in refused


def test_a_decision_is_proof_enough() -> None:
    """Nobody asks for the receipt of what was decided; it can still be recorded."""
    case, day = filed(), FILED + 20 * DAY
    told = case.tell("record_decision", at(day), outcome="favorable", notice_date=day)
    assert asked(told.after) == []
    proven = case.tell("record_delivery", at(day), of=2, on=FILED, evidence=PROOF).after
    assert recorded(proven, 4)[0].startswith("Arrived")


def test_a_filing_taken_back_takes_its_delivery_with_it() -> None:
    """The report of the delivery lapses, and the answer names it."""
    case, now = filed(), at(FILED + DAY)
    case.tell("record_delivery", now, on=FILED, evidence=PROOF)
    gone = case.tell("take_back", now, report=2, reason="Another case").after
    assert (asked(gone), part(case, now)) == ([], [])


def test_a_late_request_asks_for_its_proof() -> None:
    """It is filed as any other."""
    case, late = appeal(), date(2027, 2, 10)
    told = case.tell("file_appeal", at(late), filed_on=late, sent_by="mail")
    assert asked(told.after) == ["confirm the receipt of the request for Plan reconsideration"]


def test_past_a_late_adjudicator_its_receipt_matters_no_more() -> None:
    """What was sent to the next one does."""
    case = appeal(program="original", level="reconsideration")
    case.tell("file_appeal", at(FILED), filed_on=FILED, sent_by="mail")
    up = FILED + 95 * DAY
    told = case.tell("escalate", at(up), on=up)
    assert asked(told.after) == []
