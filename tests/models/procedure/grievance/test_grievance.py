"""A grievance, played by days, and the complaint to CMS that takes it further."""

from datetime import date, time, timedelta

import pytest

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.program import Urgency
from models.inputs.grievance import Form
from models.words.english.tables import say
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
from tests.models.procedure.telling import Telling, account, at, facts, matters, remarks


def test_filed_and_resolved_in_time() -> None:
    case = grievance()
    opened = case.stands(NOW)
    assert opened.stage == "grievance.filing"
    assert account(opened) == ["Opened: event of Tue, Nov 17, 2026."]
    assert opened.next_step.by == date(2027, 1, 16)
    filed = case.tell("record_filed", at(in_days(5)), filed_on=in_days(5)).after
    assert clock_of(filed, Purpose.GRIEVANCE).status is DeadlineStatus.MET
    answer = clock_of(filed, Purpose.ANSWER)
    assert (answer.due_on, answer.key) == (date(2027, 1, 1), "grievance.answer.2")
    assert filed.stage == "grievance.answering"
    ended = case.tell("record_answer", at(in_days(25)), on=in_days(25), resolved=True).after
    assert (ended.ending, ended.ended_on) == ("resolved", in_days(25))
    assert clock_of(ended, Purpose.ANSWER).status is DeadlineStatus.MET
    assert account(ended)[1:] == [
        "Grievance received by the plan Wed, Dec 2, 2026.",
        "The plan answered Tue, Dec 22, 2026, written: resolved.",
    ]
    assert ended.urgency is Urgency.CLOSED


def test_the_standard_clock_is_extended_once() -> None:
    case = grievance(filed_on=ago(2))
    case.tell("record_extension", NOW, noticed_on=ago(1))
    again = case.refusal("record_extension", NOW, noticed_on=ago(1))
    assert "extended its time already" in again
    late = case.stands(at(in_days(50)))
    assert clock_of(late, Purpose.ANSWER).status is DeadlineStatus.MISSED
    assert set(matters(late)) == {"overdue"}
    assert late.urgency is Urgency.OVERDUE
    assert "`file_cms_complaint`" in say(matters(late)["overdue"].said)


def test_an_extension_noticed_in_time_counts_though_recorded_late() -> None:
    case = grievance(filed_on=ago(2))
    now = at(in_days(40))
    due = clock_of(case.stands(now), Purpose.ANSWER).due_on
    after = due + timedelta(days=1)
    assert "after the plan's time ran out" in case.refusal(
        "record_extension", now, noticed_on=after
    )
    extended = case.tell("record_extension", now, noticed_on=due).after
    clock = clock_of(extended, Purpose.ANSWER)
    assert (clock.status, clock.due_on) == (DeadlineStatus.OPEN, due + timedelta(days=14))
    assert extended.matters == []


@pytest.mark.parametrize(("late", "status"), [(0, DeadlineStatus.MET), (1, DeadlineStatus.MISSED)])
def test_what_was_in_time_but_reported_late_was_in_time(late: int, status: DeadlineStatus) -> None:
    case = grievance()
    now = at(in_days(120))
    due = clock_of(case.stands(now), Purpose.GRIEVANCE).due_on
    filed = case.tell("record_filed", now, filed_on=due + timedelta(days=late)).after
    assert clock_of(filed, Purpose.GRIEVANCE).status is status
    due = clock_of(filed, Purpose.ANSWER).due_on
    answered = case.tell("record_answer", now, on=due + timedelta(days=late), resolved=False).after
    assert clock_of(answered, Purpose.ANSWER).status is status
    assert set(matters(answered)) == {"unresolved"}


def test_a_grievance_that_was_missed_can_still_be_filed() -> None:
    case = grievance()
    now = at(in_days(60))
    missed = case.stands(now)
    assert set(matters(missed)) == {"overdue"}
    assert account(missed)[-1] == "Ran out on Sat, Jan 16, 2027: the days to file."
    filed = case.tell("record_filed", now, filed_on=in_days(60)).after
    assert filed.matters == []
    assert clock_of(filed, Purpose.ANSWER).due_on == in_days(90)


def test_the_hour_says_whether_an_answer_is_late_and_a_day_without_one_is_not() -> None:
    """Within the day of its hour the plan gets the benefit: only a filing has an hour."""
    case = grievance(about="extension", filed_on=ago(2), filed_at=time(9))
    over = case.stands(at(ago(1), time(9)))
    assert clock_of(over, Purpose.ANSWER).status is DeadlineStatus.MISSED
    told = case.tell("record_answer", NOW, on=ago(1), resolved=False).after
    assert clock_of(told, Purpose.ANSWER).status is DeadlineStatus.MET


def test_filed_already_and_answered_before_it_was_told() -> None:
    case = grievance(event_on=ago(60), filed_on=ago(50), form="oral")
    standing = case.stands(NOW)
    assert [clock.purpose for clock in standing.clocks] == [Purpose.ANSWER]
    assert set(matters(standing)) == {"overdue"}
    assert standing.form is Form.ORAL
    assert "filed already" in case.refusal("record_filed", NOW, filed_on=ago(40))
    # Heard of after all, of a day within the thirty: nobody was late.
    told = case.tell("record_answer", NOW, on=ago(20), resolved=False).after
    assert clock_of(told, Purpose.ANSWER).status is DeadlineStatus.MET
    assert set(matters(told)) == {"unresolved"}


@pytest.mark.parametrize(
    ("about", "form", "answered", "said"),
    [
        ("quality_of_care", "oral", "oral", True),
        ("quality_of_care", "oral", "written", False),
        ("service", "written", "oral", True),
        ("service", "written", "written", False),
        ("service", "oral", "oral", False),
    ],
)
def test_an_oral_answer_where_a_written_one_is_owed(
    about: str, form: str, answered: str, said: bool
) -> None:
    case = grievance(about=about, filed_on=ago(2), form=form)
    told = case.tell("record_answer", NOW, on=TODAY, resolved=False, form=answered).after
    assert any("must be in writing" in remark for remark in remarks(told)) is said
    assert sum("always answered in writing" in remark for remark in remarks(told)) <= 1
    assert any("cannot be appealed" in remark for remark in remarks(told))


def test_who_answered_is_kept() -> None:
    case = grievance(filed_on=ago(2))
    told = case.tell("record_answer", NOW, on=TODAY, resolved=False, answered_by="The desk").after
    assert (
        account(told)[-1]
        == "The plan answered Fri, Nov 27, 2026, written by The desk: not resolved."
    )


# --- the complaint to CMS --------------------------------------------------------------------


def unresolved() -> Telling:
    case = grievance(filed_on=ago(5))
    case.tell("record_answer", NOW, on=ago(1), resolved=False)
    return case


def test_a_complaint_takes_it_further_and_resolves_it() -> None:
    case = unresolved()
    id_ = complained(case, NOW, category="urgent")
    running = case.stands(NOW)
    (wanted,) = running.wanted
    assert (wanted.report, wanted.intake) == (3, {"category": "urgent", "also_grievance": True})
    assert running.matters == []
    assert running.next_step.label == "await cms complaint"
    assert account(running)[-1] == f"Complaint to CMS started: {id_}."
    assert "running already" in case.refusal("file_cms_complaint", NOW)
    ended = complaint_ends(case, id_, at(in_days(9)), "resolved", answered_on=in_days(9))
    assert (ended.ending, ended.ended_on) == ("resolved", in_days(9))
    # What it started goes on by itself.
    assert ended.wanted == running.wanted


def test_a_complaint_that_was_answered_without_success_ends_what_is_unresolved() -> None:
    case = unresolved()
    id_ = complained(case, NOW)
    ended = complaint_ends(case, id_, at(in_days(9)), "closed", answered_on=in_days(8))
    assert ended.ending == "unresolved"


@pytest.mark.parametrize("lost", [False, True])
def test_a_complaint_given_up_or_lost_leaves_it_to_be_taken_further(lost: bool) -> None:
    case = unresolved()
    id_ = complained(case, NOW)
    answered_on = in_days(3) if lost else None
    again = complaint_ends(
        case, id_, at(in_days(9)), "terminated", lost=lost, answered_on=answered_on
    )
    assert again.stage == "grievance.unresolved"
    # It is brought up anew: another key than that of the answer.
    assert matters(again)["unresolved"].key == "grievance.unresolved.3"
    assert any("cannot be appealed" in remark for remark in remarks(again))
    other = complained(case, at(in_days(9)))
    assert other == "AC-1.cms-complaint.2"
    assert case.stands(at(in_days(9))).matters == []


def test_a_complaint_that_failed_does_not_end_the_plans_time_to_answer() -> None:
    case = grievance(filed_on=ago(2))
    id_ = complained(case, NOW)
    waiting = complaint_ends(case, id_, at(in_days(2)), "closed", answered_on=in_days(1))
    assert waiting.stage == "grievance.answering"
    assert set(matters(case.stands(at(in_days(40))))) == {"overdue"}


def test_while_a_complaint_runs_nothing_asks_for_another() -> None:
    case = grievance(filed_on=ago(2))
    id_ = complained(case, NOW)
    late = case.stands(at(in_days(40)))
    assert "file_cms_complaint" not in say(matters(late)["overdue"].said)
    assert "tracking number" in say(matters(late)["overdue"].said)
    assert "see below" in say(late.next_step.what)
    again = complaint_ends(case, id_, at(in_days(41)), "closed")
    assert "`file_cms_complaint`" in say(matters(again)["overdue"].said)


def test_missed_days_to_file_open_the_complaint_they_speak_of() -> None:
    case = grievance(event_on=ago(80))
    id_ = complained(case, NOW)
    told = case.stands(NOW)
    # Nobody has it as a grievance: the plan has no 14 days more.
    assert told.wanted[0].intake["also_grievance"] is False
    assert (told.stage, told.matters) == ("grievance.filing", [])
    assert set(matters(complaint_ends(case, id_, NOW, "closed"))) == {"overdue"}


def test_what_the_complaint_was_started_with_does_not_change_with_the_filing() -> None:
    case = grievance(event_on=ago(80))
    complained(case, NOW)
    filed = case.tell("record_filed", NOW, filed_on=ago(1)).after
    assert filed.wanted[0].intake["also_grievance"] is False


def test_a_complaint_that_ended_on_the_day_of_the_next_ends_before_it() -> None:
    case = unresolved()
    first = complained(case, NOW)
    complaint_ends(case, first, NOW, "closed")
    complained(case, NOW + timedelta(hours=1))
    standing = case.stands(NOW + timedelta(hours=2))
    assert (standing.ending, standing.matters, standing.complaint_runs) == (None, [], True)


def test_the_end_of_a_complaint_nobody_asked_for_any_more_changes_nothing() -> None:
    case = unresolved()
    id_ = complained(case, NOW)
    case.write("take_back", NOW, report=3, reason="The wrong case")
    before = facts(case.stands(NOW))
    assert facts(complaint_ends(case, id_, NOW, "withdrawn")) == before
    assert case.stands(NOW).misfits == []


def test_a_complaint_made_before_it_was_known_that_it_was_resolved_goes_on() -> None:
    case = grievance(filed_on=ago(9))
    complained(case, NOW)
    ended = case.tell("record_answer", NOW, on=ago(1), resolved=True).after
    assert (ended.ending, ended.ended_on, ended.misfits) == ("resolved", ago(1), [])
    assert [wanted.report for wanted in ended.wanted] == [2]


def test_a_notice_of_more_time_is_kept_though_the_answer_was_of_a_day_before() -> None:
    case = grievance(filed_on=ago(9))
    case.tell("record_extension", NOW, noticed_on=ago(1))
    answered = case.tell("record_answer", NOW, on=ago(2), resolved=False).after
    assert answered.misfits == []
    assert clock_of(answered, Purpose.ANSWER).due_on == ago(9) + timedelta(days=30)


def test_a_complaint_that_cannot_run_is_refused_here() -> None:
    case = grievance(filed_on=ago(2))
    for content, words in (
        ({"assigned_on": TODAY}, "assigned_on: expected together with filed_on"),
        ({"filed_on": TODAY, "assigned_on": date(2024, 12, 31)}, "is before Wed, Jan 1, 2025"),
        ({"filed_on": date(1999, 1, 1)}, "filed_on: is before Wed, Jan 1, 2014"),
    ):
        assert words in case.refusal("file_cms_complaint", NOW, **content)
    early = grievance()
    assert "file it first" in early.refusal("file_cms_complaint", NOW)
