"""What is corrected or refused of a grievance, and whatever is told of it."""

from contextlib import suppress
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.deadline import FollowUpKind, Purpose
from models.inputs.validation import Refusal
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import case_of
from tests.models.procedure.grievance.grievances_told import (
    NOW,
    TODAY,
    ago,
    clock_of,
    complained,
    complaint_ends,
    grievance,
    in_days,
)
from tests.models.procedure.telling import at, every_word, facts, matters


def test_a_wrong_day_is_corrected() -> None:
    case = grievance(event_on=ago(40))
    moved = case.tell("recalculate", NOW, reason="Typed wrong", event_on=ago(4))
    before, after = (clock_of(one, Purpose.GRIEVANCE) for one in (moved.before, moved.after))
    assert (before.key, before.due_on) == (after.key, ago(40) + timedelta(days=60))
    assert after.due_on == ago(4) + timedelta(days=60)
    case.tell("record_filed", NOW, filed_on=ago(3))
    corrected = case.tell("recalculate", NOW, reason="The fax says so", filed_on=ago(1)).after
    assert clock_of(corrected, Purpose.ANSWER).due_on == ago(1) + timedelta(days=30)
    assert corrected.step("filed").done_on == ago(1)
    case.tell("record_extension", NOW, noticed_on=TODAY)
    none = case.tell("recalculate", NOW, reason="Another case's", extension_days=0).after
    assert clock_of(none, Purpose.ANSWER).due_on == ago(1) + timedelta(days=30)
    case.tell("record_extension", NOW, noticed_on=TODAY, days=7)
    longer = case.tell("recalculate", NOW, reason="It says nine", extension_days=9).after
    assert clock_of(longer, Purpose.ANSWER).due_on == ago(1) + timedelta(days=39)


def test_a_filing_that_the_intake_brought_is_corrected() -> None:
    case = grievance(filed_on=ago(5), about="extension")
    moved = case.tell("recalculate", NOW, reason="By the fax", filed_on=ago(1), filed_at=time(9))
    clock = clock_of(moved.after, Purpose.ANSWER)
    assert clock.expires_at == at(TODAY, time(9))
    assert clock.key == "grievance.answer.1"


def test_a_corrected_ground_changes_the_track() -> None:
    case = grievance(filed_on=TODAY)
    fast = case.tell("recalculate", NOW, reason="It is about that", about="extension").after
    assert clock_of(fast, Purpose.ANSWER).reckoning.rule == "G.EXP.C"
    slow = case.tell("recalculate", NOW, reason="It is not", about="referral").after
    assert clock_of(slow, Purpose.ANSWER).due_on == in_days(30)


def test_a_corrected_day_revives_a_clock_that_had_run_out() -> None:
    case = grievance(event_on=ago(300))
    missed = facts(case.stands(NOW))
    case.tell("recalculate", NOW, reason="The wrong month", event_on=ago(5))
    revived = case.stands(NOW)
    assert (revived.matters, clock_of(revived, None).due_on) == ([], in_days(55))
    case.tell("recalculate", NOW, reason="It was right after all", event_on=ago(300))
    assert facts(case.stands(NOW)) == missed


def test_a_taken_back_correction_leaves_what_was_before_it() -> None:
    case = grievance(event_on=ago(40))
    before = facts(case.stands(NOW))
    case.tell("recalculate", NOW, reason="Typed wrong", event_on=ago(4), about="extension")
    case.write("take_back", NOW, report=2, reason="It was right")
    assert facts(case.stands(NOW)) == before


def test_corrections_that_contradict_are_refused() -> None:
    case = grievance()
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "Nothing is corrected"),
        ({"filed_on": ago(1)}, "record_filed comes first"),
        ({"filed_at": time(10)}, "record_filed comes first"),
        ({"extension_days": 0}, "No extension is recorded"),
        ({"drug_obtained": True}, "drug_obtained: belongs to part_d"),
        ({"event_on": date(2013, 12, 31)}, "event_on: is before Wed, Jan 1, 2014"),
    )
    for content, words in refused:
        assert words in case.refusal("recalculate", NOW, reason="x", **content)
    case.tell("record_filed", NOW, filed_on=ago(8))
    refused = (
        ({"filed_on": ago(11)}, "is before the event"),
        ({"event_on": ago(7)}, "is before the event"),
        ({"filed_on": TODAY, "filed_at": time(12, 1)}, "still to come"),
    )
    for content, words in refused:
        assert words in case.refusal("recalculate", NOW, reason="x", **content)
    case.tell("record_extension", NOW, noticed_on=ago(7))
    fast = case.refusal("recalculate", NOW, reason="x", about="extension")
    assert fast.startswith("Report 3 rests on it")
    assert "24-hour clock cannot be extended" in fast
    case.tell("record_answer", NOW, on=ago(5), resolved=False)
    late = case.refusal("recalculate", NOW, reason="x", filed_on=ago(4))
    assert "is after the plan's answer" in late


def test_every_refusal_is_a_sentence() -> None:
    case = grievance(about="extension")
    refused: list[tuple[str, dict[str, Any], str]] = [
        ("record_answer", {"on": TODAY, "resolved": True}, "record_filed comes first"),
        ("record_extension", {"noticed_on": TODAY}, "No answer of the plan is awaited"),
        ("record_filed", {"filed_on": ago(11)}, "is before the event"),
        ("record_filed", {"filed_on": in_days(1)}, "is in the future"),
        ("record_filed", {"filed_on": "soon"}, "filed_on: expected a date"),
        ("record_filed", {"filed_on": TODAY, "form": "sung"}, "form: expected"),
        ("record_filed", {"filed_on": TODAY, "filed_at": "10:00+02:00"}, "filed_at: "),
        ("record_filed", {"filed_on": TODAY, "filed_at": time(12, 3)}, "still to come"),
        ("close", {}, "reason: is required"),
    ]
    for report, content, words in refused:
        assert words in case.refusal(report, NOW, **content)
    case.tell("record_filed", NOW, **case.stands(NOW).next_step.example)
    early = case.refusal("record_answer", NOW, on=ago(4), resolved=True)
    assert "is before the filing" in early
    assert "filed already" in case.refusal("record_filed", NOW, filed_on=ago(2))


def test_an_hour_still_to_come_opens_no_case() -> None:
    case = grievance(filed_on=TODAY, filed_at=time(12, 3))
    procedure, played = PROCEDURES[case.state.kind], case_of(case.state, NOW)
    with pytest.raises(
        Refusal, match=r"filed_at: 12:03 p\.m\. on Fri, Nov 27, 2026 is still to come"
    ):
        procedure.check_intake(played)


# --- whatever is told ------------------------------------------------------------------------

DAYS = st.integers(0, 90).map(ago)
RESOLVED = st.sampled_from([False, False, True])

ANYTHING: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.tuples(
        st.just("record_filed"),
        st.fixed_dictionaries({"filed_on": DAYS}, optional={"filed_at": st.just(time(9))}),
    ),
    st.tuples(st.just("record_extension"), st.fixed_dictionaries({"noticed_on": DAYS})),
    st.tuples(st.just("record_answer"), st.fixed_dictionaries({"on": DAYS, "resolved": RESOLVED})),
    st.tuples(st.just("file_cms_complaint"), st.just({})),
    st.tuples(
        st.just("recalculate"),
        st.fixed_dictionaries(
            {"reason": st.just("As typed")},
            optional={
                "event_on": DAYS,
                "filed_on": DAYS,
                "extension_days": st.integers(0, 14),
                "about": st.sampled_from(["service", "extension", "quality_of_care"]),
            },
        ),
    ),
)

INTAKES = st.fixed_dictionaries(
    {"event_on": st.integers(60, 90).map(ago)},
    optional={"filed_on": st.integers(20, 60).map(ago), "about": st.just("quality_of_care")},
)


@given(INTAKES, st.lists(ANYTHING, max_size=8), st.sampled_from(["closed", "resolved", None]))
def test_whatever_is_taken_stands_and_nothing_falls_silent(
    intake: dict[str, Any], reports: list[tuple[str, dict[str, Any]]], ending: str | None
) -> None:
    case = grievance(**intake)
    for kind, content in reports:
        if case.stands(NOW).ending is not None:
            break
        with suppress(Refusal):
            if kind != "file_cms_complaint":
                case.tell(kind, NOW, **content)
                continue
            complaint = complained(case, NOW)
            if ending is not None:
                complaint_ends(case, complaint, NOW, ending)
    for now in (NOW, NOW + timedelta(days=100)):
        standing = case.stands(now)
        assert standing.misfits == []
        assert all(clock.expires_at > now for clock in standing.open_clocks)
        waits = standing.open_clocks or standing.matters or standing.complaint_runs
        assert standing.ending or waits
        late = {FollowUpKind.OVERDUE, FollowUpKind.UNRESOLVED}
        assert set(map(str, matters(standing))) <= {kind.value for kind in late}
        procedure, played = PROCEDURES[case.state.kind], case_of(case.state, now)
        assert all(every_word(standing, lambda: procedure.panel(played, standing)))  # noqa: B023


@given(INTAKES, st.lists(ANYTHING, max_size=8))
def test_no_log_raises_however_it_came_about(
    intake: dict[str, Any], reports: list[tuple[str, dict[str, Any]]]
) -> None:
    case = grievance(**intake)
    for kind, content in reports:
        case.write(kind, NOW, **content)
    standing = case.stands(NOW + timedelta(days=100))
    assert {misfit.number for misfit in standing.misfits} <= set(range(1, len(reports) + 2))
    assert all(misfit.reason for misfit in standing.misfits)
