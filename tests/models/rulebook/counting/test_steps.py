"""A reckoning in words: what is said, in which order, and what is refused how."""

from datetime import UTC, date, datetime

import pytest

from models.rulebook import (
    FactError,
    Facts,
    NotCountableError,
    NotInForceError,
    UnknownRuleError,
    rulebook,
)


def local(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    """An hour of 2026 on the clock of whichever zone a question names."""
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001


def steps(
    rule: str, when: date | datetime, zone: str = "America/New_York", **facts: object
) -> tuple[str, ...]:
    return rulebook.reckon(rule, when, zone=zone, facts=Facts.model_validate(facts)).steps


def test_a_filing_deadline_that_falls_on_a_sunday() -> None:
    assert steps("AB.REDET.FILE", date(2026, 11, 2)) == (
        "Notice dated Mon, Nov 2, 2026.",
        "Receipt presumed Sat, Nov 7, 2026 (5 days, 42 CFR 405.942(a)(1)).",
        "120 calendar days: Sun, Mar 7, 2027.",
        "Contractors accept the next working day, Mon, Mar 8, 2027; work to the 7th.",
    )


def test_proven_receipt() -> None:
    assert steps(
        "C.RECON.FILE",
        date(2026, 3, 18),
        received=date(2026, 3, 20),
        received_evidence="portal log",
    )[1] == (
        "Receipt proven Fri, Mar 20, 2026, portal log: it replaces the presumed Mon, Mar 23, 2026 "
        "(42 CFR 422.582(b)(1))."
    )


def test_receipt_where_the_date_of_the_notice_counts() -> None:
    said = steps("C.RECON.DISMISS", date(2026, 3, 1), received=date(2026, 3, 20))
    assert said[2] == "Counted from the date of the notice, whenever it arrived."


def test_hours_across_a_change_of_the_clocks() -> None:
    assert steps("C.RECON.EXP", local(31, 9, 30), zone="America/Chicago") == (
        "Request received 9:30 a.m. Central Time on Sat, Oct 31, 2026.",
        "72 hours: 8:30 a.m. Central Time on Tue, Nov 3, 2026.",
    )


def test_an_instant_is_seen_in_the_zone() -> None:
    when = datetime(2026, 10, 31, 14, 30, tzinfo=UTC)
    same = local(31, 9, 30)
    zone = "America/Chicago"
    assert rulebook.reckon("C.OD.EXP", when, zone=zone) == rulebook.reckon(
        "C.OD.EXP", same, zone=zone
    )


def test_without_an_hour_their_clock_starts_at_the_end_of_the_day_and_ours_at_its_start() -> None:
    theirs = steps("C.RECON.EXP", date(2026, 6, 1))
    assert theirs[1] == "No hour is known: counted from the end of that day."
    ours = steps("F.MCSN.FILE", date(2026, 6, 1))
    assert ours[1] == "No hour is known: counted from the start of that day."


def test_extension_and_days_not_counted() -> None:
    assert steps("C.OD.STD", date(2026, 2, 14), extended=True, tolled_days=1)[1:] == (
        "14 calendar days: Sat, Feb 28, 2026.",
        "Extended by 14 calendar days (42 CFR 422.568(b)(2)(i)(A)-(C)): Sat, Mar 14, 2026.",
        "1 calendar day not counted: Sun, Mar 15, 2026.",
    )


def test_two_readings_of_noon() -> None:
    said = steps("F.NOMNC.FILE.OM", date(2026, 3, 6), services_end=date(2026, 3, 7))
    assert said[1:4] == (
        "Noon of the day after: noon Eastern Time on Sat, Mar 7, 2026.",
        "By the form, noon of the day before services end: noon Eastern Time on Fri, Mar 6, 2026.",
        "The earlier of the two counts: noon Eastern Time on Fri, Mar 6, 2026.",
    )


@pytest.mark.parametrize(
    ("rule", "facts", "said"),
    [
        (
            "C.EFF.IRE.STD",
            {},
            "To provide the service instead of authorizing it, 14 calendar days: Wed, "
            "Oct 21, 2026.",
        ),
        (
            "D.REDET.PAY",
            {},
            "To pay after a reversal (42 CFR 423.636(a)(2)), 30 calendar days: Fri, Nov 6, 2026.",
        ),
        (
            "D.ALJ.DECIDE",
            {"speed": "expedited"},
            "To grant or deny the request to expedite, 5 calendar days: Mon, Oct 12, 2026.",
        ),
        (
            "D.EFF.PLAN",
            {"kind": "payment"},
            "To authorize the payment, 14 calendar days: Wed, Oct 21, 2026.",
        ),
        (
            "D.EFF",
            {"kind": "payment"},
            "To authorize the payment, 72 hours: 9:00 a.m. Eastern Time on Sat, Oct 10, 2026.",
        ),
        (
            "D.DISENROLL.REINSTATE",
            {},
            "The last day to pay all that is owed; pay by the day before, 3 months: "
            "Thu, Jan 7, 2027.",
        ),
    ],
)
def test_a_further_limit_beside_the_main_one(
    rule: str, facts: dict[str, object], said: str
) -> None:
    known = Facts.model_validate(facts)
    found = rulebook.reckon(rule, local(7, 9), zone="America/New_York", facts=known)
    assert found.steps[2] == said


def test_every_further_limit_is_tested_above() -> None:
    beside = {
        row.id
        for row in rulebook.rows()
        for version in row.versions
        for limit in version.limits
        if limit.also
    }
    assert beside == {
        "C.EFF.IRE.STD",
        "D.REDET.PAY",
        "D.ALJ.DECIDE",
        "D.DISENROLL.REINSTATE",
        "D.EFF.PLAN",
        "D.EFF",
    }


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (None, "No supporting statement: the clock starts at the end of day 14, Thu, Oct 15, 2026"),
        (
            local(7, 9),
            "Supporting statement received 9:00 a.m. Eastern Time on Wed, Oct 7, 2026: it",
        ),
        (local(1, 8), "The supporting statement came with the request"),
        (date(2026, 10, 20), "The supporting statement of Tue, Oct 20, 2026 came after day 14"),
    ],
)
def test_the_prescribers_statement(statement: object, said: str) -> None:
    when = local(1, 9)
    assert steps("D.CD.EXC", when, statement=statement)[1].startswith(said)


def test_close_of_business_is_said_to_be_a_convention() -> None:
    assert any("17:00" in step for step in steps("F.NOMNC.DENC", date(2026, 5, 1)))


def test_unverified_is_said_first() -> None:
    found = rulebook.reckon("C.IRE.DECIDE", date(2026, 5, 1), zone="America/New_York")
    assert found.steps[0] == "Unverified: check the notice, or ask where there is none."
    assert found.evidence.startswith("UNVERIFIED")
    assert not found.verified


def test_one_source_stays_verified_with_its_mark() -> None:
    found = rulebook.reckon("F.NOMNC.DECIDE.OM", date(2026, 5, 1), zone="America/New_York")
    assert (found.evidence, found.verified) == ("1SRC", True)


@pytest.mark.parametrize(
    ("rule", "when", "zone", "facts", "fact"),
    [
        ("C.RECON.FILE", date(2026, 3, 18), "UTC", {"received": date(2026, 3, 17)}, "received"),
        ("C.RECON.PARTB", date(2026, 3, 18), "UTC", {"extended": True}, "extended"),
        ("C.RECON.STD", date(2026, 3, 18), "UTC", {"extension_days": 3}, "extension_days"),
        (
            "C.RECON.STD",
            date(2026, 3, 18),
            "UTC",
            {"extended": True, "extension_days": 15},
            "extension_days",
        ),
        ("C.RECON.FILE", date(2026, 3, 18), "UTC", {"tolled_days": 1}, "tolled_days"),
        ("C.RECON.FILE", date(2026, 3, 18), "Mars/Olympus", {}, "zone"),
        ("C.RECON.FILE", date(2926, 3, 18), "UTC", {}, "when"),
        ("C.RECON.FILE", date(226, 3, 18), "UTC", {}, "when"),
        ("C.RECON.FILE", date(2026, 3, 18), "UTC", {"received": date.max}, "received"),
        ("D.CD.EXC", date(2026, 3, 18), "UTC", {"statement": date.min}, "statement"),
        ("F.NOMNC.FILE.OM", date(2026, 3, 18), "UTC", {"services_end": date.min}, "services_end"),
        (
            "C.OD.EXP",
            local(8, 2, 30, month=3),
            "America/New_York",
            {},
            "when",
        ),
    ],
)
def test_a_wrong_fact_is_named(
    rule: str, when: date, zone: str, facts: dict[str, object], fact: str
) -> None:
    with pytest.raises(FactError, match=rf"^{rule}: {fact}: .*expected") as caught:
        rulebook.reckon(rule, when, zone=zone, facts=Facts.model_validate(facts))
    assert caught.value.fact == fact


def test_a_fact_cannot_be_counted() -> None:
    with pytest.raises(NotCountableError, match=r"REP\.VALID"):
        rulebook.reckon("REP.VALID", date(2026, 1, 1), zone="UTC")


def test_before_the_rule_began() -> None:
    with pytest.raises(NotInForceError, match=r"C\.RECON\.PARTB.*Dec 31, 2019.*Jan 1, 2020"):
        rulebook.reckon("C.RECON.PARTB", date(2019, 12, 31), zone="UTC")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("C.RECN.FILE", "C.RECON.FILE"), ("c.recon.file", "C.RECON.FILE"), ("ABREDET", "AB.REDET")],
)
def test_an_unknown_id_suggests_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownRuleError, match=nearest):
        rulebook.reckon(name, date(2026, 1, 1), zone="UTC")


def test_an_hour_that_came_twice_is_the_first_and_says_so() -> None:
    twice = "That hour came twice on Sun, Nov 1, 2026, as the clocks went back: the first is taken."
    found = rulebook.reckon("D.CD.STD", local(1, 1, 30, month=11), zone="America/New_York")
    assert found.steps[1] == twice
    assert found.due_at == datetime(2026, 11, 4, 5, 30, tzinfo=UTC)
    hour_later = steps("D.CD.STD", local(1, 2, 0, month=11))
    hour_before = steps("D.CD.STD", local(1, 0, 59, month=11))
    assert twice not in (*hour_later, *hour_before)
    known = steps("D.CD.STD", datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
    assert twice not in known


def test_a_statement_at_an_hour_that_came_twice() -> None:
    said = steps("D.CD.EXC", date(2026, 10, 30), statement=local(1, 1, 15, month=11))
    assert any(step.startswith("That hour came twice on Sun, Nov 1, 2026") for step in said)
