"""The answers to queries, the read model's snapshot, and the result of a run."""

import json
from dataclasses import replace
from datetime import date

import pytest

from models.cases.case_state import state_from_json
from models.cases.log.entries import Report
from models.cases.people import Role
from models.cases.program import Urgency
from models.inputs.validation import Refusal
from models.notices.contacts.problems import ContactToMend
from models.notices.memory import ReminderStatus, State
from models.presentation import queries
from models.presentation.account.result import story
from models.presentation.attributes import attributes
from models.presentation.overview import overview
from models.presentation.shapes import Overview, Snapshot, Story
from models.presentation.shown import Shown, shown
from models.presentation.snapshot import content_mark, snapshot
from tests.models.presentation.complaints import assigned, at, opened

_CONTACT = ContactToMend(
    role=Role.PHYSICIAN,
    channel="email",
    since=at(6, 18),
    about="cms_complaint.resolution.3",
    reminder="opened",
    matter="mend",
)


def test_every_answer_is_json() -> None:
    ask = assigned().ask(at(7))
    for query in (queries.overview, queries.deadlines, queries.calendar, queries.account):
        answer = query(ask)
        assert json.loads(json.dumps(answer)) == answer
    assert isinstance(queries.panel(ask), str)


def test_the_overview_says_where_the_case_stands() -> None:
    answer = Overview.model_validate(queries.overview(assigned().ask(at(7))))
    assert answer.case_id == "AC-1"
    assert answer.stage == "cms_complaint.resolving"
    assert answer.urgency is Urgency.ON_TRACK
    assert answer.next_action.by == date(2026, 11, 13)
    assert answer.next_action.example == {"on": "2026-11-07", "resolved": True}
    assert [one.id for one in answer.open_deadlines] == ["cms_complaint.resolution.3"]
    assert [step.key for step in answer.milestones if step.done_on] == ["made", "assigned"]
    assert answer.ending is None


def test_a_query_answers_as_of_the_moment_it_is_asked_at() -> None:
    complaint = assigned()
    before, after = (queries.overview(complaint.ask(moment)) for moment in (at(14, 4), at(14, 5)))
    assert (before["urgency"], after["urgency"]) == ("on_track", "overdue")
    assert [len(one["open_deadlines"]) for one in (before, after)] == [1, 0]
    assert [one["status"] for one in queries.deadlines(complaint.ask(at(14, 5)))] == ["missed"]
    assert [one["kind"] for one in queries.calendar(complaint.ask(at(14, 5)))] == ["overdue"]


def test_a_contact_to_mend_or_a_failed_turn_makes_a_case_urgent() -> None:
    seen = assigned().seen(at(7))
    assert replace(seen, contacts_to_mend=(_CONTACT,)).urgency is Urgency.URGENT
    assert replace(seen, turn_failed=at(7)).urgency is Urgency.URGENT
    late = assigned().seen(at(14, 5))
    assert replace(late, contacts_to_mend=(_CONTACT,)).urgency is Urgency.OVERDUE
    asked = queries.overview(assigned().ask(at(7), turn_failed=at(6, 18)))
    assert asked["urgency"] == "urgent"


def test_history_is_a_list_of_lines_with_the_numbers_of_their_reports() -> None:
    complaint = assigned()
    complaint.report("recalculate", at(9), filed_on="2026-11-04", reason="Typed wrong")
    assert queries.account(complaint.ask(at(14, 5))) == [
        {
            "at": "2026-11-06T15:00:00Z",
            "what": "Opened: the complaint is to be made.",
            "report": None,
        },
        {"at": "2026-11-06T16:00:00Z", "what": "Complaint made Wed, Nov 4, 2026.", "report": 2},
        {
            "at": "2026-11-06T17:00:00Z",
            "what": "Assigned to the plan Fri, Nov 6, 2026: urgent.",
            "report": 3,
        },
        {
            "at": "2026-11-09T15:00:00Z",
            "what": "Recalculated with the facts as corrected.",
            "report": 4,
        },
        {"at": "2026-11-09T15:00:00Z", "what": "Reason: Typed wrong", "report": 4},
        {
            "at": "2026-11-14T05:00:00Z",
            "what": "Ran out on Fri, Nov 13, 2026: resolution by the plan.",
            "report": None,
        },
    ]


def test_a_report_said_again_has_a_line_of_its_own() -> None:
    complaint = assigned()
    complaint.report("record_assigned", at(10), assigned_on="2026-11-09")
    complaint.report("stop_sms", at(11), role="case_manager")
    lines = [(line["report"], line["what"]) for line in queries.account(complaint.ask(at(12)))]
    assert lines[2:] == [
        (3, "Assigned to the plan Mon, Nov 9, 2026: urgent."),
        (4, "Report 3 said again: Assigned to the plan Mon, Nov 9, 2026: urgent."),
        (5, "The case manager wants no SMS any more."),
    ]


def test_the_log_says_what_became_of_each_report() -> None:
    complaint = assigned()
    complaint.report("record_assigned", at(10), assigned_on="2026-11-09")
    take_back = Report(5, "take_back", {"report": 4, "reason": "Wrong case"}, at(11))
    complaint.state = complaint.state.with_report(take_back)
    log = queries.history(complaint.ask(at(12)))
    assert [(one["number"], one["stands"], one["taken_back_by"]) for one in log] == [
        (1, True, None),
        (2, True, None),
        (3, True, None),
        (4, False, 5),
        (5, True, None),
    ]
    assert log[2]["content"] == {"assigned_on": "2026-11-06"}
    lines = [line["what"] for line in queries.account(complaint.ask(at(12)))]
    assert lines[-2:] == ["Report 4 (record assigned) taken back.", "Reason: Wrong case"]


def test_the_log_gives_what_a_report_says_now_beside_what_was_typed() -> None:
    complaint = assigned()
    complaint.report("record_assigned", at(10), assigned_on="2026-11-09")
    first = queries.history(complaint.ask(at(12)))[2]
    assert first["corrected_by"] == [4]
    assert first["content"] == {"assigned_on": "2026-11-09"}
    assert first["as_reported"] == {"assigned_on": "2026-11-06"}


def test_a_case_that_is_not_opened_answers_no_query_but_its_panel() -> None:
    ask = opened().ask(at(7))
    ask["case"]["log"] = []
    for query in (queries.overview, queries.history, queries.snapshot, queries.whole):
        with pytest.raises(Refusal, match="not been opened"):
            query(ask)
    assert queries.panel(ask) == "# Not opened yet"


def test_cases_beside_it_are_shown_by_the_days_of_its_zone() -> None:
    complaint = opened()
    child = {
        "kind": "records_transfer",
        "report": 1,
        "started_at": "2026-11-07T03:00:00+00:00",
        "heard_at": "2026-11-09T15:00:00+00:00",
        "word": {"stage": "records_transfer.waiting", "sequence": 4},
    }
    lost = {**child, "lost": True, "ending": "terminated", "ended_at": "2026-11-10T15:00:00+00:00"}
    ask = complaint.ask(at(12))
    ask["case"]["children"] = {"AC-1.records.1": child, "AC-1.records.2": lost}
    first, second = queries.overview(ask)["children"]
    assert (first["started_on"], first["heard_on"]) == ("2026-11-06", "2026-11-09")
    assert (first["sequence"], first["is_over"], first["ending"]) == (4, False, None)
    assert (second["is_over"], second["lost"], second["ending"]) == (True, True, "terminated")
    text = queries.panel(ask)
    assert (
        "- Records transfer, started Fri, Nov 6, 2026: waiting (workflow AC-1.records.1)\n" in text
    )
    assert "terminated (workflow AC-1.records.2)" in text
    assert queries.account(ask)[-1] == {
        "at": "2026-11-10T15:00:00Z",
        "what": "Records transfer ended without a report: terminated.",
        "report": None,
    }


def test_search_attributes_hold_codes_and_one_instant() -> None:
    assert attributes(assigned().seen(at(7))) == {
        "CaseStage": "cms_complaint.resolving",
        "Program": "part_c",
        "CaseManager": "cm-2401b080a1",
        "NextAction": "await complaint answer",
        "Urgency": "on_track",
        "WaitingOn": "plan",
        "NextDeadline": "2026-11-13T17:00:00+00:00",
    }
    assert attributes(opened().seen(at(7)))["NextDeadline"] is None


def test_a_snapshot_has_the_reminders_that_reached_nobody() -> None:
    seen = assigned().seen(at(7))
    for state in (State.SENT, State.FAILED, State.OUT):
        status = ReminderStatus(state, due=at(6, 18))
        seen.seen.memory.tell("cms_complaint.resolution.3", Role.CASE_MANAGER, state, status)
    view = snapshot(seen, sequence=7)
    assert view.sequence == 7
    assert view.taken_at == at(7)
    assert [(one.about, one.outcome, one.due_on) for one in view.reminders] == [
        ("cms_complaint.resolution.3", "failed", date(2026, 11, 13))
    ]
    assert Snapshot.model_validate_json(view.model_dump_json()) == view


def test_a_snapshot_is_worth_a_write_when_what_it_says_has_changed() -> None:
    complaint = assigned()
    first, later = (snapshot(complaint.seen(moment), sequence=3) for moment in (at(7), at(8)))
    assert content_mark(first) == content_mark(later.model_copy(update={"sequence": 4}))
    over = snapshot(complaint.seen(at(14, 5)), sequence=5)
    assert content_mark(over) != content_mark(first)


def test_a_case_that_ended_tells_how_it_went() -> None:
    complaint = assigned()
    complaint.report("record_answer", at(10, 3), on="2026-11-09", resolved=True)
    told = Story.model_validate(story(complaint.seen(at(12))))
    assert told.ending == "resolved"
    assert (told.opened_on, told.ended_on) == (date(2026, 11, 6), date(2026, 11, 9))
    # The plan's clock is none of ours.
    assert (told.deadlines_met, told.deadlines_missed) == (0, 0)
    assert [line.what for line in told.records][-1] == "Answered Mon, Nov 9, 2026: resolved."


def test_days_of_the_result_are_those_of_the_zone() -> None:
    complaint = opened(filed_on="2026-11-05")
    late = replace(complaint.state.log[0], at=at(7, 3))
    complaint.state = replace(complaint.state, log=(late,))
    complaint.report("close", at(8, 3), reason="Done")
    told = story(complaint.seen(at(12)))
    assert (told["opened_on"], told["ended_on"]) == ("2026-11-06", "2026-11-07")


def test_a_state_of_a_newer_build_is_shown_without_what_it_added() -> None:
    complaint = assigned()
    ask = complaint.ask(at(7))
    ask["case"]["log"][1]["tone"] = "loud"
    state = state_from_json("AC-1", complaint.state.kind, ask["case"], None)
    seen: Shown = shown(state, at(7))
    assert overview(seen) == overview(complaint.seen(at(7)))
