"""A filing set against the day to work to, and against the last on which it counts."""

from datetime import date, datetime, timedelta

import pytest

from models.rulebook import FactError, Facts, rulebook
from tests.models.rulebook.worked_examples import WorkedExample, worked_examples

ZONE = "America/Chicago"


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of March 2026 on the clock of the zone."""
    return datetime(2026, 3, day, hour, minute)  # noqa: DTZ001


def found(
    rule: str, on: date | datetime, filed: date | datetime, facts: Facts | None = None
) -> tuple[bool | None, str]:
    reckoned = rulebook.reckon(rule, on, zone=ZONE, facts=facts or Facts())
    answer = rulebook.timeliness(reckoned, filed)
    assert answer is not None
    return answer.in_time, answer.words


@pytest.mark.parametrize(
    ("rule", "on", "filed", "in_time", "words"),
    [
        ("AB.REDET.FILE", date(2026, 11, 2), date(2027, 3, 7), True, "Sun, Mar 7, 2027: in time."),
        (
            "AB.REDET.FILE",
            date(2026, 11, 2),
            date(2027, 3, 8),
            True,
            "and in time, as it counts until Mon, Mar 8, 2027.",
        ),
        (
            "AB.REDET.FILE",
            date(2026, 11, 2),
            date(2027, 3, 9),
            False,
            "Tue, Mar 9, 2027: 2 calendar days late.",
        ),
        (
            "F.NOMNC.FILE.OM",
            date(2026, 3, 6),
            local(7, 12),
            True,
            "noon Central Time on Sat, Mar 7, 2026: in",
        ),
        (
            "F.NOMNC.FILE.OM",
            date(2026, 3, 6),
            local(7, 12, 1),
            False,
            "12:01 p.m. Central Time on Sat, Mar 7, 2026: late.",
        ),
        ("F.NOMNC.FILE.OM", date(2026, 3, 6), date(2026, 3, 6), True, "Fri, Mar 6, 2026: in time."),
        (
            "F.NOMNC.FILE.OM",
            date(2026, 3, 6),
            date(2026, 3, 7),
            None,
            "Sat, Mar 7, 2026: whether by noon Central Time is not known without the hour.",
        ),
    ],
)
def test_in_time_or_late(
    rule: str, on: date, filed: date | datetime, in_time: bool | None, words: str
) -> None:
    answer = found(rule, on, filed)
    assert answer[0] is in_time
    assert answer[1].startswith("Filed ")
    assert words in answer[1]


@pytest.mark.parametrize(
    ("filed", "in_time", "words"),
    [
        (local(7, 12), True, "noon Central Time on Sat, Mar 7, 2026: in time."),
        (date(2026, 3, 7), True, "Sat, Mar 7, 2026: in time."),
        (local(7, 15), True, "in time, as it counts until noon Central Time on Thu, Mar 19, 2026."),
        (local(19, 12), True, "as it counts until noon Central Time on Thu, Mar 19, 2026."),
        (date(2026, 3, 19), None, "whether by noon Central Time is not known without the hour."),
        (local(19, 12, 1), False, "12 calendar days late."),
        (date(2026, 3, 20), False, "13 calendar days late."),
    ],
)
def test_by_the_notice_as_printed(filed: date, in_time: bool | None, words: str) -> None:
    """Noon of the day after delivery is worked to; noon before services end still counts."""
    facts = Facts(services_end=date(2026, 3, 20))
    answer = found("F.NOMNC.FILE.MA", date(2026, 3, 6), filed, facts)
    assert answer[0] is in_time
    assert words in answer[1]


def test_the_clocks_of_others_are_not_about_our_filing() -> None:
    theirs = rulebook.reckon("C.RECON.STD", date(2026, 3, 1), zone=ZONE)
    assert rulebook.timeliness(theirs, date(2026, 3, 5)) is None


def test_nothing_is_filed_before_its_notice() -> None:
    with pytest.raises(FactError, match=r"C\.RECON\.FILE: filed: .*expected"):
        found("C.RECON.FILE", date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize("given", [20261005, 1790000000.5, True, "5", "tomorrow"])
@pytest.mark.parametrize("name", ["received", "statement", "filed", "services_end", "period_ended"])
def test_a_number_is_no_day(name: str, given: object) -> None:
    with pytest.raises(ValueError, match="expected a date such as 2026-11-02"):
        Facts.model_validate({name: given})


OURS = [
    case
    for case in worked_examples()
    if rulebook.row(case.rule).ours and "T" not in case.due and "T" not in case.on
]


@pytest.mark.parametrize("case", OURS, ids=str)
def test_the_day_before_the_day_itself_and_the_day_after(case: WorkedExample) -> None:
    """Of every worked example of ours: what is filed the day after the last that counts is late."""
    facts = Facts.model_validate(case.facts)
    found = rulebook.reckon(case.rule, case.when, zone=case.zone, facts=facts)
    due = date.fromisoformat(case.due)
    last = date.fromisoformat(case.last_arguable) if case.last_arguable else due
    one = timedelta(days=1)
    for day, in_time in ((due - one, True), (due, True), (last, True), (last + one, False)):
        if day < date.fromisoformat(case.on):
            continue
        judged = rulebook.timeliness(found, day)
        assert judged is not None
        assert judged.in_time is in_time, day
