"""Late fast-track requests in Original Medicare: until when they are heard, and the QIO's time.

Medicare Claims Processing Manual ch. 30 §200.4.3 (discharge) and §260.4.3 (end of services).
"""

from datetime import date, time
from typing import Any

import pytest

from tests.models.procedure.appeal.appeals_told import appeal, clock, ours, place, theirs
from tests.models.procedure.telling import Telling, at, matters

NOTICE, END = date(2026, 6, 2), date(2026, 6, 4)
LAST = date(2026, 8, 3)
"""60 days after the effective date of the notice."""


def termination(**intake: Any) -> Telling:
    return appeal(
        at(NOTICE), program="termination_original", notice_date=NOTICE, services_end=END, **intake
    )


def test_the_late_time_opens_when_the_noon_has_passed() -> None:
    before = termination().stands(at(date(2026, 6, 3), time(11)))
    assert ours(before).reckoning.rule == "F.NOMNC.FILE.OM"
    after = termination().stands(at(date(2026, 6, 3), time(13)))
    assert (ours(after).reckoning.rule, ours(after).due_on) == ("F.NOMNC.LATE.OM.FILE", LAST)
    assert place(after) == ("qio_review", "filing")


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        (date(2026, 6, 4), date(2026, 6, 11)),  # Services end that day: they still go on.
        (date(2026, 6, 5), date(2026, 7, 5)),  # They are over: 30 days.
        (LAST, date(2026, 9, 2)),  # The last day.
    ],
)
def test_the_qio_has_7_days_while_services_go_on_and_30_after(filed: date, due: date) -> None:
    told = termination().tell("file_appeal", at(filed), filed_on=filed).after
    decision = theirs(told)
    assert (decision.reckoning.rule, decision.due_on) == ("F.NOMNC.LATE.OM.DECIDE", due)
    assert told.levels[-1].late_filing


def test_the_filing_says_whether_services_go_on_where_the_day_does_not() -> None:
    day = date(2026, 6, 10)
    on = termination().tell("file_appeal", at(day), filed_on=day, services_over=False).after
    assert theirs(on).due_on == date(2026, 6, 17)
    over = termination().tell("file_appeal", at(day), filed_on=day).after
    assert theirs(over).due_on == date(2026, 7, 10)


def test_a_day_after_the_60_days_reasons_are_asked_for() -> None:
    day = date(2026, 8, 4)
    standing = termination().stands(at(day))
    assert clock(standing, "F.NOMNC.LATE.OM.FILE").due_on == LAST
    assert place(standing) == ("qio_review", "good_cause")
    case = termination()
    told = case.tell("file_appeal", at(day), filed_on=day).after
    assert "good_cause" in matters(told)


def test_a_late_request_of_an_inpatient_counts_from_all_requested_information() -> None:
    end, day = date(2026, 11, 26), date(2026, 11, 27)
    case = appeal(at(end), program="hospital_discharge_original", notice_date=end, services_end=end)
    told = case.tell(
        "file_appeal", at(day), filed_on=day, services_over=False, records_on=None
    ).after
    assert theirs(told).reckoning.rule == "F.HOSP.LATE.INPATIENT"
    assert theirs(told).due_on == date(2026, 11, 29)  # Until the day of the records is known.
    known = date(2026, 11, 28)
    told = case.tell("recalculate", at(known), reason="They had them", records_on=known).after
    assert theirs(told).due_on == date(2026, 11, 30)


def test_who_has_left_the_hospital_gets_a_decision_in_30_days() -> None:
    end, day = date(2026, 11, 26), date(2026, 11, 28)
    case = appeal(at(end), program="hospital_discharge_original", notice_date=end, services_end=end)
    told = case.tell("file_appeal", at(day), filed_on=day, records_on=day).after
    assert theirs(told).reckoning.rule == "F.HOSP.LATE.DECIDE"
    assert theirs(told).due_on == date(2026, 12, 28)


def test_elsewhere_services_are_not_asked_about() -> None:
    case, day = appeal(), date(2026, 11, 4)
    refused = case.refusal("file_appeal", at(day), filed_on=day, services_over=True)
    assert refused == "services_over: belongs to the fast-track programs."
