"""The appointment of a representative: its year, its seven elements, and the reminders."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from models.cases.standing import Readers
from models.procedure.appeal.standing import AppealStanding
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import case_of
from models.words.english.tables import say, title
from tests.models.procedure.appeal.appeals_told import NOTICE, appeal, panel_of, recorded
from tests.models.procedure.telling import Telling, at

SIGNED, UNTIL = date(2026, 6, 1), date(2027, 6, 1)
REPRESENTATIVE: dict[str, Any] = {"representative": {"name": "Ana Perez"}}
DAY = timedelta(days=1)
PURPOSE = "appointment_of_representative.purpose"


def part(case: Telling, now: datetime) -> str:
    """What the panel says of the appointment; nothing where it has no such part."""
    found = [one for one in panel_of(case, now).parts if one.title.code == "appeal.appointment"]
    return "\n".join(say(line) for one in found for line in (one.lead, *one.lines) if line)


def matters(standing: AppealStanding) -> list[str]:
    """The matters about the appointment."""
    return [title(one.said) for one in standing.matters if one.kind.value == "appointment"]


def test_a_case_with_a_representative_shows_that_none_is_recorded() -> None:
    """Without a reminder: the field is new, and most desks have theirs on paper."""
    case = appeal(**REPRESENTATIVE)
    shown = part(case, at(NOTICE))
    assert shown.startswith("No appointment is recorded. Record the day of the later signature")
    assert "its 7 elements" in shown
    assert "valid for one year" in shown
    assert matters(case.stands(at(NOTICE))) == []


def test_a_case_without_one_shows_nothing() -> None:
    """Nor does a program whose appointments are others'."""
    assert part(appeal(), at(NOTICE)) == ""
    assert part(appeal(program="irmaa", **REPRESENTATIVE), at(NOTICE)) == ""


def test_its_year_is_shown() -> None:
    """From the intake, or from a report; the latest counts."""
    case = appeal(**REPRESENTATIVE, appointment={"signed_on": SIGNED})
    shown = part(case, at(NOTICE))
    assert "Signed Monday, June 1, 2026. It can be filed through Tuesday, June 1, 2027" in shown
    assert "Nothing is reported missing of its 7 elements." in shown
    told = case.tell("record_appointment", at(NOTICE), signed_on="2026-10-01")
    assert recorded(told.after, 2) == [
        "The appointment of the representative was signed Thu, Oct 1, 2026."
    ]
    assert "through Friday, October 1, 2027" in part(case, at(NOTICE))


def test_what_is_missing_is_shown_with_what_follows_and_the_manager_is_reminded() -> None:
    """Each element with its paragraph."""
    case = appeal(**REPRESENTATIVE)
    told = case.tell("record_appointment", at(NOTICE), signed_on=SIGNED, missing=[PURPOSE])
    shown = part(case, at(NOTICE))
    assert "the purpose and scope of the representation (42 CFR 405.910(c)(3))." in shown
    assert "should say what is missing and let it be mended. (42 CFR 405.910(d)(1))" in shown
    (matter,) = [one for one in told.after.matters if one.kind.value == "appointment"]
    assert matter.readers is Readers.MANAGER
    assert say(matter.said).startswith("Missing: the purpose and scope")
    mended = case.tell("record_appointment", at(NOTICE), signed_on=SIGNED).after
    assert matters(mended) == []


@pytest.mark.parametrize(
    "intake",
    [
        {"program": "original"},
        {"program": "prior_authorization", "level": "redetermination"},
    ],
)
def test_original_medicare_says_that_the_time_to_decide_waits(intake: dict[str, Any]) -> None:
    """REP.TOLL."""
    case = appeal(**intake, **REPRESENTATIVE)
    case.tell("record_appointment", at(NOTICE), missing=[PURPOSE])
    shown = part(case, at(NOTICE))
    assert "does not count towards the adjudication time frame" in shown
    assert "The day on which both had signed is not recorded." in shown


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (UNTIL - 31 * DAY, []),
        (UNTIL - 30 * DAY, ["the year of the appointment ends on Tuesday, June 1, 2027"]),
        (UNTIL - DAY, ["the year of the appointment ends on Tuesday, June 1, 2027"]),
        (UNTIL, ["the year of the appointment ends on Tuesday, June 1, 2027"]),
        (UNTIL + DAY, ["the year of the appointment has ended"]),
    ],
)
def test_the_end_of_its_year_is_brought_up(today: date, said: list[str]) -> None:
    """A month before, on the day itself, and the day after."""
    notice = UNTIL - 20 * DAY
    opened = at(today)
    facts = {"notice_date": min(notice, today), **REPRESENTATIVE}
    case = appeal(opened, **facts, appointment={"signed_on": SIGNED})
    assert matters(case.stands(opened)) == said


def test_a_case_wakes_when_its_year_comes_near_its_end() -> None:
    """As the days begin on which something else is to be said."""
    case = appeal(**REPRESENTATIVE, appointment={"signed_on": SIGNED})
    played = case_of(case.state, at(NOTICE))
    standing = case.stands(at(NOTICE))
    looks = list(PROCEDURES[case.state.kind].looks(played, standing))
    assert [one.date() for one in looks][-2:] == [date(2027, 5, 2), date(2027, 6, 2)]


@pytest.mark.parametrize(
    ("signed", "filed", "holds"),
    [
        # Filed on the last day of its year, the day after it; a year from a leap day.
        (date(2025, 12, 10), date(2026, 12, 9), True),
        (date(2025, 12, 10), date(2026, 12, 10), True),
        (date(2025, 12, 10), date(2026, 12, 11), False),
        # Signed after the filing it went with nothing.
        (date(2026, 12, 12), date(2026, 12, 11), False),
        (date(2026, 12, 11), date(2026, 12, 11), True),
    ],
)
def test_filed_within_its_year_it_holds_for_the_appeal(
    signed: date, filed: date, *, holds: bool
) -> None:
    """On the day before, the day itself, and the day after."""
    case = appeal(**REPRESENTATIVE)
    now = at(date(2026, 12, 20))
    case.tell("file_appeal", now, filed_on=filed)
    case.tell("record_appointment", now, signed_on=signed)
    assert ("within its year: it holds for the rest" in part(case, now)) == holds


def test_filed_while_something_was_missing_it_does_not_hold_yet() -> None:
    """It has to be completed, and its year runs on."""
    case = appeal(**REPRESENTATIVE)
    now = at(date(2026, 12, 20))
    case.tell("file_appeal", now, filed_on=date(2026, 12, 9))
    case.tell("record_appointment", now, signed_on=SIGNED, missing=[PURPOSE])
    assert "It can be filed through" in part(case, now)
    case.tell("record_appointment", now, signed_on=SIGNED)
    assert "and filed Wednesday, December 9, 2026" in part(case, now)


@pytest.mark.parametrize(
    ("lacks", "came", "filed"),
    [
        (["appointment_of_representative"], {}, date(2026, 12, 8)),
        ([PURPOSE], {"what": [PURPOSE]}, date(2026, 12, 8)),
        # Something else came: the appointment went with nothing yet.
        (["redetermination.items"], {}, None),
    ],
)
def test_signed_after_the_request_it_holds_once_it_completes_it(
    lacks: list[str], came: dict[str, Any], filed: date | None
) -> None:
    """A year later nobody is told that a new one is needed."""
    case = appeal(program="original", **REPRESENTATIVE)
    now = at(date(2026, 12, 20))
    case.tell("file_appeal", now, filed_on=date(2026, 12, 1), incomplete=lacks)
    case.tell("record_appointment", now, signed_on="2026-12-05")
    case.tell("complete_request", now, on=date(2026, 12, 8), **came)
    assert ("and filed Tuesday, December 8, 2026" in part(case, now)) == (filed is not None)
    assert matters(case.stands(at(date(2027, 12, 6)))) == (
        [] if filed else ["the year of the appointment has ended"]
    )


def test_a_year_from_a_leap_day_ends_on_the_last_of_february() -> None:
    """The earlier reading."""
    now = at(date(2028, 3, 1))
    case = appeal(now, notice_date="2028-02-20", **REPRESENTATIVE)
    case.tell("record_appointment", now, signed_on="2028-02-29")
    assert "through Wednesday, February 28, 2029" in part(case, now)


@pytest.mark.parametrize(
    ("content", "intake", "said"),
    [
        ({"signed_on": SIGNED}, {}, "The case has no representative: add one with"),
        ({"signed_on": "2026-12-01"}, REPRESENTATIVE, "signed_on: Tue, Dec 1, 2026 is in the"),
        ({}, REPRESENTATIVE, "signed_on: expected, or what is missing"),
        ({"signed_on": "2013-12-31"}, REPRESENTATIVE, "signed_on: expected 2014-01-01 or later"),
        ({"missing": ["purpose"]}, REPRESENTATIVE, "missing.0: expected 'waiver_of_liability'"),
        (
            {"missing": ["redetermination.items"]},
            REPRESENTATIVE,
            "missing.0: expected an element such as appointment_of_representative.signatures",
        ),
        (
            {"signed_on": SIGNED},
            {"program": "irmaa", **REPRESENTATIVE},
            "The rulebook has no appointment of representative for this program.",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    content: dict[str, Any], intake: dict[str, Any], said: str
) -> None:
    """In a sentence that says what would be right."""
    assert appeal(**intake).refusal("record_appointment", at(NOTICE), **content).startswith(said)
