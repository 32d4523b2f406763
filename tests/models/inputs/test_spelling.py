"""Values that are not written as a form has them: taken where they mean one thing only."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.inputs.appeal_intake import Intake
from models.inputs.appeal_reports import AppealFiled, DecisionRecorded, RequestCompleted
from models.inputs.grievance import GrievanceIntake
from models.inputs.spelling import as_meant
from models.inputs.validation import Refusal, read
from tests.models.corrections.desk import Desk, Json

SMALLEST: Json = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "Knee",
    "case_manager": {"email": "manager@legalaid.example"},
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ({"program": "Medicare Advantage"}, {"program": "part_c"}),
        ({"program": "Part D"}, {"program": "part_d"}),
        ({"program": "PART-C"}, {"program": "part_c"}),
        ({"program": "Medicare Advantage (Part C)"}, {"program": "part_c"}),
        ({"program": "Original Medicare"}, {"program": "original"}),
        ({"program": "Part A and B"}, {"program": "original"}),
        ({"program": "Parts A and B"}, {"program": "original"}),
        ({"program": "End of services (Medicare Advantage)"}, {"program": "termination_ma"}),
        ({"amount_in_controversy": "$1,200"}, {"amount_in_controversy": "1200"}),
        ({"amount_in_controversy": "1,200.50"}, {"amount_in_controversy": "1200.50"}),
        ({"amount_in_controversy": "$ 200"}, {"amount_in_controversy": "200"}),
        ({"speed": "Expedited"}, {"speed": "expedited"}),
        ({"kind": "Part B drug"}, {"kind": "part_b_drug"}),
        ({"notice_date": "11/20/2026"}, {"notice_date": "2026-11-20"}),
        ({"notice_date": "11/11/2026"}, {"notice_date": "2026-11-11"}),
        ({"notice_date": "2026/11/2"}, {"notice_date": "2026-11-02"}),
        ({"notice_date": "November 2, 2026"}, {"notice_date": "2026-11-02"}),
        ({"notice_date": "Mon 2 Nov 2026"}, {"notice_date": "2026-11-02"}),
        ({"notice_date": "Monday, November 2, 2026"}, {"notice_date": "2026-11-02"}),
        ({"notice_date": "mon november 2 2026"}, {"notice_date": "2026-11-02"}),
        ({"notice_date": "Monday Nov. 2, 2026"}, {"notice_date": "2026-11-02"}),
        ({"notice_date": "2 November 2026"}, {"notice_date": "2026-11-02"}),
        ({"notice_date": "May 3, 2026"}, {"notice_date": "2026-05-03"}),
        ({"received": {"on": "11/20/2026"}}, {"received": {"on": "2026-11-20"}}),
        ({"received": {"on": "2026-11-20T00:00:00.000Z"}}, {"received": {"on": "2026-11-20"}}),
        ({"notice_date": "2026-11-20 00:00"}, {"notice_date": "2026-11-20"}),
        ({"prior_authorization": "No"}, {"prior_authorization": False}),
        ({"filed_at": "2:30 p.m."}, {"filed_at": "14:30"}),
        ({"filed_at": "12 am"}, {"filed_at": "00:00"}),
        ({"service": "Part D"}, {"service": "Part D"}),
    ],
)
def test_what_means_one_thing_is_taken(typed: Json, meant: Json) -> None:
    assert as_meant(Intake, typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"notice_date": "11/02/2026"}, "notice_date: expected a date such as 2026-11-02; did you "
         "mean 2026-11-02?"),
        ({"notice_date": "2/3/2027"}, "notice_date: expected a date such as 2026-11-02; did you "
         "mean 2027-02-03?"),
        ({"notice_date": "13/02/26"}, "notice_date: expected a date such as 2026-11-02; did you "
         "mean 2026-02-13?"),
        ({"notice_date": "Friday, November 2, 2026"}, "notice_date: expected a date such as "
         "2026-11-02; 2026-11-02 is a Monday, not a Friday"),
        ({"received": {"on": "Tue 2 Nov 2026", "evidence": "s"}}, "received.on: expected a "
         "date such as 2026-11-02; 2026-11-02 is a Monday, not a Tuesday"),
        ({"notice_date": "Friday, November 31, 2026"}, "notice_date: expected a date such as "
         "2026-11-02"),
        *(
            ({"notice_date": slip}, "notice_date: expected a date such as 2026-11-02")
            for slip in (
                "before November 2, 2026",
                "until November 2, 2026",
                "not November 2, 2026",
                "mond November 2, 2026",
                "maybe 3, 2026",
                "2 novel 2026",
                "November 2, 2026 or 3",
                "Monday Monday, November 2, 2026",
            )
        ),
        *(
            ({"notice_date": number}, "notice_date: expected a date such as 2026-11-02")
            for number in (0, 20261102, 1793577600, 1793577600000, 1793577600.0, True)
        ),
        *(
            ({"notice_date": number}, "notice_date: expected a date such as 2026-11-02")
            for number in ("0", "20261102", "1793577600", "1793577600.0", "+1793577600")
        ),
        ({"received": {"on": 1793577600, "evidence": "s"}}, "received.on: expected a date such as "
         "2026-11-02"),
        *(
            ({"program": name}, "did you mean original or part_c?")
            for name in ("Part A", "part b", "Medicare Part B", "Part B drug", "partb")
        ),
        ({"amount_in_controversy": "1.200,50"}, "amount_in_controversy: expected dollars such as "
         "2400.00"),
        ({"speed": "expidited"}, "speed: expected 'standard' or 'expedited'; did you mean "
         "expedited?"),
        ({"program": "Medicare Advantge"}, "did you mean part_c?"),
        ({"program": "orignal"}, "did you mean original?"),
        ({"notice_dat": "2026-11-02"}, "notice_dat: is not a field of this form; did you mean "
         "notice_date?"),
        ({"Service": "Knee"}, "(a key): is not a field of this form; did you mean service?"),
        ({"case_manager": {"emial": "a@b.example", "email": "a@b.example"}}, "case_manager.emial: "
         "is not a field of this form; did you mean email?"),
        ({"colour": "blue"}, "colour: is not a field of this form; check its spelling"),
        ({"stage": "Ana Perez"}, "stage: expected 'denied' or 'pending'"),
    ],
)  # fmt: skip
def test_what_may_mean_something_else_is_asked_about(typed: Json, said: str) -> None:
    with pytest.raises(Refusal) as caught:
        read(Intake, as_meant(Intake, SMALLEST | typed))
    assert caught.value.message.endswith(said)
    assert "Ana" not in caught.value.message


def test_other_forms_are_read_alike() -> None:
    said = as_meant(DecisionRecorded, {"outcome": "Partially favorable"})
    assert said == {"outcome": "partially_favorable"}
    filed = as_meant(AppealFiled, {"incomplete": ["Waiver of liability"]})
    assert filed == {"incomplete": ["waiver_of_liability"]}
    one = as_meant(RequestCompleted, {"on": "12/20/2026", "what": "Waiver of Liability"})
    assert one == {"on": "2026-12-20", "what": "waiver_of_liability"}
    assert as_meant(GrievanceIntake, {"program": "Part D"}) == {"program": "part_d"}


def test_a_case_keeps_what_was_meant() -> None:
    desk = Desk.open(program="Medicare Advantage", notice_date="Nov 2, 2026")
    assert desk.history(1)["content"]["program"] == "part_c"
    assert desk.open_days == {"plan_reconsideration.filing.1": "2027-01-06"}
    desk.report("file_appeal", filed_on="11/20/2026")
    assert desk.history(2)["content"] == {"filed_on": "2026-11-20"}
    answer = desk.report("correct", report=2, content={"filed_on": "11/16/2026"}, reason="A slip")
    assert "corrected: filed_on Mon, Nov 16, 2026, was Fri, Nov 20, 2026" in answer["recorded"]
    refused = desk.refusal("correct", report=1, content={"notice_date": "11/4/2026"}, reason="No")
    assert refused == "notice_date: expected a date such as 2026-11-02; did you mean 2026-11-04?"


NAMES_OF_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@st.composite
def weekdays(draw: st.DrawFn) -> tuple[str, str]:
    """The name of a weekday, whole or short, with what may divide it from a day."""
    name = draw(st.sampled_from(NAMES_OF_DAYS))
    return draw(st.sampled_from([name, name[:3], name.lower(), name[:3].upper()])), draw(
        st.sampled_from([" ", ", ", "  "])
    )


@st.composite
def months(draw: st.DrawFn, day: date) -> str:
    """A day with its month in letters, in a form that is taken."""
    month = draw(st.sampled_from([f"{day:%B}", f"{day:%b}", f"{day:%b}.", f"{day:%B}".upper()]))
    comma = draw(st.sampled_from([",", ""]))
    number = draw(st.sampled_from([f"{day.day}", f"{day.day:02}"]))
    parts = draw(st.permutations([month, number]))
    return f"{parts[0]} {parts[1]}{comma} {day.year}"


def taken(typed: str) -> str:
    """What the day of a notice is taken to be."""
    return str(as_meant(Intake, {"notice_date": typed})["notice_date"])


@given(st.data(), DAYS)
def test_a_day_reads_back_from_each_form_that_is_taken(data: st.DataObject, day: date) -> None:
    typed = data.draw(months(day))
    assert taken(typed) == day.isoformat()
    numbers = f"{day.year}/{day.month}/{day.day}"
    assert taken(numbers) == day.isoformat()


@given(st.data(), DAYS, weekdays())
def test_a_weekday_is_taken_where_it_is_that_of_the_day_alone(
    data: st.DataObject, day: date, weekday: tuple[str, str]
) -> None:
    typed = f"{''.join(weekday)}{data.draw(months(day))}"
    has = NAMES_OF_DAYS[day.weekday()]
    if weekday[0].lower()[:3] == has.lower()[:3]:
        assert taken(typed) == day.isoformat()
        return
    assert taken(typed) == typed
    with pytest.raises(Refusal) as caught:
        read(Intake, as_meant(Intake, SMALLEST | {"notice_date": typed}))
    assert f"; {day} is a {has}, not a " in caught.value.message


WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12) | st.sampled_from(
    ["before", "until", "not", "by", "after", "mon.", "tues", "thurs", "monda", "may", "nov"]
)


@given(st.data(), DAYS, WORDS, st.sampled_from([" ", ", ", ""]))
def test_no_other_word_is_taken_before_a_day(
    data: st.DataObject, day: date, word: str, divided: str
) -> None:
    assume(word not in {one.lower()[:size] for one in NAMES_OF_DAYS for size in (3, 9)})
    typed = f"{word}{divided}{data.draw(months(day))}"
    assert taken(typed) == typed


@given(DAYS, st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_no_other_word_is_taken_for_a_month(day: date, word: str) -> None:
    known = {f"{date(2026, month, 1):%B}".lower() for month in range(1, 13)}
    assume(word not in known | {one[:3] for one in known})
    for typed in (f"{word} {day.day}, {day.year}", f"{day.day} {word} {day.year}"):
        assert taken(typed) == typed
