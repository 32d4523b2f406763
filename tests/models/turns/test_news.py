"""What a turn hears: of cases beside it, of its parent, and what became of what it asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.cases.children import Word
from models.cases.kinds import CaseKind
from models.notices.contacts.delivery_problems import delivery_trouble
from models.presentation import queries
from models.turns.carried import applied
from models.turns.turn import check, take

OPENED = datetime(2026, 11, 10, 15, tzinfo=UTC)
INTAKE = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
    "second_opinion": {},
    "records": [{"recipient": "specialist"}],
}
OPINION, RECORDS = "AC-1.second-opinion", "AC-1.records.1"


class Turns:
    """An appeal, turn by turn."""

    def __init__(self, parent: str | None = None) -> None:
        self.parent = parent
        entry = {"number": 1, "kind": "intake", "content": INTAKE, "at": OPENED.isoformat()}
        self.case: dict[str, Any] = {"log": [entry], "turns": 0}
        self.now = OPENED
        self.answer: dict[str, Any] = {}
        self.turn()

    def ask(self, *news: dict[str, Any]) -> dict[str, Any]:
        common = {"id": "AC-1", "kind": "appeal", "parent": self.parent}
        return {**common, "case": self.case, "now": self.now.isoformat(), "news": list(news)}

    def turn(self, *news: dict[str, Any]) -> dict[str, Any]:
        self.answer = take(self.ask(*news)).answer
        self.case = applied(self.case, self.answer)
        return self.answer

    def hear(self, child: str, **word: Any) -> None:
        kind = "second_opinion" if child == OPINION else "records_transfer"
        self.turn({"heard": {"child": child, "kind": kind, "stage": "open", **word}})

    @property
    def account(self) -> list[str]:
        return [line["what"] for line in queries.account(self.ask())]

    @property
    def alerts(self) -> list[str]:
        return [one["reason"] for one in self.answer["alert"]]

    def is_raised(self) -> bool:
        trouble = delivery_trouble(self.case["memory"])
        return trouble is not None and trouble.raised

    def fail(self, by_mail: str | None = None) -> None:
        """A round of sending that failed, and the turn that hears of it."""
        for _ in range(9):
            orders = self.answer["send"]
            if orders:
                break
            self.now = datetime.fromisoformat(self.answer["wake"])
            self.turn()
        outcome: dict[str, Any] | None = None
        if by_mail is not None:
            delivery = {"role": "case_manager", "channel": "email", "outcome": by_mail}
            outcome = {"outcome": "failed", "deliveries": [delivery]}
        news = [{"sent": one["key"], "outcome": outcome, "failure": "down"} for one in orders]
        self.turn(*news)


def test_what_a_case_beside_it_said_stays_in_the_account_word_by_word() -> None:
    case = Turns()
    case.hear(RECORDS, sequence=1, what="Opened.")
    case.now += timedelta(days=1)
    case.hear(RECORDS, sequence=3, what="Asked for 2026-11-11.")
    # What comes late, or a second time, is no news.
    case.hear(RECORDS, sequence=2, what="Never read.")
    case.hear(RECORDS, sequence=3, what="Asked for 2026-11-11.")
    case.now += timedelta(days=1)
    case.hear(RECORDS, sequence=4, what="Closed. Found.", ending="closed")
    assert [line for line in case.account if line.startswith("Records transfer")] == [
        "Records transfer started: AC-1.records.1.",
        "Records transfer: Opened.",
        "Records transfer: Asked for 2026-11-11.",
        "Records transfer: Closed. Found.",
    ]


@pytest.mark.parametrize("sequence", ["3", "3.0", " 3 ", 3.0])
def test_a_word_is_kept_as_it_was_read(sequence: Any) -> None:
    """Kept as it came, no turn could ever read it again."""
    case = Turns()
    case.hear(RECORDS, sequence=sequence, what="Asked for.")
    case.hear(RECORDS, sequence=2, what="Never read.")
    case.hear(RECORDS, sequence=4, what="Closed.")
    assert [line for line in case.account if line.startswith("Records transfer: ")] == [
        "Records transfer: Asked for.",
        "Records transfer: Closed.",
    ]


def test_one_that_is_lost_said_nothing() -> None:
    case = Turns()
    case.now += timedelta(days=1)
    case.turn({"lost": OPINION, "how": "terminated"})
    assert case.account[-1] == "Second opinion ended without a report: terminated."


def test_the_account_keeps_when_the_plan_no_longer_fit() -> None:
    case = Turns()

    def expected(sequence: int, day: str) -> None:
        case.now += timedelta(minutes=1)
        step = {"key": "report", "title": "Report", "latest_on": "2026-12-20", "expected_on": day}
        case.hear(OPINION, sequence=sequence, milestones=[step])

    expected(1, "2026-12-01")
    expected(2, "2027-02-01")
    broken = "The plan does not fit any more: the evidence will be late."
    assert case.account[-1] == broken
    # Once, however often it is looked at.
    expected(3, "2027-02-02")
    expected(4, "2026-12-01")
    assert [line for line in case.account if "plan" in line] == [broken, "The plan fits again."]


def test_an_alert_that_did_not_get_through_is_given_out_with_the_next_round() -> None:
    case = Turns()
    given: list[str] = []
    while not given:
        case.fail()
        given = case.alerts
    assert case.is_raised()
    case.turn({"alerted": "opened", "ok": False})
    assert not case.is_raised()
    assert case.alerts == []
    case.fail()
    assert case.alerts == given
    case.turn({"alerted": "opened", "ok": True})
    assert case.is_raised()
    case.fail()
    assert case.alerts == []


@pytest.mark.parametrize("more", [{}, {"of_a_later_build": {"a": 1}}])
def test_a_parent_may_say_more_than_is_known(more: dict[str, Any]) -> None:
    case = Turns("AC-0")
    person = {"email": "next@legalaid.example", **more}
    content = {"case_manager": person, **more}
    case.now += timedelta(days=1)
    word = {"parent": "AC-0", "report": "change_people", "content": content, "number": 4, **more}
    case.turn({"heard": word})
    assert case.account[-1] == "Taken over from the case it runs beside: case_manager."
    outcome = {
        "outcome": "sent",
        "deliveries": [
            {"role": "case_manager", "channel": "email", "outcome": "accepted", "note": "", **more}
        ],
        **more,
    }
    order = case.answer["send"] or Turns("AC-0").answer["send"]
    case.turn({"sent": order[0]["key"], "outcome": outcome, "failure": "", **more})


def of_parent(report: str, **more: Any) -> dict[str, Any]:
    content = {"case_manager": {"email": "next@legalaid.example"}}
    word = {"parent": "AC-0", "report": report, "content": content, "number": 4} | more
    return {"heard": word}


def of_child(id_: str, kind: CaseKind, **more: Any) -> dict[str, Any]:
    word = Word(child=id_, kind=kind, sequence=1, stage="open", what="Opened.")
    return {"heard": word.model_dump(mode="json") | more}


@pytest.mark.parametrize(
    ("parent", "word"),
    [
        (None, of_parent("change_people")),
        ("AC-7", of_parent("change_people")),
        # Reports of people are no parent's.
        ("AC-0", of_parent("assign")),
        ("AC-0", of_parent("cancel", content={})),
        # More than a case can carry, and what is no JSON.
        ("AC-0", of_parent("change_people", more="x" * 300_000)),
        ("AC-0", of_parent("change_people", more=float("nan"))),
        ("AC-0", of_parent("change_people", more={1, 2})),
    ],
)
def test_what_no_parent_of_its_own_says_is_passed_over(
    parent: str | None, word: dict[str, Any]
) -> None:
    case = Turns(parent)
    case.now += timedelta(days=1)
    before = case.case["log"]
    case.turn(word)
    assert case.case["log"] == before


@pytest.mark.parametrize("number", ["MARKER" * 1000, ["MARKER"], -1, 10**30, 2.5, None])
def test_what_is_no_number_of_a_report_of_the_parent_is_not_kept(number: Any) -> None:
    case = Turns("AC-0")
    case.turn(of_parent("change_people", number=number))
    assert case.case["log"][-1]["binds"] == {"parent": 0}
    case.turn(of_parent("withdraw", content={}, number=number))
    case.turn(of_parent("revive", content={}, number=number))
    assert [one["binds"] for one in case.case["log"][-2:]] == [{"parent": 0}, {"parent": 0}]


def test_a_full_case_takes_no_more_of_its_parent_but_that_it_is_over() -> None:
    case = Turns("AC-0")
    references = {"a": "x" * 1_000_000}
    case.case["log"][0] |= {"content": INTAKE | {"references": references}}
    case.turn(of_parent("change_people"))
    assert len(case.case["log"]) == 1
    case.turn(of_parent("withdraw", content={}))
    assert case.case["log"][-1]["kind"] == "withdraw"


@pytest.mark.parametrize(
    ("id_", "kind"),
    [
        # Of itself it would hear for ever what it tells itself.
        ("AC-1", CaseKind.APPEAL),
        ("AC-0", CaseKind.APPEAL),
        ("AC-1.records.0", CaseKind.RECORDS_TRANSFER),
        ("AC-1.records", CaseKind.RECORDS_TRANSFER),
        ("AC-1.records.1", CaseKind.GRIEVANCE),
        ("AC-1.records.1.grievance.1", CaseKind.GRIEVANCE),
    ],
)
def test_who_cannot_be_a_child_is_not_heard(id_: str, kind: CaseKind) -> None:
    case = Turns()
    before = case.case["children"]
    assert case.turn(of_child(id_, kind))["tell"] == []
    assert case.case["children"] == before


def test_a_child_of_which_nothing_is_known_is_heard() -> None:
    case = Turns()
    case.turn(of_child("AC-1.grievance.3", CaseKind.GRIEVANCE))
    assert "AC-1.grievance.3" in case.case["children"]


@pytest.mark.parametrize("kind", ["record_filed", "withdraw", "cancel", "no such"])
def test_what_nobody_reports_to_it_is_refused_in_words(kind: str) -> None:
    case = Turns()
    ask = {**case.ask(), "candidate": {"kind": kind, "content": {}, "update": ""}}
    refusal = check(ask)
    assert refusal is not None
    said = {"kind": "InvalidInput", "message": "Nobody reports this to a case of this kind."}
    assert {"kind": refusal.kind, "message": refusal.message} == said
    assert take(ask).answer == {"refused": said}


def test_an_outcome_in_words_of_another_build_is_asked_for_again() -> None:
    """One piece of news that cannot be read would fail this turn and every one after it."""
    turns = Turns()
    (sent,) = turns.answer["send"][:1]
    outcome = {"outcome": "read_aloud", "deliveries": [{"role": "case_manager"}]}
    answer = turns.turn({"sent": sent["key"], "outcome": outcome, "failure": ""})
    assert answer["send"] == []
    assert answer["why"].startswith("Until reminder opened")
    turns.now += timedelta(minutes=5)
    (again,) = turns.turn()["send"]
    assert again["message"]["reminder"] == sent["message"]["reminder"]


@pytest.mark.parametrize(
    ("outcome", "failing"), [("failed", ["email"]), ("unknown", ["email"]), ("refused", [])]
)
def test_an_alert_names_the_channels_where_their_failing_is_the_trouble(
    outcome: str, failing: list[str]
) -> None:
    case = Turns()
    while not case.alerts:
        case.fail(by_mail=outcome)
    [alert] = case.answer["alert"]
    assert alert["failing"] == failing
