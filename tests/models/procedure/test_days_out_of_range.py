"""Days at the ends of the calendar: refused where they are typed, passed over where another case
tells them. Counted from, they would fail every turn of the case that hears them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.cases.kinds import CaseKind
from models.local_time import short_day
from models.turns.carried import applied
from models.turns.turn import take
from tests.models.procedure.appeal.appeals_told import appeal
from tests.models.procedure.records_transfer.records_told import NOW, TODAY, asked_for
from tests.models.procedure.second_opinion.opinions import NOW as ASKED
from tests.models.procedure.second_opinion.opinions import opinion

FIRST, LAST = "0001-01-01", "9999-12-31"
OPENED = datetime(2026, 11, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize("day", [FIRST, "1999-12-31"])
def test_a_day_that_is_typed(day: str) -> None:
    words = (
        f"{short_day(date.fromisoformat(day))} is no day from Sat, Jan 1, 2000 to Tue, Dec "
        "31, 2199."
    )
    assert asked_for().refusal("record_sent", NOW, sent_on=day) == f"sent_on: {words}"
    proof = {"on": day, "evidence": "postmark"}
    refused = appeal().refusal("record_receipt", NOW, received=proof)
    assert refused == f"received.on: {words}"
    case = asked_for()
    case.tell("record_sent", NOW, sent_on=TODAY)
    late = {"noticed_on": TODAY, "until": LAST}
    assert case.refusal("record_extension", NOW, **late).startswith(
        f"until: {short_day(date.fromisoformat(LAST))} is no day"
    )


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_a_day_that_is_planned(day: str) -> None:
    case = opinion()
    case.tell("choose_specialist", ASKED, on=ASKED.date())
    assert case.refusal("request_records", ASKED, needed_on=day).startswith("needed_on: ")


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_a_day_of_an_intake(day: str) -> None:
    intake = {
        "program": "hospital_discharge_original",
        "notice_date": "2026-11-09",
        "service": "Care",
        "services_end": day,
        "case_manager": {"email": "manager@legalaid.example"},
    }
    refused = take(_ask("AC-1", CaseKind.APPEAL, intake)).answer["refused"]
    assert refused["message"] == (
        f"services_end: {short_day(date.fromisoformat(day))} is no day from Sat, Jan 1, "
        "2000 to Tue, Dec 31, 2199"
    )


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_a_day_that_another_case_tells(day: str) -> None:
    intake = {"program": "part_c", "case_manager": {"email": "manager@legalaid.example"}}
    case = _Heard("AC-0.second-opinion", CaseKind.SECOND_OPINION, intake, "AC-0")
    case.turn({"candidate": {"kind": "request_records", "content": {"recipient": "specialist"}}})
    (transfer,) = case.case["children"]
    word: dict[str, Any] = {
        "child": transfer,
        "kind": "records_transfer",
        "sequence": 1,
        "stage": "open",
        "milestones": [
            {"key": key, "title": "Step", "latest_on": day, "expected_on": day, "done_on": day}
            for key in ("sent", "delivered", "confirmed")
        ],
        "evidence": [{"id": "E1", "kind": "records", "received_on": day}],
    }
    case.turn({"news": [{"heard": word}]})
    told = {
        "replan": {"needed_by": day},
        "hear_of_records": {"requested_on": day, "expected_on": day, "arrived_on": day},
    }
    log = case.case["log"]
    for kind, content in told.items():
        report = {"parent": "AC-0", "report": kind, "content": content, "number": 2}
        case.turn({"news": [{"heard": report}]})
    assert case.case["log"] == log


def test_a_transfer_that_tells_of_some_steps_alone() -> None:
    intake = {
        "program": "part_c",
        "notice_date": "2026-11-02",
        "service": "Care",
        "case_manager": {"email": "manager@legalaid.example"},
        "second_opinion": {},
        "records": [{"recipient": "specialist"}],
    }
    case = _Heard("AC-1", CaseKind.APPEAL, intake)
    sent = {"key": "sent", "title": "Sent", "done_on": "2026-11-10"}
    word = {"child": "AC-1.records.1", "kind": "records_transfer", "sequence": 1, "stage": "open"}
    answer = case.turn({"news": [{"heard": {**word, "milestones": [sent]}}]})
    (told,) = [one["word"] for one in answer["tell"] if one["word"]["report"] == "hear_of_records"]
    assert told["content"] == {
        "requested_on": "2026-11-10",
        "expected_on": None,
        "arrived_on": None,
    }


class _Heard:
    """A case that takes turns."""

    def __init__(
        self, id_: str, kind: CaseKind, intake: dict[str, Any], parent: str | None = None
    ) -> None:
        self.ask = _ask(id_, kind, intake, parent)
        self.turn({})

    @property
    def case(self) -> dict[str, Any]:
        case: dict[str, Any] = self.ask["case"]
        return case

    def turn(self, more: dict[str, Any]) -> dict[str, Any]:
        self.ask["now"] = str(datetime.fromisoformat(self.ask["now"]) + timedelta(hours=1))
        answer = take(self.ask | more).answer
        self.ask["case"] = applied(self.ask["case"], answer)
        return answer


def _ask(
    id_: str, kind: CaseKind, intake: dict[str, Any], parent: str | None = None
) -> dict[str, Any]:
    entry = {"number": 1, "kind": "intake", "content": intake, "at": OPENED.isoformat()}
    case = {"log": [entry], "turns": 0}
    return {"id": id_, "kind": kind.value, "parent": parent, "case": case, "now": str(OPENED)}
