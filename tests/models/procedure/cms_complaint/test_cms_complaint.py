"""A complaint to CMS, played by days: its course, its corrections, and whatever is told of it."""

from contextlib import suppress
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.program import Urgency
from models.inputs.cms_complaint import Category
from models.inputs.validation import Refusal
from models.local_time import short_day
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import case_of
from models.words.english.tables import say
from tests.models.procedure.cms_complaint.complaints_told import (
    NOW,
    TODAY,
    ago,
    assigned,
    clocks,
    complaint,
    in_days,
    resolution,
)
from tests.models.procedure.telling import account, at, every_word, facts, matters, remarks

# --- its course ------------------------------------------------------------------------------


def test_from_the_call_to_its_resolution() -> None:
    case = complaint(category="urgent")
    opened = case.stands(NOW)
    for item in ("Medicare number", "member number", "permission", "tracking number", "graded"):
        assert item in remarks(opened)[0]
    assert "1-800-633-4227" in say(matters(opened)["unresolved"].said)
    assert opened.urgency is Urgency.URGENT
    made = case.tell("record_filed", NOW, filed_on=TODAY, tracking_number="C-77").after
    assert (set(matters(made)), made.remarks) == ({"tracking"}, [])
    sent = case.tell("record_assigned", at(in_days(2)), assigned_on=in_days(2)).after
    assert (resolution(sent).due_on, sent.matters) == (in_days(9), [])
    case.tell("record_contact", at(in_days(5)), on=in_days(5))
    ended = case.tell("record_answer", at(in_days(6)), on=in_days(6), resolved=True).after
    assert (ended.ending, ended.ended_on, ended.misfits) == ("resolved", in_days(6), [])
    assert resolution(ended).status is DeadlineStatus.MET
    assert account(ended) == [
        "Opened: the complaint is to be made.",
        "Complaint made Fri, Nov 27, 2026.",
        "Assigned to the plan Sun, Nov 29, 2026: urgent.",
        "The plan was in touch Wed, Dec 2, 2026.",
        "Answered Thu, Dec 3, 2026: resolved.",
    ]


def test_late_then_further_doors_then_resolved_after_all() -> None:
    case = complaint(category="immediate_need", filed_on=TODAY, assigned_on=TODAY)
    now = at(in_days(4))
    assert set(matters(case.stands(now))) == {"overdue"}
    doors = case.tell("record_answer", now, on=in_days(4), resolved=False).after
    assert doors.stage == "cms_complaint.further_doors"
    assert set(matters(doors)) == {"unresolved"}
    assert any("SHIP" in remark for remark in remarks(doors))
    assert "none seen" not in " ".join(remarks(doors))
    assert "answered already" in case.refusal("record_assigned", now, assigned_on=in_days(4))
    ended = case.tell("record_answer", now, on=in_days(4), resolved=True).after
    assert (ended.ending, resolution(ended).status) == ("resolved", DeadlineStatus.MISSED)


@pytest.mark.parametrize(
    ("purpose", "report", "more", "due"),
    [
        (Purpose.RESOLUTION, "record_answer", {"resolved": False}, 30),
        (Purpose.CONTACT, "record_contact", {}, 7),
    ],
)
@pytest.mark.parametrize("late", [0, 1])
def test_what_was_in_time_but_reported_late_was_in_time(
    purpose: Purpose, report: str, more: dict[str, Any], due: int, late: int
) -> None:
    case = assigned(TODAY)
    told = case.tell(report, at(in_days(50)), on=in_days(due + late), **more).after
    expected = DeadlineStatus.MISSED if late else DeadlineStatus.MET
    assert clocks(told)[purpose].status is expected


def test_an_extension_noticed_in_time_counts_though_recorded_late() -> None:
    case = assigned(TODAY, also_grievance=True)
    now = at(in_days(33))
    late = case.refusal("record_extension", now, noticed_on=in_days(31))
    assert late == (
        "noticed_on: Mon, Dec 28, 2026 is after the plan's time ran out on Sun, Dec 27, "
        "2026; the complaint is "
        "overdue."
    )
    told = case.tell("record_extension", now, noticed_on=in_days(30)).after
    assert (resolution(told).due_on, resolution(told).is_open) == (in_days(44), True)
    assert told.matters == []
    # The plan's call stays as it was: missed.
    assert clocks(told)[Purpose.CONTACT].status is DeadlineStatus.MISSED


def test_what_is_of_a_day_before_the_complaint_was_made_says_so() -> None:
    case = complaint()
    case.tell("record_filed", NOW, filed_on=ago(5))
    before = f"is before the complaint, {short_day(ago(5))}."
    assert (
        case.refusal("record_answer", NOW, on=ago(6), resolved=True)
        == f"on: {short_day(ago(6))} {before}"
    )
    assert case.refusal("record_contact", NOW, on=ago(6)) == f"on: {short_day(ago(6))} {before}"
    early = case.refusal("record_assigned", NOW, assigned_on=ago(6))
    assert early == f"assigned_on: {short_day(ago(6))} {before}"
    case.tell("record_assigned", NOW, assigned_on=ago(4))
    moved = case.refusal("recalculate", NOW, reason="x", filed_on=ago(3))
    assert moved == (
        f"Report 3 rests on it: assigned_on: {short_day(ago(4))} is before the complaint, "
        f"{short_day(ago(3))}."
    )


def test_what_was_resolved_before_keeps_what_was_reported_of_later_days() -> None:
    case = assigned(ago(20), also_grievance=True)
    case.tell("record_extension", NOW, noticed_on=ago(3))
    case.tell("record_contact", NOW, on=ago(2))
    case.tell("record_answer", NOW, on=ago(1), resolved=False)
    ended = case.tell("record_answer", NOW, on=ago(4), resolved=True).after
    assert (ended.ending, ended.ended_on, ended.misfits) == ("resolved", ago(4), [])
    assert resolution(ended).due_on == ago(20) + timedelta(days=30)
    assert ended.step("contacted").done_on == ago(2)
    assert ended.step("answered").done_on == ago(4)


STORY: dict[str, dict[str, Any]] = {
    "record_contact": {"on": ago(3)},
    "record_extension": {"noticed_on": ago(2)},
    "record_answer": {"on": ago(1), "resolved": False},
}


@pytest.mark.parametrize("order", list(permutations(STORY)), ids=" ".join)
def test_any_order_of_reports_tells_the_same_story(order: tuple[str, ...]) -> None:
    case = assigned(ago(20), also_grievance=True)
    for report in order:
        case.tell(report, NOW, **STORY[report])
    told = case.stands(NOW)
    assert told.misfits == []
    assert resolution(told).due_on == ago(20) + timedelta(days=44)
    in_order = assigned(ago(20), also_grievance=True)
    for report, content in STORY.items():
        in_order.tell(report, NOW, **content)
    one, other = facts(told), facts(in_order.stands(NOW))
    # What is open is named by the number of the report that opened it.
    assert one[0] == other[0]
    assert one[2:] == other[2:]
    assert set(matters(told)) == {"unresolved"}


# --- said again and corrected ----------------------------------------------------------------


def test_a_new_grade_moves_the_plans_day() -> None:
    case = assigned(TODAY)
    told = case.tell("record_assigned", NOW, assigned_on=TODAY, category="immediate_need")
    before, after = resolution(told.before), resolution(told.after)
    assert (before.key, after.due_on) == (after.key, in_days(2))
    assert set(clocks(told.after)) == {Purpose.RESOLUTION}
    back = case.tell("record_assigned", NOW, assigned_on=TODAY, category="other").after
    assert resolution(back).due_on == in_days(30)
    assert clocks(back)[Purpose.CONTACT].is_open


def test_an_extension_ends_where_it_becomes_urgent() -> None:
    case = complaint(filed_on=TODAY, assigned_on=TODAY, also_grievance=True)
    case.tell("record_extension", NOW, noticed_on=TODAY)
    again = case.refusal("record_extension", NOW, noticed_on=TODAY)
    assert "extended its time already" in again
    urgent = case.tell("record_assigned", NOW, assigned_on=TODAY, category="urgent").after
    assert resolution(urgent).due_on == in_days(7)
    other = case.tell("record_assigned", NOW, assigned_on=TODAY, category="other").after
    assert resolution(other).due_on == in_days(30)


def test_a_corrected_assignment_leaves_no_missed_day_behind() -> None:
    case = complaint(filed_on=ago(400), assigned_on=ago(390))
    assert set(matters(case.stands(NOW))) == {"overdue"}
    told = case.tell("record_assigned", NOW, assigned_on=ago(3)).after
    assert told.matters == []
    assert {clock.status for clock in told.clocks} == {DeadlineStatus.OPEN}
    assert told.step("assigned").done_on == ago(3)


def test_an_assignment_that_the_intake_is_corrected_to_is_the_only_one() -> None:
    case = complaint(filed_on=ago(9))
    case.tell("record_assigned", NOW, assigned_on=ago(7))
    case.write("correct", NOW, report=1, content={"assigned_on": str(ago(8))})
    standing = case.stands(NOW)
    assert (standing.assigned_on, len(standing.clocks)) == (ago(8), 2)
    assert [misfit.number for misfit in standing.misfits] == [2]
    assert "assigned already" in standing.misfits[0].reason


def test_the_assignment_sent_again_when_late_changes_nothing() -> None:
    case = complaint(filed_on=ago(40), assigned_on=ago(40))
    told = case.tell("record_assigned", NOW, assigned_on=ago(40))
    assert facts(told.before) == facts(told.after)


def test_a_wrong_day_is_corrected() -> None:
    case = complaint(filed_on=ago(30))
    moved = case.tell("recalculate", NOW, reason="Typed wrong", filed_on=ago(5)).after
    assert moved.step("made").done_on == ago(5)
    early = case.refusal("record_assigned", NOW, assigned_on=ago(6))
    assert "is before the complaint" in early
    case.tell("record_assigned", NOW, assigned_on=ago(4))
    assert "Only a complaint that is a grievance too" in case.refusal(
        "record_extension", NOW, noticed_on=ago(1)
    )
    case.tell("recalculate", NOW, reason="It is one too", also_grievance=True)
    case.tell("record_extension", NOW, noticed_on=ago(1))
    none = case.tell("recalculate", NOW, reason="None", extension_days=0, tracking_number="C-2")
    assert resolution(none.after).due_on == ago(4) + timedelta(days=30)
    assert none.after.tracking_number == "C-2"


def test_corrections_that_contradict_are_refused() -> None:
    case = complaint()
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "Nothing is corrected"),
        ({"filed_on": ago(1)}, "record_filed comes first"),
        ({"extension_days": 0}, "No extension is recorded"),
    )
    for content, words in refused:
        assert words in case.refusal("recalculate", NOW, reason="x", **content)
    case.tell("record_filed", NOW, filed_on=ago(9))
    case.tell("record_assigned", NOW, assigned_on=ago(7))
    rests = case.refusal("recalculate", NOW, reason="x", filed_on=ago(6))
    assert rests.startswith("Report 3 rests on it")
    case.tell("recalculate", NOW, reason="It is one", also_grievance=True)
    case.tell("record_extension", NOW, noticed_on=ago(1))
    extended = case.refusal("recalculate", NOW, reason="x", also_grievance=False)
    assert "an extension is recorded" in extended
    both = {"also_grievance": False, "extension_days": 0}
    told = case.tell("recalculate", NOW, reason="It is not", **both).after
    assert resolution(told).due_on == ago(7) + timedelta(days=30)


def test_every_refusal_is_a_sentence() -> None:
    case = complaint()
    refused: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("record_assigned", {"assigned_on": TODAY}, "record_filed comes first"),
        ("record_answer", {"on": TODAY, "resolved": True}, "record_filed comes first"),
        ("record_contact", {"on": TODAY}, "record_filed comes first"),
        ("record_extension", {"noticed_on": TODAY}, "No time of the plan runs"),
        ("record_filed", {"filed_on": in_days(1)}, "is in the future"),
        ("record_filed", {"filed_on": TODAY, "category": "x"}, "category: expected"),
        ("record_filed", {"filed_on": TODAY, "tracking_number": ""}, "tracking_number: "),
    )
    for report, content, words in refused:
        assert words in case.refusal(report, NOW, **content)
    case.tell("record_filed", NOW, filed_on=TODAY)
    assert "made already" in case.refusal("record_filed", NOW, filed_on=TODAY)
    for report, content in (
        ("record_assigned", {"assigned_on": ago(1)}),
        ("record_answer", {"on": ago(1), "resolved": True}),
    ):
        assert f"{short_day(ago(1))} is before" in case.refusal(report, NOW, **content)


# --- whatever is told ------------------------------------------------------------------------


DAYS = st.integers(0, 60).map(ago)

ANYTHING: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.tuples(st.just("record_filed"), st.fixed_dictionaries({"filed_on": DAYS})),
    st.tuples(
        st.just("record_assigned"),
        st.fixed_dictionaries(
            {"assigned_on": DAYS}, optional={"category": st.sampled_from([*map(str, Category)])}
        ),
    ),
    st.tuples(st.just("record_extension"), st.fixed_dictionaries({"noticed_on": DAYS})),
    st.tuples(st.just("record_contact"), st.fixed_dictionaries({"on": DAYS})),
    st.tuples(
        st.just("record_answer"),
        st.fixed_dictionaries({"on": DAYS, "resolved": st.sampled_from([False, False, True])}),
    ),
)


@given(st.booleans(), st.lists(ANYTHING, max_size=8), st.booleans())
def test_whatever_is_taken_stands_and_nothing_falls_silent(
    made: bool, reports: list[tuple[str, dict[str, Any]]], judged: bool
) -> None:
    case = complaint(NOW, also_grievance=True, **({"filed_on": ago(50)} if made else {}))
    for kind, content in reports:
        if case.stands(NOW).ending is None and judged:
            with suppress(Refusal):
                case.tell(kind, NOW, **content)
        elif not judged:
            case.write(kind, NOW, **content)
    for now in (NOW, NOW + timedelta(days=100)):
        standing = case.stands(now)
        assert standing.misfits == [] or not judged
        assert all(clock.expires_at > now for clock in standing.open_clocks)
        assert standing.ending or standing.open_clocks or standing.matters
        matters(standing)
        procedure, played = PROCEDURES[case.state.kind], case_of(case.state, now)
        assert all(every_word(standing, lambda: procedure.panel(played, standing)))  # noqa: B023
