"""A case, or one beside it, may come from a newer build, or from an older one with laxer forms."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from models.cases.children import Word
from models.cases.evidence import Evidence, EvidenceKind
from models.cases.kinds import CaseKind
from models.cases.milestone import Milestone
from models.inputs.closing import Withdrawal
from models.notices.messages.order import ReminderOrder
from models.presentation import queries
from models.rehearsal.simulation import SimulatedCase
from models.turns.carried import applied
from models.turns.turn import take
from tests.models.builds import LONG, MORE, of_a_later_build, of_a_laxer_build
from tests.stories.acting import family_of
from tests.stories.playing import Stage

PIECE = Evidence(
    id="records.1", kind=EvidenceKind.RECORDS, given_by="clinic", received_on=date(2026, 12, 1)
)
STEP = Milestone(key="visit", title="Visit")
WORD = Word(
    child="AC-1.second-opinion",
    kind=CaseKind.SECOND_OPINION,
    sequence=3,
    stage="waiting",
    milestones=(STEP,),
    evidence=(PIECE,),
)

STORIES = (
    "won-with-a-second-opinion",
    "third-opinion-agreed",
    "grievance-to-cms",
    "transfer-closed",
    "complaint-terminated",
    "corrected-decision",
    "decision-counted-again",
    "end-of-services",
    "original-escalated",
    "stopped-sms-it-was-the-only-way-to-reach-them",
)

ANSWERS = (queries.overview, queries.deadlines, queries.calendar, queries.account, queries.panel)

FOLLOWS = ("start", "tell", "send", "alert", "wake", "why", "over", "attributes")
"""What a turn answers beside what it changes."""


@pytest.mark.parametrize(
    "said", [WORD, PIECE, STEP, Withdrawal()], ids=lambda one: type(one).__name__
)
def test_what_is_said_beside_what_is_known_is_passed_over(said: BaseModel) -> None:
    later = said.model_dump(mode="json") | MORE
    assert type(said).model_validate(later) == said


@pytest.fixture(scope="module")
def families() -> dict[str, Stage]:
    return {name: family_of(name) for name in STORIES}


def members(families: dict[str, Stage]) -> list[tuple[Stage, SimulatedCase]]:
    found = [(stage, one) for stage in families.values() for one in stage.members.values()]
    assert {one.kind for _, one in found} == set(CaseKind)
    return found


def ask_of(
    stage: Stage, member: SimulatedCase, case: dict[str, Any], after: int = 0
) -> dict[str, Any]:
    now = stage.now + timedelta(days=after)
    return {**stage.ask(member, None), "case": case, "news": [], "now": now.isoformat()}


def test_a_case_of_a_later_build_is_seen_and_goes_on_as_if_it_were_ours(
    families: dict[str, Stage],
) -> None:
    for stage, member in members(families):
        later = of_a_later_build(member.case)
        for after in (0, 40):
            ours, theirs = (ask_of(stage, member, one, after) for one in (member.case, later))
            for answer in ANSWERS:
                assert answer(theirs) == answer(ours), (member.id, answer.__name__)
            said, expected = take(theirs).answer, take(ours).answer
            for name in FOLLOWS:
                assert said[name] == expected[name], (member.id, name)
            # What is not known is kept, for the build that knows it.
            kept = applied(later, said)
            assert [one["content"] for one in kept["log"]][: len(later["log"])] == [
                one["content"] for one in later["log"]
            ]
            assert MORE.items() <= kept["memory"].items()


def test_a_case_of_a_laxer_build_stands_as_it_did(families: dict[str, Stage]) -> None:
    messages = []
    for stage, member in members(families):
        laxer = of_a_laxer_build(member.case)
        for after in (0, 40, 80):
            ours, theirs = (ask_of(stage, member, one, after) for one in (member.case, laxer))
            seen, known = queries.overview(theirs), queries.overview(ours)
            assert (seen["stage"], seen["ending"]) == (known["stage"], known["ending"])
            assert days(theirs) == days(ours)
            assert set_aside(theirs) == set_aside(ours)
            assert queries.panel(theirs).startswith("# ")
            assert queries.account(theirs)
            said = take(theirs).answer
            # Somebody of another address hears of all that runs in one mail instead.
            assert said["send"] or not take(ours).answer["send"]
            messages += [json.dumps(order["message"]) for order in said["send"]]
    # Who sends them reads them, with the address that today's form would refuse.
    read = [ReminderOrder.model_validate_json(message) for message in messages]
    people = [one.person for order in read for one in order.recipients]
    assert any(person.email == "josé@" and person.name == LONG for person in people)


def days(ask: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["id"], one["due_on"]) for one in queries.deadlines(ask)]


def set_aside(ask: dict[str, Any]) -> dict[int, str]:
    return {one["number"]: one["set_aside"] for one in queries.history(ask) if one["set_aside"]}


def open_case(kind: CaseKind, intake: dict[str, Any], *reports: Any) -> dict[str, Any]:
    """What is asked of a case with a log that was never judged."""
    at = datetime(2026, 11, 10, 15, tzinfo=UTC)
    typed = [{"kind": "intake", "content": intake}, *reports]
    log = [{"number": n, "at": at.isoformat(), **one} for n, one in enumerate(typed, 1)]
    case = {"log": log, "memory": {}, "children": {}, "turns": 1}
    now = (at + timedelta(days=1)).isoformat()
    return {"id": "AC-1", "kind": kind.value, "parent": None, "case": case, "now": now, "news": []}


APPEAL = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
}
BESIDE = {"program": "part_c", "case_manager": {"email": "manager@legalaid.example"}}
SMALLEST: dict[CaseKind, dict[str, Any]] = {
    CaseKind.APPEAL: APPEAL,
    CaseKind.SECOND_OPINION: BESIDE,
    CaseKind.RECORDS_TRANSFER: BESIDE | {"sent_on": "2026-11-03"},
    CaseKind.GRIEVANCE: BESIDE | {"about": "service", "event_on": "2026-11-03"},
    CaseKind.CMS_COMPLAINT: BESIDE,
}
CLOSE = {"kind": "close", "content": {"ending": "withdrawn", "reason": "Moved away"}}


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        ({"kind": "record_omen", "content": {"on": "2026-11-09"}}, "does not know reports of this"),
        (
            {"kind": "record_decision", "content": {"outcome": "MARKER", "notice_date": "MARKER"}},
            "outcome: expected 'favorable'",
        ),
        ({"kind": "file_appeal", "content": {"filed": "2026-11-09"}}, "filed_on: is required"),
        ({"kind": "request_good_cause", "content": {}}, "circumstances: expected with filed_on"),
    ],
)
def test_a_report_that_cannot_be_read_is_set_aside_and_shown(
    report: dict[str, Any], reason: str
) -> None:
    ask = open_case(CaseKind.APPEAL, APPEAL, report)
    plain = open_case(CaseKind.APPEAL, APPEAL)
    assert reason in set_aside(ask)[2]
    assert days(ask) == days(plain)
    panel = queries.panel(ask)
    assert "Reports set aside" in panel
    assert "MARKER" not in panel
    answer = take({**ask, "candidate": CLOSE}).answer
    assert answer["over"] is not None


@pytest.mark.parametrize(
    ("kind", "change", "reason"),
    [
        (CaseKind.APPEAL, {"level": "nowhere"}, "level: expected one of"),
        (CaseKind.APPEAL, {"notice_date": None}, "notice_date: expected the date printed"),
        (CaseKind.SECOND_OPINION, {"program": "part_d"}, "program: expected original or part_c"),
        (CaseKind.RECORDS_TRANSFER, {"received_on": "2026-11-01"}, "received_on: is before"),
        (CaseKind.GRIEVANCE, {"program": "original"}, "program: expected"),
        (CaseKind.GRIEVANCE, {"about": "MARKER", "event_on": None}, "about: expected"),
        (CaseKind.CMS_COMPLAINT, {"assigned_on": "2026-11-01"}, "assigned_on: expected together"),
    ],
)
def test_an_intake_that_does_not_fit_together_any_more_is_shown_and_can_be_closed(
    kind: CaseKind, change: dict[str, Any], reason: str
) -> None:
    ask = open_case(kind, SMALLEST[kind] | change)
    assert set_aside(ask)[1].startswith(reason)
    for query in ANSWERS:
        assert "MARKER" not in str(query(ask))
    assert "The intake" in queries.panel(ask)
    content = CLOSE["content"] if kind is CaseKind.APPEAL else {"reason": "Moved away"}
    answer = take({**ask, "candidate": {"kind": "close", "content": content}}).answer
    assert answer["over"] is not None


def test_what_was_started_by_a_report_that_is_set_aside_goes_on() -> None:
    started = {"kind": "start_second_opinion", "content": {"visits": "MARKER", "needed_by": "x"}}
    ask = open_case(CaseKind.APPEAL, APPEAL, started)
    child = {
        "kind": "second_opinion",
        "report": 2,
        "place": 0,
        "serves": "",
        "started_at": ask["now"],
        "people": 2,
        "told": {},
    }
    unknown = {**child, "kind": "of_a_later_build"}
    ask["case"]["children"] = {"AC-1.second-opinion": child, "AC-1.later": unknown}
    assert set_aside(ask)[2]
    answer = take(ask).answer
    assert "withdraw" not in {one["word"]["report"] for one in answer["tell"]}
    assert [one["id"] for one in queries.overview(ask)["children"]] == ["AC-1.second-opinion"]


def test_a_correction_is_held_to_the_form_of_today_and_nothing_else_is() -> None:
    lax = {**APPEAL, "service": LONG}
    ask = open_case(CaseKind.APPEAL, lax)
    moved = {
        "kind": "recalculate",
        "content": {"reason": "Read again", "notice_date": "2026-11-03"},
    }
    answer = take({**ask, "candidate": moved}).answer
    assert answer["acknowledgment"]["changes"]
    ends = {"kind": "recalculate", "content": {"reason": "x", "services_end": "2026-11-20"}}
    refused = take({**ask, "candidate": ends}).answer["refused"]
    assert "services_end" in refused["message"]
