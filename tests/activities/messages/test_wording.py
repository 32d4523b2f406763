"""Days, hours and counts in words."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from activities.messages.wording import Left, Unit, time_left, words_of
from models.cases.deadline import Purpose
from models.cases.evidence import Element
from models.cases.kinds import CaseKind
from models.cases.language import Language
from models.cases.people import Role
from models.inputs.appeal_intake import LEVELS
from models.inputs.common_intake import Override
from models.procedure.planning import STEPS
from tests.activities.samples import hourly_deadline, make_deadline

EN, ES = words_of(Language.ENGLISH), words_of(Language.SPANISH)


def test_days_in_both_languages() -> None:
    day = date(2027, 1, 6)
    assert EN.day(day) == "Wednesday, January 6, 2027"
    assert EN.short_day(day) == "Wed, Jan 6, 2027"
    assert ES.day(day) == "miércoles, 6 de enero de 2027"
    assert ES.short_day(day) == "mié, 6 ene 2027"


@pytest.mark.parametrize("language", Language)
def test_every_day_and_month_has_its_name(language: Language) -> None:
    days = [date(2027, 1, 4) + timedelta(days=number) for number in range(7)]
    assert len({words_of(language).day(day).split()[0] for day in days}) == 7
    months = {
        re.sub(r"[\d,]", "", words_of(language).day(date(2027, month, 1)).split(",", 1)[1])
        for month in range(1, 13)
    }
    assert len(months) == 12


@pytest.mark.parametrize(
    ("left", "english", "spanish"),
    [
        (Left(44, Unit.DAYS), "44 days left", "quedan 44 días"),
        (Left(2, Unit.DAYS), "2 days left", "quedan 2 días"),
        (Left(1, Unit.DAYS), "1 day left", "queda 1 día"),
        (Left(0, Unit.DAYS), "today is the last day", "hoy es el último día"),
        (Left(-1, Unit.DAYS), "1 day ago", "venció hace 1 día"),
        (Left(-3, Unit.DAYS), "3 days ago", "venció hace 3 días"),
        (Left(30, Unit.HOURS), "30 hours left", "quedan 30 horas"),
        (Left(1, Unit.HOURS), "1 hour left", "queda 1 hora"),
        (Left(0, Unit.HOURS), "less than an hour left", "queda menos de una hora"),
        (Left(-2, Unit.HOURS), "2 hours ago", "venció hace 2 horas"),
    ],
)
def test_counts(left: Left, english: str, spanish: str) -> None:
    assert EN.left(left) == english
    assert ES.left(left) == spanish


def test_the_number_can_be_set_apart() -> None:
    assert EN.left_parts(Left(7, Unit.DAYS)) == ("", "7", "days left")
    assert ES.left_parts(Left(7, Unit.DAYS)) == ("quedan", "7", "días")
    assert EN.left_parts(Left(0, Unit.DAYS)) == ("today is the last day", "", "")


@pytest.mark.parametrize(
    ("now", "days"),
    [
        # The deadline's zone is New York: there the day begins at 5:00 UTC.
        (datetime(2026, 12, 30, 4, 59, tzinfo=UTC), 8),
        (datetime(2026, 12, 30, 5, 0, tzinfo=UTC), 7),
        (datetime(2027, 1, 7, 4, 59, tzinfo=UTC), 0),
        (datetime(2027, 1, 7, 5, 0, tzinfo=UTC), -1),
    ],
)
def test_days_left_are_days_of_the_deadlines_zone(now: datetime, days: int) -> None:
    assert time_left(make_deadline(), now) == Left(days, Unit.DAYS)


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (timedelta(hours=80), Left(3, Unit.DAYS)),
        (timedelta(hours=71, minutes=59), Left(71, Unit.HOURS)),
        (timedelta(minutes=59), Left(0, Unit.HOURS)),
        (timedelta(0), Left(0, Unit.HOURS)),
        (-timedelta(minutes=1), Left(-1, Unit.HOURS)),
        (-timedelta(hours=2), Left(-2, Unit.HOURS)),
    ],
)
def test_a_limit_to_the_hour_counts_elapsed_hours_near_its_end(
    before: timedelta, left: Left
) -> None:
    deadline = hourly_deadline()
    assert time_left(deadline, deadline.expires_at - before) == left


def test_an_hour_is_told_in_the_readers_zone() -> None:
    deadline = hourly_deadline()
    assert EN.by(deadline, "America/Chicago", short=False) == (
        "8:30 a.m. Central Time on Tuesday, November 3, 2026"
    )
    assert EN.by(deadline, "Pacific/Honolulu", short=True) == (
        "4:30 a.m. Hawaii Time on Tue, Nov 3, 2026"
    )
    assert ES.by(deadline, "America/Puerto_Rico", short=True) == (
        "mar, 3 nov 2026, 10:30 a. m., hora del Atlántico"
    )
    assert EN.time(datetime(2026, 7, 1, 17, 5, tzinfo=UTC), "America/Indiana/Knox") == (
        "12:05 p.m. Central Time"
    )


def test_an_override_ends_with_its_day_even_of_a_limit_to_the_hour() -> None:
    override = Override(due_on=date(2026, 11, 5), reason="the notice says so")
    deadline = hourly_deadline(override=override, due_on=override.due_on)
    assert EN.by(deadline, "America/Chicago", short=True) == "Thu, Nov 5, 2026"


@pytest.mark.parametrize("language", Language)
def test_every_level_and_purpose_has_its_words(language: Language) -> None:
    words = words_of(language)
    levels = {level for ladder in LEVELS.values() for level in ladder}
    first = {ladder[0] for ladder in LEVELS.values()}
    for purpose in Purpose:
        for level in levels - first if purpose.ours else levels:
            if (purpose, level) == (Purpose.DISMISSAL_REVIEW, "district_court"):
                continue
            if purpose is Purpose.PLANNED:
                continue
            deadline = make_deadline(purpose=purpose, level=level)
            assert words.matter(deadline, "MISSING") != "MISSING", (purpose, level)
    for step in STEPS:
        planned = make_deadline(purpose=Purpose.PLANNED, level=step)
        assert words.matter(planned, "MISSING") != "MISSING"
    assert all(words.role(role.value) for role in Role)
    assert all(words.case(kind, "AC-1").endswith(" AC-1") for kind in CaseKind)
    assert len({words.element(element) for element in Element}) == len(Element)
