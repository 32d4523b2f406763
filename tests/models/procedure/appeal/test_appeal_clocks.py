"""The clocks that appeals of all programs run on, against days counted by hand.

The days are those of the worked examples of the law; here the case itself must come to the rule,
the day it counts from and the facts.
"""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.cases.deadline import Purpose
from models.cases.program import Phase
from tests.models.procedure.appeal.appeals_told import appeal, clock, ours, place, theirs
from tests.models.procedure.telling import at


def on(text: str) -> date:
    return date.fromisoformat(text)


DENIED = [
    # original
    ("original", "initial_determination", {}, "2026-11-02", "AB.REDET.FILE", "2027-03-07"),
    (
        "original",
        "initial_determination",
        {"received": {"on": "2026-11-04", "evidence": "postmark"}},
        "2026-11-02",
        "AB.REDET.FILE",
        "2027-03-04",
    ),
    ("original", "redetermination", {}, "2026-01-01", "AB.RECON.FILE", "2026-07-05"),
    ("original", "reconsideration", {}, "2026-06-01", "AB.ALJ.FILE", "2026-08-05"),
    ("original", "alj_hearing", {}, "2026-10-20", "AB.COUNCIL.FILE", "2026-12-24"),
    ("original", "council", {}, "2026-04-30", "AB.COURT.FILE", "2026-07-04"),
    # part_c; before 2025 the time ran from the notice
    ("part_c", "organization_determination", {}, "2026-10-01", "C.RECON.FILE", "2026-12-05"),
    ("part_c", "organization_determination", {}, "2024-12-31", "C.RECON.FILE", "2025-03-01"),
    ("part_c", "organization_determination", {}, "2025-01-01", "C.RECON.FILE", "2025-03-07"),
    ("part_c", "ire_reconsideration", {}, "2026-01-10", "C.ALJ.FILE", "2026-03-16"),
    ("part_c", "alj_hearing", {}, "2026-08-01", "C.COUNCIL.FILE", "2026-10-05"),
    ("part_c", "council", {}, "2026-07-30", "C.COURT.FILE", "2026-10-03"),
    # part_d; an expedited hearing is asked for from the notice, another from its receipt
    ("part_d", "coverage_determination", {}, "2026-10-01", "D.REDET.FILE", "2026-12-05"),
    ("part_d", "redetermination", {}, "2026-05-04", "D.RECON.FILE", "2026-07-08"),
    ("part_d", "ire_reconsideration", {}, "2026-06-01", "D.ALJ.FILE", "2026-08-05"),
    (
        "part_d",
        "ire_reconsideration",
        {"speed": "expedited"},
        "2026-06-01",
        "D.ALJ.FILE",
        "2026-07-31",
    ),
    ("part_d", "council", {}, "2026-03-08", "D.COURT.FILE", "2026-05-12"),
    # fast track
    (
        "hospital_discharge_original",
        "discharge_notice",
        {"services_end": "2026-02-27"},
        "2026-02-26",
        "F.HOSP.FILE",
        "2026-02-27",
    ),
    (
        "hospital_discharge_ma",
        "discharge_notice",
        {"services_end": "2026-02-27"},
        "2026-02-26",
        "F.HOSP.FILE",
        "2026-02-27",
    ),
    ("termination_ma", "qio_review", {}, "2026-05-01", "F.RECON.MA.FILE", "2026-06-30"),
    ("status_change", "qio_review", {}, "2026-05-30", "F.MCSN.RECON.FILE", "2026-05-31"),
    ("termination_original", "qio_review", {}, "2026-12-31", "F.RECON.OM.FILE", "2027-01-01"),
]


@pytest.mark.parametrize(("program", "level", "facts", "notice", "rule", "due"), DENIED)
def test_a_denial_gives_so_long_to_file(  # noqa: PLR0917 (a row of the table)
    program: str, level: str, facts: dict[str, Any], notice: str, rule: str, due: str
) -> None:
    case = appeal(at(on(notice)), program=program, level=level, notice_date=notice, **facts)
    standing = case.stands(at(on(notice)))
    assert standing.phase is Phase.FILING
    filing = ours(standing)
    assert (filing.reckoning.rule, filing.due_on) == (rule, on(due))
    assert filing.key == f"{standing.level}.filing.1"
    assert standing.at == filing.key


PENDING = [
    ("original", "initial_determination", {}, "2026-01-15", None, "AB.INIT.DECIDE", "2026-02-14"),
    ("original", "redetermination", {}, "2026-03-01", None, "AB.REDET.DECIDE", "2026-04-30"),
    ("original", "reconsideration", {}, "2027-12-31", None, "AB.RECON.DECIDE", "2028-02-29"),
    ("original", "alj_hearing", {}, "2026-02-01", None, "AB.ALJ.DECIDE", "2026-05-02"),
    ("part_c", "organization_determination", {}, "2026-02-14", None, "C.OD.STD", "2026-02-28"),
    (
        "part_c",
        "organization_determination",
        {"prior_authorization": True},
        "2026-01-01",
        None,
        "C.OD.STD.PA",
        "2026-01-08",
    ),
    (
        "part_c",
        "organization_determination",
        {"kind": "part_b_drug"},
        "2026-03-07",
        "10:00",
        "C.OD.PARTB.STD",
        "2026-03-10",
    ),
    (
        "part_c",
        "organization_determination",
        {"kind": "payment"},
        "2026-04-01",
        None,
        "C.OD.PAY",
        "2026-05-31",
    ),
    ("part_c", "plan_reconsideration", {}, "2026-06-15", None, "C.RECON.STD", "2026-07-15"),
    (
        "part_c",
        "plan_reconsideration",
        {"kind": "part_b_drug"},
        "2026-12-28",
        None,
        "C.RECON.PARTB",
        "2027-01-04",
    ),
    ("part_c", "ire_reconsideration", {}, "2026-05-01", None, "C.IRE.DECIDE", "2026-05-31"),
    (
        "part_c",
        "ire_reconsideration",
        {"speed": "expedited"},
        "2026-05-01",
        "09:00",
        "C.IRE.DECIDE",
        "2026-05-04",
    ),
    ("part_d", "coverage_determination", {}, "2026-12-30", "22:15", "D.CD.STD", "2027-01-02"),
    (
        "part_d",
        "coverage_determination",
        {"kind": "exception", "statement_on": "2026-10-07", "statement_at": "09:00"},
        "2026-10-01",
        "09:00",
        "D.CD.EXC",
        "2026-10-10",
    ),
    ("part_d", "redetermination", {}, "2026-05-28", None, "D.REDET.STD", "2026-06-04"),
    ("part_d", "ire_reconsideration", {}, "2026-06-10", None, "D.RECON.DECIDE", "2026-06-17"),
    (
        "part_d",
        "alj_hearing",
        {"speed": "expedited"},
        "2026-02-01",
        None,
        "D.ALJ.DECIDE",
        "2026-02-11",
    ),
    ("termination_original", "qio_review", {}, "2026-03-06", "10:00", "F.NOMNC.DECIDE.OM",
     "2026-03-09"),
    ("termination_ma", "qio_reconsideration", {}, "2026-05-01", None, "F.RECON.MA.DECIDE",
     "2026-05-15"),
    ("status_change", "status_reconsideration", {}, "2026-05-30", None, "F.MCSN.RECON.DECIDE",
     "2026-06-01"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "level", "facts", "filed", "hour", "rule", "due"), PENDING)
def test_a_request_gives_its_adjudicator_so_long(  # noqa: PLR0917 (a row of the table)
    program: str,
    level: str,
    facts: dict[str, Any],
    filed: str,
    hour: str | None,
    rule: str,
    due: str,
) -> None:
    intake = {"program": program, "level": level, "stage": "pending", "filed_on": filed, **facts}
    if hour is not None:
        intake["filed_at"] = hour
    standing = appeal(at(on(filed)), **intake).stands(at(on(filed)))
    assert place(standing) == (level, "deciding")
    decision = theirs(standing)
    assert (decision.reckoning.rule, decision.due_on) == (rule, on(due))
    assert decision.key == f"{level}.decision.1"


def test_no_clock_binds_a_judge_in_medicare_advantage() -> None:
    # 42 CFR 422.562(d)(2)
    case = appeal(
        at(on("2026-11-04")),
        program="part_c",
        level="alj_hearing",
        stage="pending",
        filed_on="2026-11-03",
    )
    standing = case.stands(at(on("2026-11-04")))
    assert standing.clocks == []
    assert [one.key for one in standing.matters] == ["alj_hearing.check_in.no_time_limit.1"]


def test_a_fast_track_decision_counts_from_the_records_once_they_are_known() -> None:
    filed = on("2026-12-30")
    case = appeal(
        at(filed),
        program="termination_original",
        level="qic_reconsideration",
        stage="pending",
        filed_on=filed,
    )
    opened = case.stands(at(filed))
    assert "records_on" in opened.remarks[0].code or opened.remarks[0].code.endswith("awaited")
    told = case.tell(
        "recalculate",
        at(on("2026-12-31")),
        reason="They have them",
        records_on="2026-12-31",
        records_at="12:00",
    )
    decision = theirs(told.after)
    # 72 hours from noon: worked by hand.
    assert decision.expires_at == datetime(2027, 1, 3, 17, tzinfo=UTC)
    assert told.after.remarks == []
    assert decision.key == theirs(told.before).key


def test_effectuation_of_a_plans_own_decision_counts_from_the_request() -> None:
    case = appeal(
        at(on("2026-03-02")),
        program="part_c",
        level="plan_reconsideration",
        stage="pending",
        filed_on="2026-03-01",
    )
    won = case.tell(
        "record_decision", at(on("2026-03-20")), outcome="favorable", notice_date="2026-03-19"
    ).after
    effect = theirs(won, Purpose.EFFECTUATION)
    assert (effect.reckoning.rule, effect.due_on) == ("C.EFF.PLAN", on("2026-03-31"))
    assert effect.key == "plan_reconsideration.effectuation.2"


def test_effectuation_of_a_judges_decision_counts_from_the_notice() -> None:
    case = appeal(
        at(on("2026-09-01")),
        program="part_c",
        level="alj_hearing",
        stage="pending",
        filed_on="2026-08-20",
    )
    won = case.tell(
        "record_decision", at(on("2026-09-15")), outcome="favorable", notice_date="2026-09-15"
    ).after
    assert theirs(won, Purpose.EFFECTUATION).due_on == on("2026-11-14")


@pytest.mark.parametrize(
    ("program", "level", "dismissed", "rule", "due", "where"),
    [
        (
            "original",
            "redetermination",
            "2026-05-01",
            "AB.RECON.DISMISSAL",
            "2026-07-05",
            "Qualified Independent Contractor",
        ),
        ("original", "reconsideration", "2026-06-01", "AB.ALJ.DISMISSREVIEW", "2026-08-05", "OMHA"),
        (
            "part_c",
            "plan_reconsideration",
            "2026-03-01",
            "C.RECON.DISMISS",
            "2026-04-30",
            "Independent Review Entity",
        ),
        (
            "part_d",
            "redetermination",
            "2026-10-01",
            "D.REDET.DISMISS",
            "2026-11-30",
            "Independent Review Entity",
        ),
        (
            "part_d",
            "ire_reconsideration",
            "2026-06-01",
            "D.ALJ.DISMISSREVIEW",
            "2026-08-05",
            "IRE's dismissal",
        ),
    ],
)
def test_a_dismissal_has_a_review_of_its_own(  # noqa: PLR0917 (a row of the table)
    program: str, level: str, dismissed: str, rule: str, due: str, where: str
) -> None:
    filed = on(dismissed).replace(day=1)
    intake = {"program": program, "level": level, "stage": "pending", "filed_on": filed}
    case = appeal(at(filed), **intake)
    told = case.tell(
        "record_decision", at(on(dismissed)), outcome="dismissed", notice_date=dismissed
    )
    review = ours(told.after)
    assert (review.reckoning.rule, review.due_on) == (rule, on(due))
    assert review.purpose is Purpose.DISMISSAL_REVIEW
    assert where in review.where


def test_an_extension_is_added_and_another_to_it() -> None:
    case = appeal(
        at(on("2026-03-02")),
        program="original",
        level="redetermination",
        stage="pending",
        filed_on="2026-03-01",
    )
    once = case.tell("record_extension", at(on("2026-03-10")), noticed_on="2026-03-10", days=14)
    assert theirs(once.after).due_on == on("2026-05-14")
    twice = case.tell("record_extension", at(on("2026-03-12")), noticed_on="2026-03-12", days=14)
    # Worked by hand: 28 days in all.
    assert theirs(twice.after).due_on == on("2026-05-28")
    assert theirs(twice.after).key == "redetermination.decision.1"
    refused = case.refusal("record_extension", at(on("2026-03-13")), noticed_on="2026-03-13")
    assert refused.startswith("days: extended before")


def test_what_the_law_does_not_extend_is_refused_in_its_words() -> None:
    case = appeal(
        at(on("2026-06-10")),
        program="part_d",
        level="redetermination",
        stage="pending",
        filed_on="2026-06-10",
    )
    refused = case.refusal("record_extension", at(on("2026-06-11")), noticed_on="2026-06-11")
    assert "this time limit cannot be extended" in refused
    assert clock(case.stands(at(on("2026-06-11"))), "D.REDET.STD").due_on == on("2026-06-17")


def test_granted_expedited_handling_restarts_the_clock_and_refused_it_stays() -> None:
    intake = {"program": "part_c", "level": "plan_reconsideration", "stage": "pending"}
    case = appeal(at(on("2026-02-20")), filed_on="2026-02-20", **intake)
    granted = case.tell(
        "request_expedited",
        at(on("2026-02-28")),
        requested_on="2026-02-27",
        requested_at="16:00",
        answer="granted",
    ).after
    fast = theirs(granted)
    # 72 hours: worked by hand, there in Los Angeles.
    assert (fast.reckoning.rule, fast.due_on) == ("C.RECON.EXP", on("2026-03-02"))
    assert fast.key == "plan_reconsideration.decision.1"
    other = appeal(at(on("2026-06-15")), filed_on="2026-06-15", **intake)
    denied = other.tell(
        "request_expedited", at(on("2026-06-16")), requested_on="2026-06-16", answer="denied"
    ).after
    assert theirs(denied).due_on == on("2026-07-15")
    assert [one.code for one in denied.remarks] == ["appeal.not_expedited"]
    again = other.tell(
        "request_expedited", at(on("2026-06-17")), requested_on="2026-06-17", answer="denied"
    ).after
    assert len(again.remarks) == 1
