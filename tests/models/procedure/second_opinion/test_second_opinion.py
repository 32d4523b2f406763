"""A second opinion's steps and reports, each day counted by hand."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from models.cases.deadline import DeadlineStatus, Purpose
from models.cases.evidence import Element
from models.cases.kinds import CaseKind
from models.cases.standing import Cadence, Readers, Schedule
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import case_of
from models.words.english.tables import say, title
from tests.models.procedure.second_opinion.opinions import (
    ALL_FIVE,
    NOW,
    TODAY,
    after,
    latest,
    opinion,
    running,
    step,
)
from tests.models.procedure.telling import account, at, every_word, matters

# --- the steps ---------------------------------------------------------------------------------


def test_the_plan_is_kept_current_and_breaks_aloud() -> None:
    case = opinion(program="original", needed_by=after(60))
    planned = case.stands(NOW)
    assert latest(planned) == {
        "referral_request": None,
        "referral": None,
        "specialist": after(36),
        # The holder of the records has 30 days by law (45 CFR 164.524(b)(2)).
        "records_request": after(17),
        "records": after(47),
        "visit": after(50),
        "report": after(60),
    }
    next_day = running(planned, Purpose.PLANNED)
    assert (next_day.key, next_day.due_on) == ("records_request.planned.1", after(17))
    assert (next_day.schedule, next_day.reckoning.evidence) == (Schedule.PLANNED, "planned")
    assert next_day.expires_at == at(after(18), time(0))
    assert planned.next_step.by == after(17)
    broken = case.tell("book_visit", NOW, visit_on=after(55)).after
    text = say(matters(broken)["plan_broken"].said)
    for choice in (
        "Tuesday, January 26, 2027",
        "file now",
        "expedited transfer",
        "more time where the law",
    ):
        assert choice in text
    mended = case.tell("book_visit", NOW, visit_on=after(30)).after
    assert (mended.matters, account(mended)[-1]) == ([], "The plan fits again.")
    # The planned day of the records request passes unused.
    late = case.stands(at(after(18), time(0)))
    assert matters(late).keys() == {"check_in", "plan_broken"}
    (missed,) = [one for one in late.clocks if one.key == "records_request.planned.1"]
    assert (missed.status, missed.settled_on) == (DeadlineStatus.MISSED, after(17))
    assert account(late).count("The plan does not fit any more.") == 2


def test_a_case_that_is_served_says_itself_that_the_plan_is_broken() -> None:
    case = opinion(needed_by=after(10))
    assert "plan_broken" in matters(case.stands(NOW))
    beside = case_of(case.state, NOW)
    served = replace(beside, parent_id="AC-0")
    assert "plan_broken" not in matters(PROCEDURES[CaseKind.SECOND_OPINION].open(served))


def test_a_visit_booked_early_needs_the_records_early() -> None:
    case = opinion(program="original", needed_by=after(90))
    assert latest(case.stands(NOW))["records"] == after(77)
    early = case.tell("book_visit", NOW, visit_on=after(20)).after
    assert latest(early)["records"] == after(17)
    clock = running(early, Purpose.PLANNED)
    assert (clock.key, clock.due_on) == ("records.planned.2", after(17))
    # Another step comes first now; it is not done.
    assert [one.status.value for one in early.clocks] == ["superseded", "open"]
    later = case.tell("book_visit", NOW, visit_on=after(85)).after
    assert latest(later)["records"] == after(77)
    assert running(later, Purpose.PLANNED).key == "records_request.planned.1"


def test_a_step_without_a_day_to_come_is_asked_about_now_and_then() -> None:
    standing = opinion().stands(NOW)
    asked = matters(standing)["check_in"]
    assert standing.clocks == []
    assert (asked.cadence, asked.key) == (
        Cadence.CHECK_IN,
        "second_opinion.check_in.referral_request.1",
    )
    assert title(asked.said) == "next for the second opinion: referral asked for"
    assert "`request_referral`" in say(asked.said)


def test_what_is_done_implies_what_came_before() -> None:
    case = opinion()
    standing = case.tell("record_visit", NOW, on=TODAY).after
    needed = {one.key for one in standing.milestones if one.is_open}
    assert needed == {"report"}
    assert standing.stage == "second_opinion.report"
    assert "before the visit" in case.refusal(
        "record_report", NOW, received_on=after(-1), agreement="agrees"
    )


def test_the_day_of_a_report_needed_moves_by_the_case_it_serves() -> None:
    case = opinion(needed_by=after(90))
    case.tell("replan", at(after(2)), needed_by=after(60))
    standing = case.stands(at(after(2)))
    assert latest(standing)["report"] == after(60)
    moved = running(standing, Purpose.PLANNED)
    assert (moved.key, moved.due_on) == ("records_request.planned.2", after(17))
    (before,) = [one for one in standing.clocks if not one.is_open]
    assert (before.status, before.settled_on) == (DeadlineStatus.SUPERSEDED, after(2))
    case.tell("replan", at(after(3)), needed_by=None)
    free = case.stands(at(after(3)))
    assert (set(latest(free).values()), free.open_clocks) == ({None}, [])


def test_the_records_come_by_the_case_it_serves() -> None:
    case = opinion(program="original", needed_by=after(60))
    case.tell("hear_of_records", NOW, requested_on=after(-2), expected_on=after(50))
    late = case.stands(NOW)
    assert step(late, "records_request").done_on == after(-2)
    assert "plan_broken" in matters(late)
    case.tell("hear_of_records", at(after(3)), requested_on=after(-2), arrived_on=after(3))
    there = case.stands(at(after(3)))
    assert (step(there, "records").done_on, there.plan_broken) == (after(3), False)


# --- the report --------------------------------------------------------------------------------


def test_what_a_report_lacks_is_asked_of_the_physician() -> None:
    case = opinion(program="original")
    some = ["confirms_diagnosis", "medically_necessary", "consensus"]
    told = {"received_on": TODAY, "agreement": "agrees", "elements": some}
    standing = case.tell("record_report", NOW, **told).after
    asked = matters(standing)["missing_elements"]
    assert asked.elements == (Element.CITES_GUIDELINES, Element.REFUTES_ALTERNATIVE)
    assert asked.readers is Readers.WRITER
    assert standing.stage == "second_opinion.completing"
    assert "record_addendum" in case.refusal("record_report", NOW, **told)
    part = case.tell("record_addendum", NOW, received_on=TODAY, elements=["cites_guidelines"])
    assert matters(part.after)["missing_elements"].elements == (Element.REFUTES_ALTERNATIVE,)
    rest = {"received_on": TODAY, "elements": ["refutes_alternative"]}
    ended = case.tell("record_addendum", NOW, **rest).after
    assert (ended.ending, ended.matters) == ("agreed", [])
    assert [piece.kind.value for piece in ended.evidence] == [
        "second_opinion",
        "addendum",
        "addendum",
    ]
    assert set(ended.evidence[0].elements) == set(Element)
    assert [piece.id for piece in ended.evidence] == ["AC-1.1", "AC-1.2", "AC-1.3"]


def test_an_incomplete_report_can_be_taken_as_it_is() -> None:
    case = opinion(program="original")
    assert "no report" in case.refusal("conclude", NOW, on=TODAY)
    case.tell("record_report", NOW, received_on=TODAY, agreement="agrees")
    assert case.tell("conclude", NOW, on=TODAY).after.ending == "agreed"


def test_opinions_that_differ_open_a_third() -> None:
    case = opinion(program="original")
    opened = case.tell("record_report", NOW, received_on=TODAY, agreement="disagrees").after
    assert opened.stage == "third_opinion.specialist"
    assert say(opened.next_step.what).startswith("Third opinion: Choose a specialist")
    assert title(matters(opened)["check_in"].said).endswith(
        "third opinion: specialist chosen, visit booked"
    )
    case.tell("record_visit", NOW, on=TODAY)
    visited = case.stands(NOW)
    assert step(visited, "third_visit").done_on == TODAY
    assert not step(visited, "third_records").needed
    told = {"received_on": TODAY, "agreement": "agrees", "elements": ALL_FIVE}
    ended = case.tell("record_report", NOW, **told).after
    assert ended.ending == "agreed"
    assert [piece.kind.value for piece in ended.evidence] == ["second_opinion", "third_opinion"]


@pytest.mark.parametrize(
    ("agreement", "reports", "ending"),
    [("disagrees", 2, "conflict"), ("covered_alternative", 1, "covered_alternative")],
)
def test_an_opinion_against_the_treatment_ends_it(
    agreement: str, reports: int, ending: str
) -> None:
    case = opinion()
    for _ in range(reports):
        ended = case.tell("record_report", NOW, received_on=TODAY, agreement=agreement).after
    assert (ended.ending, ended.ended_on, len(ended.evidence)) == (ending, TODAY, reports)
    assert "ended on Fri, Nov 27, 2026" in case.refusal("record_visit", NOW, on=TODAY)


def test_every_code_has_its_words_and_the_panel_its_parts() -> None:
    procedure = PROCEDURES[CaseKind.SECOND_OPINION]
    case = opinion(needed_by=after(90), cancer=True)
    told: list[tuple[str, dict[str, Any]]] = [
        ("request_referral", {"requested_on": TODAY, "expedited": True}),
        ("record_refusal", {"notice_date": TODAY, "only_the_fast_track": True}),
        ("record_refusal", {"notice_date": TODAY, "refused_to_expedite": True}),
        ("record_referral", {"on": TODAY}),
        ("choose_specialist", {"on": TODAY, "in_network": False, "visit_on": after(30)}),
        ("request_records", {"recipient": "specialist"}),
        ("record_records_request", {"on": TODAY}),
        ("record_records", {"on": TODAY}),
        ("record_visit", {"on": TODAY}),
        ("record_report", {"received_on": TODAY, "agreement": "disagrees"}),
        ("choose_specialist", {"on": TODAY}),
        ("record_records", {"on": TODAY}),
        ("record_report", {"received_on": TODAY, "agreement": "agrees"}),
        ("conclude", {"on": TODAY}),
    ]
    for name, content in told:
        standing = case.tell(name, NOW, **content).after
        panel = procedure.panel(case_of(case.state, NOW), standing)
        words = every_word(standing, lambda panel=panel: panel)  # type: ignore[misc]
        words += [say(line) for part in panel.parts for line in (part.title, *part.lines)]
        assert all(words)
        assert not any("{" in word for word in words)
        assert [say(part.title) for part in panel.parts] == ["Terms and cost", "Plan"]
    assert standing.ending == "agreed"
