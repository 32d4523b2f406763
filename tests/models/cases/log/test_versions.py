"""What a log says after its corrections and take-backs, held against a naive second rule.

The rule under test goes once through the log, from the newest report to the oldest. The naive one
asks of each report in turn, from the top, whether a later one that stands takes it back, and what
later ones that stand make of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.log.entries import Report
from models.cases.log.versions import intake_over_time, report_statuses, standing_versions

BEGINNING = datetime(2026, 11, 27, 15, tzinfo=UTC)
PLAIN, OTHER = "record_filed", "record_answer"

Content = dict[str, Any]


def report(number: int, kind: str, content: Content, **binds: Any) -> Report:
    return Report(number, kind, content, BEGINNING + timedelta(hours=number), binds=binds)


def log_of(*later: tuple[str, Content] | tuple[str, Content, Content]) -> list[Report]:
    """An intake, and reports of a kind, with what they say and what they bind."""
    log = [report(1, "intake", {"x": 0, "y": 0})]
    for number, entry in enumerate(later, start=2):
        kind, content, binds = (*entry, {})[:3]
        log.append(report(number, kind, content, **binds))
    return log


def said(log: Sequence[Report]) -> dict[int, Content]:
    """What each report that is played says."""
    return {one.number: dict(one.content) for one in standing_versions(log)}


# --- one at a time -----------------------------------------------------------------------------


def test_without_corrections_every_report_says_what_was_typed() -> None:
    log = log_of((PLAIN, {"x": 1}), (OTHER, {"y": 2}))
    assert said(log) == {1: {"x": 0, "y": 0}, 2: {"x": 1}, 3: {"y": 2}}


def test_a_correction_changes_the_fields_it_gives_and_is_not_played() -> None:
    log = log_of((PLAIN, {"x": 1, "y": 2}), ("correct", {"report": 2, "content": {"x": 5}}))
    assert said(log) == {1: {"x": 0, "y": 0}, 2: {"x": 5, "y": 2}}
    corrected = standing_versions(log)[1]
    assert (corrected.latest, corrected.said_at) == (3, log[2].at)
    assert (corrected.at, corrected.kind) == (log[1].at, PLAIN)


def test_a_field_that_is_corrected_to_nothing_is_left_out() -> None:
    log = log_of((PLAIN, {"x": 1, "y": 2}), ("correct", {"report": 2, "content": {"x": None}}))
    assert said(log)[2] == {"y": 2}


def test_the_newest_correction_of_a_field_wins() -> None:
    log = log_of(
        (PLAIN, {"x": 1}),
        ("correct", {"report": 2, "content": {"x": 2, "y": 2}}),
        ("correct", {"report": 2, "content": {"x": 3}}),
    )
    assert said(log)[2] == {"x": 3, "y": 2}


def test_a_corrected_correction_corrects_otherwise() -> None:
    log = log_of(
        (PLAIN, {"x": 1, "y": 1}),
        ("correct", {"report": 2, "content": {"x": 2}}),
        ("correct", {"report": 3, "content": {"content": {"y": 3}}}),
    )
    assert said(log)[2] == {"x": 1, "y": 3}
    assert standing_versions(log)[1].latest == 4


def test_a_correction_that_is_meant_for_another_report_moves_there() -> None:
    log = log_of(
        (PLAIN, {"x": 1}),
        (OTHER, {"x": 1}),
        ("correct", {"report": 2, "content": {"x": 2}}),
        ("correct", {"report": 4, "content": {"report": 3}}),
    )
    assert said(log) == {1: {"x": 0, "y": 0}, 2: {"x": 1}, 3: {"x": 2}}


def test_what_is_taken_back_is_gone_and_comes_back_with_that() -> None:
    log = log_of((PLAIN, {"x": 1}), ("take_back", {"report": 2}))
    assert said(log) == {1: {"x": 0, "y": 0}}
    back = [*log, report(4, "take_back", {"report": 3})]
    assert said(back)[2] == {"x": 1}
    assert said([*back, report(5, "take_back", {"report": 4})]) == said(log)


def test_a_take_back_that_is_corrected_takes_back_another() -> None:
    log = log_of(
        (PLAIN, {"x": 1}),
        (OTHER, {"x": 2}),
        ("take_back", {"report": 2}),
        ("correct", {"report": 4, "content": {"report": 3}}),
    )
    # A correction of which report is meant leaves it a take-back.
    assert said(log) == {1: {"x": 0, "y": 0}, 2: {"x": 1}}


def test_one_report_mends_several() -> None:
    also = [{"report": 3, "content": {"y": 9}}, {"report": 4}]
    log = log_of(
        (PLAIN, {"x": 1}),
        (OTHER, {"y": 1}),
        (OTHER, {"y": 2}),
        ("correct", {"report": 2, "content": {"x": 8}, "also": also}),
    )
    assert said(log) == {1: {"x": 0, "y": 0}, 2: {"x": 8}, 3: {"y": 9}}


def test_the_intake_can_be_corrected_and_not_taken_back() -> None:
    log = log_of(
        ("correct", {"report": 1, "content": {"x": 4}}),
        ("take_back", {"report": 1}),
    )
    assert said(log) == {1: {"x": 4, "y": 0}}


@pytest.mark.parametrize("merges", [False, True])
def test_what_is_said_again_takes_the_place_of_what_was_said(merges: bool) -> None:
    binds = {"replaces": 2, "merges": merges, "keeps": {"z": 7}}
    log = log_of((PLAIN, {"x": 1, "y": 1}), (PLAIN, {"x": 2}, binds))
    expected = {"x": 2, "y": 1} if merges else {"x": 2, "z": 7}
    assert said(log)[2] == expected
    assert 3 not in said(log)
    assert said([*log, report(4, "take_back", {"report": 3})])[2] == {"x": 1, "y": 1}
    corrected = report(4, "correct", {"report": 3, "content": {"y": 5}})
    assert said([*log, corrected])[2] == expected | {"y": 5}


def test_a_report_may_correct_by_fields_of_its_own() -> None:
    binds = {"corrects": {"2": {"x": "amount"}, "1": {"y": "other"}}}
    log = log_of((PLAIN, {"x": 1}), ("recalculate", {"amount": 6, "reason": "Typed wrong"}, binds))
    # What it leaves out corrects nothing; it is played itself too.
    assert said(log) == {
        1: {"x": 0, "y": 0},
        2: {"x": 6},
        3: {"amount": 6, "reason": "Typed wrong"},
    }
    assert said([*log, report(4, "take_back", {"report": 3})])[2] == {"x": 1}


def test_a_report_may_clear_fields_of_others() -> None:
    log = log_of((PLAIN, {"x": 1, "y": 2}), (OTHER, {}, {"clears": {"2": ["x", "z"]}}))
    assert said(log)[2] == {"y": 2}
    assert said([*log, report(4, "take_back", {"report": 3})])[2] == {"x": 1, "y": 2}


def test_a_report_may_take_others_back_by_the_way() -> None:
    log = log_of((OTHER, {"x": 1}), (PLAIN, {"x": 2}, {"takes_back": [2]}))
    assert set(said(log)) == {1, 3}
    assert set(said([*log, report(4, "take_back", {"report": 3})])) == {1, 2}


def test_nothing_changes_what_is_said_later() -> None:
    log = log_of(
        ("take_back", {"report": 3}),
        (PLAIN, {"x": 1}),
        ("take_back", {"report": 4}),
        ("correct", {"report": 9, "content": {"x": 3}}),
    )
    assert said(log) == {1: {"x": 0, "y": 0}, 3: {"x": 1}}


# --- any log -----------------------------------------------------------------------------------

FIELDS = st.dictionaries(st.sampled_from("xyz"), st.none() | st.integers(1, 9), max_size=2)
TARGETS = st.integers(0, 11)

CORRECTION = st.fixed_dictionaries(
    {"report": TARGETS, "content": FIELDS | st.fixed_dictionaries({"content": FIELDS})}
)
TAKEN_BACK = st.fixed_dictionaries({"report": TARGETS})
STEPS = st.lists(CORRECTION | TAKEN_BACK, min_size=1, max_size=3)

WAYS = st.one_of(
    st.tuples(st.just("plain"), FIELDS),
    st.tuples(st.just("changing"), STEPS),
    st.tuples(st.just("changing"), STEPS),
    st.tuples(st.just("again"), st.tuples(FIELDS, TARGETS, st.booleans(), FIELDS)),
    st.tuples(st.just("by the way"), st.tuples(FIELDS, TARGETS, st.none() | TARGETS)),
)
"""In how many ways a report may change others; a target is a number before it, or its own."""


def written(number: int, way: str, what: Any) -> Report:
    """The report of a number."""

    def at_or_before(target: int) -> int:
        return 1 + target % number

    match way:
        case "changing":
            first, *also = ({**step, "report": at_or_before(step["report"])} for step in what)
            kind = "correct" if "content" in first else "take_back"
            return report(number, kind, first | ({"also": also} if also else {}))
        case "again":
            content, target, merges, keeps = what
            replaced = max(2, at_or_before(target))
            return report(number, PLAIN, content, replaces=replaced, merges=merges, keeps=keeps)
        case "by the way":
            content, target, other = what
            corrected, taken_back = at_or_before(target), at_or_before(other or target)
            return report(
                number,
                PLAIN,
                content,
                corrects={str(corrected): {"y": "x"}},
                clears={str(corrected): ["z"]} if other else {},
                takes_back=[taken_back] if other else [],
            )
        case _:
            return report(number, OTHER, what)


LOGS = st.lists(WAYS, max_size=9).map(
    lambda ways: [*log_of(), *(written(n, *way) for n, way in enumerate(ways, start=2))]
)
"""Logs of up to ten reports that change one another in every way there is."""


def naive(log: Sequence[Report]) -> dict[int, Content]:
    """The versions of a log by the naive rule: what each report that is played says."""
    by_number = {one.number: one for one in log}

    def later(number: int) -> Iterator[Report]:
        """The reports after one that stand, oldest first."""
        yield from (by_number[n] for n in sorted(by_number) if n > number and stands(n))

    @cache
    def stands(number: int) -> bool:
        return not any(number in takes_back(one) for one in later(number))

    @cache
    def says(number: int) -> Content:
        content = dict(by_number[number].content)
        for one in later(number):
            whole, fields = changes(one).get(number, (False, {}))
            content = {**({} if whole else content), **fields}
            if not whole:
                content = {n: v for n, v in content.items() if n not in fields or v is not None}
        return content

    def steps(one: Report) -> list[Mapping[str, Any]]:
        if one.kind not in {"correct", "take_back"}:
            return []
        content = says(one.number)
        return [content, *content.get("also", [])]

    def takes_back(one: Report) -> set[int]:
        named = {step["report"] for step in steps(one) if points(step) and not gives(step)}
        named |= set(one.binds.get("takes_back", []))
        return {n for n in named if 1 < n < one.number}

    def changes(one: Report) -> dict[int, tuple[bool, Content]]:
        found: dict[int, tuple[bool, Content]] = {}
        for step in steps(one):
            if points(step) and gives(step):
                found[step["report"]] = (False, dict(step["content"]))
        for target, names in one.binds.get("clears", {}).items():
            found[int(target)] = (False, found.get(int(target), (False, {}))[1])
            found[int(target)][1].update(dict.fromkeys(names))
        content = says(one.number)
        for target, fields in one.binds.get("corrects", {}).items():
            given = {
                name: content[own] for name, own in fields.items() if content.get(own) is not None
            }
            found[int(target)] = (False, found.get(int(target), (False, {}))[1] | given)
        if "replaces" in one.binds:
            whole = not one.binds.get("merges")
            kept = one.binds.get("keeps", {}) if whole else {}
            if one.binds["replaces"] > 1:
                found[one.binds["replaces"]] = (whole, {**kept, **content})
        return {n: change for n, change in found.items() if n < one.number}

    def points(step: Mapping[str, Any]) -> bool:
        return step.get("report") is not None

    def gives(step: Mapping[str, Any]) -> bool:
        return step.get("content") is not None

    return {
        number: says(number)
        for number, one in by_number.items()
        if stands(number)
        and one.kind not in {"correct", "take_back"}
        and "replaces" not in one.binds
    }


@given(LOGS)
def test_it_says_what_the_naive_rule_says(log: list[Report]) -> None:
    assert said(log) == naive(log)


@given(LOGS)
def test_the_intake_over_time_says_what_each_beginning_of_the_log_does(log: list[Report]) -> None:
    changed = {one.number: dict(content) for one, content in intake_over_time(log)}
    for length, last in enumerate(log, start=1):
        number = max(one for one in changed if one <= last.number)
        assert changed[number] == naive(log[:length])[1]


@given(LOGS)
def test_taking_back_the_last_gives_the_versions_before_it(log: list[Report]) -> None:
    last = log[-1].number
    taken_back = [*log, report(last + 1, "take_back", {"report": last})]
    expected = standing_versions(log[:-1]) if last > 1 else standing_versions(log)
    assert standing_versions(taken_back) == expected


@given(LOGS, st.integers(1, 5))
def test_taking_back_what_was_taken_back_goes_on_for_ever(log: list[Report], times: int) -> None:
    without = standing_versions(log[:-1]) if len(log) > 1 else standing_versions(log)
    whole = standing_versions(log)
    for _ in range(times):
        last = log[-1].number
        log = [*log, report(last + 1, "take_back", {"report": last})]
        whole, without = without, whole
        assert standing_versions(log) == whole


@given(LOGS, st.randoms())
def test_reports_are_known_by_their_numbers(log: list[Report], chance: Any) -> None:
    mixed = list(log)
    chance.shuffle(mixed)
    assert standing_versions(mixed) == standing_versions(log)


@given(LOGS)
def test_what_a_new_report_says_leaves_the_log_as_it_was(log: list[Report]) -> None:
    before = [replace(one, content=dict(one.content), binds=dict(one.binds)) for one in log]
    standing_versions(log)
    assert log == before


@given(LOGS)
def test_each_report_has_its_fate(log: list[Report]) -> None:
    found = report_statuses(log)
    assert [one.report for one in found] == log
    assert {one.report.number for one in found if one.stands} >= set(said(log))
    by_number = {one.report.number: one for one in found}
    for one in found:
        assert one.stands is (one.taken_back_by is None)
        changed_by = [*one.corrected_by, *([one.taken_back_by] if one.taken_back_by else [])]
        assert all(number > one.report.number for number in changed_by)
        assert all(by_number[number].stands for number in changed_by)
    assert found[-1].stands
    for version in standing_versions(log):
        last = max(by_number[version.number].corrected_by, default=version.number)
        assert version.latest >= last


@given(LOGS)
def test_a_log_goes_through_json_unchanged(log: list[Report]) -> None:
    again = [Report.from_json(one.as_json()) for one in log]
    assert standing_versions(again) == standing_versions(log)
