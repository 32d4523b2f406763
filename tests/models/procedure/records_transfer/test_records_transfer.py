"""A request for records, played by days, in whatever order its reports come."""

from datetime import date, time
from itertools import permutations
from typing import Any

import pytest

from models.cases.deadline import DeadlineStatus
from models.cases.program import Urgency
from models.cases.standing import Cadence
from models.words.english.tables import say, title
from tests.models.procedure.records_transfer.records_told import (
    NOW,
    TODAY,
    ago,
    asked_for,
    steps,
    the_clock,
)
from tests.models.procedure.telling import account, at, facts, matters, remarks

# --- what comes shows what came before -------------------------------------------------------


def test_from_the_sending_to_the_recipient() -> None:
    case = asked_for(recipient="specialist", holder="A clinic", needed_on=date(2027, 1, 26))
    opened = case.stands(NOW)
    assert (opened.stage, set(matters(opened))) == ("records_transfer.sending", {"tracking"})
    assert account(opened) == ["Opened: the request is to be sent."]
    assert opened.next_step.update == "record_sent"
    sent = case.tell("record_sent", at(date(2026, 12, 1)), sent_on=date(2026, 12, 1), how="fax")
    assert sent.after.stage == "records_transfer.receiving"
    assert set(matters(sent.after)) == {"confirm_receipt"}
    received = case.tell("record_received", at(date(2026, 12, 4)), received_on=date(2026, 12, 4))
    assert the_clock(received.after).due_on == date(2027, 1, 3)
    assert received.after.matters == []
    part = case.tell(
        "record_partial", at(date(2026, 12, 14)), on=date(2026, 12, 14), document="Chart"
    )
    assert part.after.stage == "records_transfer.waiting"
    assert the_clock(part.after).is_open
    last = date(2026, 12, 24)
    complete = case.tell("record_delivered", at(last), on=last, document="Images").after
    assert the_clock(complete).status is DeadlineStatus.MET
    assert complete.stage == "records_transfer.confirming"
    assert "the specialist" in title(matters(complete)["confirm_receipt"].said)
    ended = case.tell("record_confirmed", at(date(2026, 12, 26)), on=date(2026, 12, 26)).after
    assert (ended.ending, ended.ended_on) == ("delivered", date(2026, 12, 26))
    assert ended.stage == "records_transfer.delivered"
    assert ended.urgency is Urgency.CLOSED
    assert [(piece.id, piece.name) for piece in ended.evidence] == [
        ("AC-1.1", "Chart"),
        ("AC-1.2", "Images"),
    ]
    assert {piece.given_by for piece in ended.evidence} == {"A clinic"}
    assert account(ended)[1:] == [
        "Request sent Tue, Dec 1, 2026.",
        "Holder has the request since Fri, Dec 4, 2026.",
        "A part of the records arrived Mon, Dec 14, 2026.",
        "All the records arrived Thu, Dec 24, 2026.",
        "The recipient has the records Sat, Dec 26, 2026.",
    ]


STORY: dict[str, dict[str, Any]] = {
    "record_sent": {"sent_on": ago(20)},
    "record_received": {"received_on": ago(18)},
    "record_extension": {"noticed_on": ago(12), "until": ago(-25)},
    "record_partial": {"on": ago(8), "document": "Chart"},
}
"""One true story; a desk may hear of its parts in any order."""


@pytest.mark.parametrize("order", list(permutations(STORY)), ids=" ".join)
def test_any_order_of_reports_tells_the_same_story(order: tuple[str, ...]) -> None:
    case = asked_for(recipient="specialist")
    for report in order:
        case.tell(report, NOW, **STORY[report])
    told = case.stands(NOW)
    assert the_clock(told).is_open
    assert the_clock(told).due_on == ago(-25)
    assert (told.remarks, told.matters, told.misfits) == ([], [], [])
    in_order = asked_for(recipient="specialist")
    for report, content in STORY.items():
        in_order.tell(report, NOW, **content)
    assert facts(told) == facts(in_order.stands(NOW))


@pytest.mark.parametrize(
    "order",
    list(permutations(("record_sent", "record_received", "record_partial", "record_delivered"))),
    ids=" ".join,
)
def test_all_arrived_may_be_heard_of_at_any_point(order: tuple[str, ...]) -> None:
    case = asked_for(recipient="specialist")
    for report in order:
        case.tell(report, NOW, **STORY.get(report, {"on": ago(3)}))
    told = case.stands(NOW)
    assert told.stage == "records_transfer.confirming"
    assert set(matters(told)) == {"confirm_receipt"}
    # The holder's time ran, and was kept, whichever was heard of first.
    assert (the_clock(told).status, the_clock(told).settled_on) == (DeadlineStatus.MET, ago(3))
    assert [step.done_on for step in told.milestones] == [ago(20), ago(18), ago(3), None]
    assert sorted(piece.received_on for piece in told.evidence) == [ago(8), ago(3)]


def test_a_receipt_that_is_presumed_is_said_and_moved_by_a_better_day() -> None:
    case = asked_for()
    part = case.tell("record_partial", NOW, on=ago(2)).after
    assert (the_clock(part).due_on, part.receipt_presumed) == (date(2026, 12, 25), True)
    assert "the latest it can have been" in remarks(part)[0]
    assert steps(part)["sent"] == steps(part)["received"] == ago(2)
    assert account(part)[1:] == [
        "Holder has the request since Wed, Nov 25, 2026, at the latest that day.",
        "A part of the records arrived Wed, Nov 25, 2026.",
    ]
    better = case.tell("record_extension", NOW, noticed_on=ago(4)).after
    assert (the_clock(better).due_on, better.receipt_presumed) == (date(2027, 1, 22), True)
    true = case.tell("record_received", NOW, received_on=ago(9)).after
    assert (the_clock(true).due_on, true.receipt_presumed) == (date(2027, 1, 17), False)
    assert true.remarks == []
    assert the_clock(part).key == the_clock(true).key


def test_a_receipt_of_the_day_of_what_showed_it_is_known() -> None:
    case = asked_for()
    case.tell("record_partial", NOW, on=ago(2))
    known = case.tell("record_received", NOW, received_on=ago(2)).after
    assert not known.receipt_presumed
    assert known.remarks == []


def test_confirmed_at_once_tells_all_the_rest() -> None:
    ended = asked_for(recipient="specialist").tell("record_confirmed", NOW, on=TODAY).after
    assert ended.ending == "delivered"
    assert set(steps(ended).values()) == {TODAY}
    assert [piece.received_on for piece in ended.evidence] == [TODAY]


def test_an_extension_found_late_takes_back_that_they_are_late() -> None:
    case = asked_for(received_on=ago(40))
    assert case.stands(NOW).stage == "records_transfer.overdue"
    extended = case.tell("record_extension", NOW, noticed_on=ago(10)).after
    assert extended.stage == "records_transfer.waiting"
    assert (the_clock(extended).is_open, extended.matters) == (True, [])


def test_what_was_delivered_in_time_and_told_late_was_in_time() -> None:
    case = asked_for(received_on=ago(60), recipient="specialist")
    assert case.stands(NOW).urgency is Urgency.OVERDUE
    # The thirtieth day, and the one after.
    assert the_clock(case.tell("record_delivered", NOW, on=ago(30)).after).settled_on == ago(30)
    late = asked_for(received_on=ago(60)).tell("record_delivered", NOW, on=ago(29)).after
    assert the_clock(late).status is DeadlineStatus.MISSED
    assert late.ending == "delivered"


# --- a holder that does not answer -----------------------------------------------------------


def test_late_to_the_privacy_officer_and_to_ocr() -> None:
    received = date(2026, 11, 20)
    case = asked_for(at(received), sent_on=received, received_on=received)
    assert case.stands(at(date(2026, 12, 20), time(23, 59))).matters == []
    late = case.stands(at(date(2026, 12, 21)))
    first = matters(late)["overdue"]
    assert title(first.said) == "write to the holder's privacy officer"
    assert "(45 CFR 164.524(b)(2))" in say(first.said)
    assert account(late)[-1] == "Ran out on Sun, Dec 20, 2026: the holder's time for the records."
    written = date(2026, 12, 22)
    pressed = case.tell("record_escalation", at(written), on=written, to="privacy_officer").after
    then = matters(pressed)
    assert set(then) == {"unresolved"}
    assert title(then["unresolved"].said).startswith("complain to the HHS Office")
    assert "Friday, January 1, 2027" in say(then["unresolved"].said)
    assert then["unresolved"].begins_at == at(date(2027, 1, 1))
    assert pressed.next_step.label == "await privacy officer"
    told_ocr = date(2027, 1, 4)
    with_ocr = case.tell("record_escalation", at(told_ocr), on=told_ocr, to="ocr").after
    assert matters(with_ocr)["check_in"].cadence is Cadence.CHECK_IN
    assert with_ocr.urgency is Urgency.OVERDUE
    part = case.tell("record_partial", at(told_ocr), on=told_ocr).after
    assert part.stage == "records_transfer.overdue"
    ended = case.tell("record_delivered", at(told_ocr), on=told_ocr).after
    assert (ended.ending, the_clock(ended).status) == ("delivered", DeadlineStatus.MISSED)


def test_written_to_the_privacy_officer_before_the_time_is_out() -> None:
    case = asked_for(received_on=ago(25))
    early = case.tell("record_escalation", NOW, on=TODAY, to="privacy_officer").after
    assert (the_clock(early).is_open, early.matters) == (True, [])
    over = the_clock(early).expires_at
    # The ten days count from the letter; five of them are left.
    pressed = matters(case.stands(over))["unresolved"]
    assert pressed.begins_at is not None
    assert pressed.begins_at.date() == date(2026, 12, 7)
    long_ago = asked_for(received_on=ago(29))
    long_ago.tell("record_escalation", NOW, on=ago(20), to="privacy_officer")
    assert matters(long_ago.stands(at(ago(-3))))["unresolved"].begins_at is None


def test_a_complaint_before_the_receipt_is_known_goes_beside_the_question() -> None:
    case = asked_for(sent_on=ago(30))
    pressed = case.tell("record_escalation", NOW, on=ago(1), to="ocr").after
    assert set(matters(pressed)) == {"confirm_receipt", "check_in"}
    assert case.tell("record_received", NOW, received_on=ago(25)).after.matters == []


def test_a_complaint_made_before_it_was_known_that_all_was_there_is_kept() -> None:
    """Both are true: the letter went out on the day after the records had come."""
    case = asked_for(received_on=ago(40), recipient="specialist")
    case.tell("record_escalation", at(ago(1)), on=ago(1), to="privacy_officer")
    case.tell("record_partial", at(ago(1)), on=ago(2), document="Found since")
    standing = case.tell("record_delivered", NOW, on=ago(2), document="All").after
    assert standing.misfits == []
    assert standing.delivered_on == ago(2)
    assert set(matters(standing)) == {"confirm_receipt"}
    alone = asked_for(received_on=ago(40))
    alone.tell("record_escalation", at(ago(1)), on=ago(1), to="privacy_officer")
    ended = alone.tell("record_delivered", NOW, on=ago(2)).after
    assert (ended.ending, ended.ended_on, ended.misfits) == ("delivered", ago(2), [])
    assert "Escalated Thu, Nov 26, 2026: to the holder's privacy officer." in account(ended)


def test_a_part_that_comes_after_all_is_kept() -> None:
    case = asked_for(recipient="adjudicator", sent_on=ago(9))
    case.tell("record_delivered", NOW, on=ago(1), document="Chart")
    case.tell("record_partial", NOW, on=TODAY, document="One page more")
    ended = case.tell("record_confirmed", NOW, on=TODAY).after
    assert [piece.name for piece in ended.evidence] == ["Chart", "One page more"]
