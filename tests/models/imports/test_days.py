from datetime import date
from decimal import Decimal

import pytest

from models.imports.cases_found import ImportRefusedError
from models.imports.days import DateOrder, DayError, day_of, days_of, order_of
from models.imports.table import Cell

MDY, DMY, YMD = DateOrder


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["11/02/2026", "11/13/2026"], MDY),
        (["11/02/2026", "13/11/2026"], DMY),
        (["26-11-02", "26-11-20"], YMD),
        (["11/02/26", "11/13/26"], MDY),
        (["11/02/2026 - 11/13/2026"], MDY),
        (["11/11/2026", "November 2, 2026", "2026-11-02", date(2026, 11, 2), None], MDY),
        ([], MDY),
    ],
)
def test_the_order_is_settled_once_for_a_file(cells: list[Cell], order: DateOrder) -> None:
    assert order_of(cells, None) is order


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["11/02/2026", "2026-11-20"], "can be read in two ways"),
        (["11/02/26"], "can be read in two ways"),
        (["11/13/2026", "13/11/2026"], "the month first and dates with the day first"),
    ],
)
def test_an_order_that_is_not_clear_is_asked_for(cells: list[Cell], reason: str) -> None:
    with pytest.raises(ImportRefusedError, match=reason):
        order_of(cells, None)
    assert order_of(cells, DMY) is DMY


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("11/02/2026", MDY, date(2026, 11, 2)),
        ("11/02/2026", DMY, date(2026, 2, 11)),
        ("2.11.26", DMY, date(2026, 11, 2)),
        ("26/11/02", YMD, date(2026, 11, 2)),
        ("11/2/2026 12:00:00 AM", MDY, date(2026, 11, 2)),
        ("2026-11-02T00:00:00Z", DMY, date(2026, 11, 2)),
        ("2026-11-02 00:00:00", MDY, date(2026, 11, 2)),
        ("20261102", MDY, date(2026, 11, 2)),
        ("Monday, November 2, 2026", MDY, date(2026, 11, 2)),
        ("2 Nov. 2026", DMY, date(2026, 11, 2)),
        (date(2026, 11, 2), DMY, date(2026, 11, 2)),
    ],
)
def test_days_as_people_write_them(cell: Cell, order: DateOrder, day: date) -> None:
    assert day_of(cell, order) == day


@pytest.mark.parametrize(
    "cell",
    ["13/11/2026", "02/30/2026", "soon", "11/2", Decimal(46000), "9" * 100, "2026-02-30", "0/0/0"],
)
def test_what_is_no_day_is_said_without_it(cell: Cell) -> None:
    with pytest.raises(DayError) as refused:
        day_of(cell, MDY)
    assert "expected a date such as 2026-11-02" in str(refused.value)
    assert str(cell) not in str(refused.value)


def test_the_name_of_another_weekday_is_a_mistake() -> None:
    with pytest.raises(DayError, match="2026-11-02 is a Monday, not a Friday"):
        day_of("Friday, November 2, 2026", MDY)


@pytest.mark.parametrize(
    "cell",
    ["11/2/2026 - 11/4/2026", "11/2/2026 to 11/4/2026", "11/2/2026–11/4/2026"],  # noqa: RUF001
)
def test_a_span_of_days(cell: str) -> None:
    assert days_of(cell, MDY) == (date(2026, 11, 2), date(2026, 11, 4))
    assert days_of("11/2/2026", MDY) == (date(2026, 11, 2), None)
