"""A row that is off by one is noticed by the independent implementation, whichever row it is."""

from dataclasses import replace
from datetime import date, datetime, time
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.rulebook import Row, Rulebook, rulebook
from tests.models.rulebook.counting import test_cross_check
from tests.models.rulebook.counting.independent import RULES
from tests.models.rulebook.counting.independent_counting import Case
from tests.models.rulebook.counting.test_cross_check import CHOICES, assert_agreement

ZONE = ZoneInfo("America/New_York")


def off_by_one(row: Row) -> Rulebook:
    """The rulebook with a row that is one longer in what holds today."""
    version = row.current[-1]
    limits = tuple(one.model_copy(update={"length": one.length + 1}) for one in version.limits)
    changed = version.model_copy(update={"limits": limits})
    versions = tuple(changed if one is version else one for one in row.versions)
    contents = rulebook._contents
    rows = {**contents.rows, row.id: row.model_copy(update={"versions": versions})}
    return Rulebook(replace(contents, rows=rows))


def cases(row: Row) -> list[Case]:
    """Questions that reach every limit of what holds today."""
    first = max(row.current[-1].effective_from, date(2026, 11, 2))
    named = {name for limit in row.current[-1].limits for name in (limit.when or {})}
    values = [CHOICES.get(name, (False, True)) for name in sorted(named)]
    facts: list[dict[str, Any]] = [
        dict(zip(sorted(named), chosen, strict=True)) for chosen in product(*values)
    ]
    return [
        Case(when, ZONE, known)
        for when in (first, datetime.combine(first, time(9)))
        for known in facts
    ]


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_row_that_is_off_by_one_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = cases(rulebook.row(rule))
    for case in asked:
        assert_agreement(rule, case)
    monkeypatch.setattr(test_cross_check, "rulebook", off_by_one(rulebook.row(rule)))
    for case in asked:
        with pytest.raises(AssertionError):
            assert_agreement(rule, case)
