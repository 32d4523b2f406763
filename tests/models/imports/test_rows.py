from datetime import UTC, datetime
from decimal import Decimal

import pytest

from models.imports.cases_found import CaseFound, Found, ImportRefusedError, Place, Problem
from models.imports.ids import IdPattern, as_id
from models.imports.opening import Opening, opening_of
from models.imports.table import Row
from tests.models.imports.lists import HEADERS, problems, read, read_rows

NOW = datetime(2026, 11, 28, 17, tzinfo=UTC)


def openings(found: Found) -> list[Opening]:
    judged = [opening_of(one, NOW) for one in found.cases]
    return [one for one in judged if isinstance(one, Opening)]


def refusals(found: Found) -> list[tuple[str, str, str]]:
    judged = [opening_of(one, NOW) for one in found.cases]
    said = [one for found in judged if isinstance(found, tuple) for one in found]
    return [(str(one.place), one.column, one.what) for one in said]


def test_a_row_is_a_case_with_its_deadlines() -> None:
    (one,) = openings(read(f"{HEADERS},Amt\nAC-1,Medicare Advantage,11/13/2026,MRI,$1200\n"))
    assert one.case.id == "AC-1"
    assert one.content["program"] == "part_c"
    assert one.content["amount_in_controversy"] == "1200"
    (clock,) = one.clocks
    assert (clock.rule, str(clock.due_on), clock.days_left) == ("C.RECON.FILE", "2027-01-17", 50)
    assert not one.missed


def test_a_case_whose_time_has_run_out_says_so() -> None:
    (one,) = openings(read(f"{HEADERS}\nAC-1,part_c,2026-01-13,MRI\n"))
    assert one.missed


def test_every_problem_is_named_by_row_and_column() -> None:
    text = (
        f"{HEADERS},Amt,Claim #\n"
        "AC-1,Part B,13/45/2026,MRI,about 500,1\n"
        "AC-2,part_c,2027-03-01,MRI,1.234,2\n"
        "AC-3,part_c,,MRI,,1EG4-TE5-MK73\n"
        ",part_c,2026-11-02,,(100.00),4\n"
        "AC-4,part_c,2026-11-02,MRI,,5\n"
        "AC-4,part_c,2026-11-03,CT,,6\n"
        "1EG4-TE5-MK73,part_c,2026-11-03,CT,,7\n"
    )
    found = refusals(read(text))
    assert [(place, column) for place, column, _ in found] == [
        ("row 2", "column C (Denial Date)"),
        ("row 2", "column E (Amt)"),
        ("row 2", "column B (Program)"),
        ("row 3", "column E (Amt)"),
        ("row 3", "column C (Denial Date)"),
        ("row 4", "column F (Claim #)"),
        ("row 4", "column C (Denial Date)"),
        ("row 5", "column E (Amt)"),
        ("row 5", "column A (Case ID)"),
        ("row 5", "column D (Service)"),
        ("row 6", "column A (Case ID)"),
        ("row 7", "column A (Case ID)"),
        ("row 8", "column A (Case ID)"),
    ]
    said = " ".join(what for _, _, what in found)
    for value in ("13/45", "about", "1.234", "MK73", "100.00", "AC-4"):
        assert value not in said
    assert "did you mean original or part_c?" in said


def test_a_value_is_taken_where_it_can_mean_one_thing() -> None:
    rows = [
        Row(1, ("Case ID", "Program", "Denial Date", "Service", "Amt", "Claim #")),
        Row(2, (Decimal(1042), "MA", "2026-11-02", "MRI", Decimal("1200.4999999999"), Decimal(7))),
    ]
    (one,) = openings(read_rows(rows))
    assert one.case.id == "1042"
    assert one.content["program"] == "part_c"
    assert one.content["claim_numbers"] == ["7"]
    assert one.content["amount_in_controversy"] == "1200.50"


def test_ids_of_a_pattern_are_the_same_whatever_the_order_of_rows() -> None:
    header = "Program,Denial Date,Service,Claim #\n"
    first, second = "part_c,2026-11-02,MRI,77/1\n", "part_c,2026-11-03,CT,78\n"
    pattern = "AC-{claim_numbers}"
    one = {case.id for case in read(header + first + second, pattern=pattern).cases}
    other = {case.id for case in read(header + second + first, pattern=pattern).cases}
    assert one == other == {"AC-77-1", "AC-78"}
    found = read(header + "part_c,2026-11-03,CT,\n", pattern=pattern)
    assert problems(found) == [
        ("row 2", "column D (Claim #)", "is empty, and --id-pattern takes it")
    ]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("AC", "expected a field in braces"),
        ("AC-{claim}", "is not a field of an intake"),
        ("AC-{service}", "is private"),
        ("AC-{beneficiary.name}", "is private"),
    ],
)
def test_a_pattern_that_makes_no_id(pattern: str, reason: str) -> None:
    with pytest.raises(ImportRefusedError, match=reason):
        IdPattern(pattern)


def test_ids_hold_what_ids_can() -> None:
    assert as_id(" AC 2026/0042. ") == "AC-2026-0042"
    # A dot divides a case from the cases beside it: a desk's own ids may have one, values not.
    assert as_id("AC.42") == "AC.42"
    assert IdPattern("AC-{claim_numbers}").fill({"claim_numbers": ["1.records.2"]}) == (
        "AC-1-records-2",
        "",
    )


def test_a_default_stands_where_a_row_says_nothing() -> None:
    text = (
        f"{HEADERS},Case Manager Email\n"
        "AC-1,part_c,2026-11-02,MRI,\n"
        "AC-2,part_c,2026-11-02,CT,b@desk.example\n"
    )
    first, second = openings(read(text))
    assert first.content["case_manager"]["email"] == "manager@legalaid.example"
    assert second.content["case_manager"]["email"] == "b@desk.example"
    assert "case_manager" not in first.case.given


def test_a_default_that_does_not_fit_is_named_by_its_field() -> None:
    found = CaseFound(
        Place(2, "row 2"),
        "AC-1",
        {"program": "part_c", "notice_date": "2026-11-02", "service": "MRI"},
        frozenset(),
    )
    assert opening_of(found, NOW) == (Problem(Place(2, "row 2"), "case_manager: is required"),)


def test_numbers_that_a_spreadsheet_has_shortened_are_not_taken() -> None:
    rows = [
        Row(1, ("Case ID", "Program", "Denial Date", "Service", "Claim #")),
        Row(2, ("AC-1", "part_c", "2026-11-02", "MRI", Decimal("1.12610000000001E+15"))),
        Row(3, ("1.1261E+13", "part_c", "2026-11-02", "MRI", "1.1261E+13")),
        Row(4, (Decimal(112610000000001), "part_c", "2026-11-02", "MRI", None)),
    ]
    found = read_rows(rows)
    assert [(place, column) for place, column, _ in problems(found)] == [
        ("row 2", "column E (Claim #)"),
        ("row 3", "column A (Case ID)"),
        ("row 3", "column E (Claim #)"),
    ]
    assert found.cases[2].id == "112610000000001"
