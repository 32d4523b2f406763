"""What is said again, corrected or refused of a request for records, and whatever is told."""

import re
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import DeadlineStatus
from models.inputs.validation import Refusal
from models.local_time import short_day
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import case_of
from tests.models.procedure.records_transfer.records_told import (
    NOW,
    TODAY,
    ago,
    asked_for,
    steps,
    the_clock,
)
from tests.models.procedure.telling import (
    GUAM,
    HONOLULU,
    NEW_YORK,
    account,
    every_word,
    facts,
    matters,
)

# --- said again, corrected, taken back -------------------------------------------------------


def test_a_corrected_receipt_moves_the_clock_and_what_came_of_it() -> None:
    case = asked_for(sent_on=ago(45), received_on=ago(44))
    assert case.stands(NOW).stage == "records_transfer.overdue"
    case.tell("record_escalation", NOW, on=TODAY, to="privacy_officer")
    moved = case.tell("record_received", NOW, received_on=ago(13))
    assert the_clock(moved.after).due_on == ago(13) + timedelta(days=30)
    assert the_clock(moved.after).key == the_clock(moved.before).key
    assert (moved.after.stage, moved.after.matters) == ("records_transfer.waiting", [])
    # And back: what was done already is not asked for again.
    back = case.tell("record_received", NOW, received_on=ago(40)).after
    assert back.stage == "records_transfer.overdue"
    assert set(matters(back)) == {"unresolved"}


def test_a_day_that_was_said_again_is_what_it_was_when_its_take_back_is_taken_back() -> None:
    case = asked_for()
    for days in (7, 5, 3):
        case.tell("record_sent", NOW, sent_on=ago(days))
    stood = case.tell("record_sent", NOW, sent_on=ago(20)).after
    case.tell("take_back", NOW, report=5, reason="Of another case")
    again = case.tell("take_back", NOW, report=6, reason="It was this case").after
    assert facts(again) == facts(stood)


def test_sent_once_more_asks_again_and_a_corrected_day_does_not() -> None:
    case = asked_for()
    case.tell("record_sent", NOW, sent_on=ago(5), how="fax")
    again = case.tell("record_sent", NOW, sent_on=ago(3), how="courier")
    assert matters(again.before)["confirm_receipt"].key == "records_transfer.confirm_receipt.2"
    assert matters(again.after)["confirm_receipt"].key == "records_transfer.confirm_receipt.3"
    corrected = case.tell("record_sent", NOW, sent_on=ago(4)).after
    assert matters(corrected)["confirm_receipt"].key == "records_transfer.confirm_receipt.3"
    assert (corrected.sent_on, corrected.sent_how) == (ago(4), "courier")
    assert [line for line in account(corrected) if "Request sent" in line] == [
        "Request sent Sun, Nov 22, 2026.",
        "Request sent Mon, Nov 23, 2026.",
    ]


def test_a_day_of_sending_that_the_intake_brought_is_corrected() -> None:
    case = asked_for(sent_on=ago(5))
    earlier = case.tell("record_sent", NOW, sent_on=ago(9), how="mail").after
    assert (earlier.sent_on, earlier.sent_how, steps(earlier)["sent"]) == (ago(9), "mail", ago(9))
    received = case.tell("record_received", NOW, received_on=ago(8)).after
    assert the_clock(received).due_on == ago(8) + timedelta(days=30)


def test_the_day_promised_may_be_said_again() -> None:
    case = asked_for(received_on=ago(5))
    case.tell("record_extension", NOW, noticed_on=ago(1), until=ago(-40))
    assert "already" in case.refusal("record_extension", NOW, noticed_on=TODAY)
    moved = case.tell("record_extension", NOW, noticed_on=ago(1), until=ago(-36)).after
    assert the_clock(moved).due_on == ago(-36)
    whole = case.tell("record_extension", NOW, noticed_on=ago(1)).after
    assert the_clock(whole).due_on == ago(5) + timedelta(days=60)
    assert "once" in case.refusal("record_extension", NOW, noticed_on=ago(1))


def test_what_is_taken_back_leaves_the_numbers_of_the_other_pieces() -> None:
    case = asked_for()
    case.tell("record_partial", NOW, on=ago(2), document="Another patient's")
    case.tell("record_partial", NOW, on=ago(3), document="Chart")
    case.write("take_back", NOW, report=2, reason="The wrong case")
    case.tell("record_partial", NOW, on=ago(4), document="Notes")
    standing = case.stands(NOW)
    assert [(piece.id, piece.name) for piece in standing.evidence] == [
        ("AC-1.2", "Chart"),
        ("AC-1.3", "Notes"),
    ]
    assert the_clock(standing).due_on == ago(4) + timedelta(days=30)
    case.write("take_back", NOW, report=4, reason="It was ours")
    assert [piece.id for piece in case.stands(NOW).evidence] == ["AC-1.1", "AC-1.2", "AC-1.3"]


def test_taking_back_the_end_brings_everything_back() -> None:
    case = asked_for(received_on=ago(5))
    before = facts(case.stands(NOW))
    case.tell("record_delivered", NOW, on=TODAY)
    assert case.stands(NOW).ending == "delivered"
    case.write("take_back", NOW, report=2, reason="Another request")
    assert facts(case.stands(NOW)) == before


def test_closed_and_withdrawn() -> None:
    case = asked_for(received_on=ago(5))
    closed = case.tell("close", NOW, reason="Enough").after
    assert (closed.ending, the_clock(closed).status) == ("closed", DeadlineStatus.SUPERSEDED)
    assert account(closed)[-1] == "Closed. Enough"
    assert "ended on Fri, Nov 27, 2026" in case.refusal("record_sent", NOW, sent_on=ago(6))
    other = asked_for(sent_on=ago(1))
    assert other.tell("withdraw", NOW).after.ending == "withdrawn"


# --- what contradicts ------------------------------------------------------------------------


def test_what_contradicts_is_refused() -> None:
    case = asked_for(recipient="specialist")
    early = case.refusal("record_escalation", NOW, on=TODAY, to="ocr")
    assert "record_sent comes first" in early
    case.tell("record_sent", NOW, sent_on=ago(40))
    case.tell("record_received", NOW, received_on=ago(38))
    due, after = ago(8), ago(-1)
    refused: list[tuple[str, dict[str, Any], str]] = [
        ("record_sent", {"sent_on": after}, "sent_on: .* is in the future"),
        ("record_sent", {"sent_on": TODAY}, "sent_on: .* is after the holder had"),
        ("record_received", {"received_on": ago(41)}, "received_on: .* is before the day"),
        ("record_extension", {"noticed_on": ago(7)}, f"noticed_on: .*{short_day(due)}.*45 CFR"),
        ("record_extension", {"noticed_on": ago(39)}, "noticed_on: .* is before"),
        (
            "record_extension",
            {"noticed_on": due, "until": ago(-30)},
            f"until: .* after {short_day(ago(-22))}.*45 CFR",
        ),
        ("record_extension", {"noticed_on": ago(10), "until": due}, "until: .* is no extension"),
        ("record_extension", {"noticed_on": due, "until": due}, "is not after the notice"),
        ("record_partial", {"on": ago(41)}, "on: .* is before the day the request was sent"),
        ("record_partial", {"on": ago(39)}, "on: .* before the day the holder"),
        ("record_delivered", {"on": ago(39)}, "on: .* before the day the holder"),
        ("record_confirmed", {"on": ago(41)}, "on: .* is before"),
        ("record_escalation", {"on": ago(41), "to": "ocr"}, "on: .* is before"),
        ("record_escalation", {"on": TODAY, "to": "the press"}, "to: expected"),
        ("close", {}, "reason: is required"),
    ]
    seen = facts(case.stands(NOW))
    for report, content, words in refused:
        message = case.refusal(report, NOW, **content)
        assert re.search(words, message), (report, message)
    assert facts(case.stands(NOW)) == seen

    case.tell("record_partial", NOW, on=ago(30))
    for report, content, words in (
        ("record_received", {"received_on": ago(29)}, "is after records arrived"),
        ("record_delivered", {"on": ago(31)}, "before the day the last part arrived"),
    ):
        assert words in case.refusal(report, NOW, **content)
    case.tell("record_delivered", NOW, on=ago(2))
    for report, content, words in (
        ("record_delivered", {"on": TODAY}, "complete already"),
        ("record_confirmed", {"on": ago(3)}, "before the day all the records"),
        ("record_escalation", {"on": TODAY, "to": "ocr"}, "nobody is late any more"),
        ("record_extension", {"noticed_on": due}, "nothing is left to extend"),
    ):
        assert words in case.refusal(report, NOW, **content)
    assert case.tell("record_confirmed", NOW, on=TODAY).after.ending == "delivered"


# --- whatever is told ------------------------------------------------------------------------

DAYS = st.integers(0, 70).map(ago)


def _told(kind: str, field: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    content = st.fixed_dictionaries({field: DAYS}, optional=more)
    return st.tuples(st.just(kind), content)


ANYTHING = st.one_of(
    _told("record_sent", "sent_on", how=st.just("fax")),
    _told("record_received", "received_on"),
    _told("record_extension", "noticed_on", until=st.integers(-60, 30).map(ago)),
    _told("record_partial", "on", document=st.just("Chart")),
    _told("record_delivered", "on"),
    _told("record_confirmed", "on"),
    st.tuples(
        st.just("record_escalation"),
        st.fixed_dictionaries({"on": DAYS, "to": st.sampled_from(["privacy_officer", "ocr"])}),
    ),
)

INTAKES = st.fixed_dictionaries(
    {"recipient": st.sampled_from(["specialist", "case_manager"])},
    optional={
        "what": st.sampled_from(["medical_records", "case_file"]),
        "program": st.sampled_from(["part_c", "termination_ma", "termination_original"]),
        "needed_on": st.integers(-60, 0).map(ago),
        "sent_on": st.integers(50, 70).map(ago),
        "received_on": st.integers(20, 50).map(ago),
        "zone": st.sampled_from([NEW_YORK, HONOLULU, GUAM]),
    },
)


@given(INTAKES, st.lists(ANYTHING, max_size=8))
def test_whatever_is_taken_stands_and_nothing_falls_silent(
    intake: dict[str, Any], reports: list[tuple[str, dict[str, Any]]]
) -> None:
    case = asked_for(**intake)
    for kind, content in reports:
        if case.stands(NOW).ending is not None:
            break
        with suppress(Refusal):
            case.tell(kind, NOW, **content)
    for now in (NOW, NOW + timedelta(days=100)):
        standing = case.stands(now)
        assert standing.misfits == []
        assert len(standing.clocks) <= 1
        matters(standing)
        open_clocks = [clock for clock in standing.clocks if clock.is_open]
        assert all(clock.expires_at > now for clock in open_clocks)
        assert standing.ending or open_clocks or standing.matters
        procedure, played = PROCEDURES[case.state.kind], case_of(case.state, now)
        assert all(every_word(standing, lambda: procedure.panel(played, standing)))  # noqa: B023


@given(INTAKES, st.lists(ANYTHING, max_size=8))
def test_no_log_raises_however_it_came_about(
    intake: dict[str, Any], reports: list[tuple[str, dict[str, Any]]]
) -> None:
    """Under another edition of the rulebook an accepted report may not fit any more."""
    case = asked_for(**intake)
    for kind, content in reports:
        case.write(kind, NOW, **content)
    standing = case.stands(NOW + timedelta(days=100))
    numbers = {misfit.number for misfit in standing.misfits}
    assert numbers <= set(range(2, len(reports) + 2))
    assert all(misfit.reason for misfit in standing.misfits)
