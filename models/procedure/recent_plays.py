"""The cases that were asked about last, as they were read: most are asked about again at once.

A reminder takes two turns, a report a validator and a turn, and whoever reported looks at the
panel. Each begins where the case stood after its last happening (`play`). The cases of people are
kept here alone, so many at most, and never longer than others are asked about. Elsewhere are kept
what a rule gives for days and codes, without the words of anybody (`clocks`), and addresses and
telephone numbers, each by itself (`models.cases.people`).
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any

from models.cases.case_state import CaseState
from models.cases.log.entries import Report, log_from_json
from models.procedure.case import Case
from models.procedure.clocks import forget_counts

_MOST = 64

_cases: OrderedDict[tuple[str, int], tuple[CaseState, Case[Any]]] = OrderedDict()
"""By id and how many reports there are: a report is judged by where a case stands with and without
it."""

_logs: OrderedDict[str, tuple[tuple[Mapping[str, Any], ...], tuple[Report, ...]]] = OrderedDict()
"""By id: the entries of the log, and the same as they were read."""

_lock = Lock()
"""Validators and queries run in threads of their own."""


def known_case(state: CaseState, now: datetime) -> Case[Any] | None:
    """The same case as of another moment, where it was asked about lately."""
    with _lock:
        known = _cases.get((state.id, len(state.log)))
        if known is None or not _is_same(known[0], state):
            return None
        case = known[1].at(now)
        _cases[state.id, len(state.log)] = known[0], case
        _cases.move_to_end((state.id, len(state.log)))
    return case


def keep_case(state: CaseState, case: Case[Any]) -> None:
    """Know a case from now on."""
    with _lock:
        _cases[state.id, len(state.log)] = replace(state, memory={}), case
        _cases.move_to_end((state.id, len(state.log)))
        if len(_cases) > _MOST:
            _cases.popitem(last=False)


def read_log(id_: str, entries: Sequence[Mapping[str, Any]]) -> tuple[Report, ...]:
    """The log of a case: what was read of it lately is not read again.

    Args:
        id_: The workflow id.
        entries: As the case carries them, oldest report first.
    """
    with _lock:
        known, reports = _logs.get(id_, ((), ()))
    if tuple(entries[: len(known)]) != known:
        reports = ()
    reports = (*reports, *log_from_json(entries[len(reports) :]))
    with _lock:
        _logs[id_] = tuple(entries), reports
        _logs.move_to_end(id_)
        if len(_logs) > _MOST:
            _logs.popitem(last=False)
    return reports


def forget() -> None:
    """Know no case, and nothing that was counted: the law of today may be another."""
    forget_counts()
    with _lock:
        _cases.clear()
        _logs.clear()


def _is_same(one: CaseState, other: CaseState) -> bool:
    return (one.kind, one.parent_id, one.log, one.children) == (
        other.kind,
        other.parent_id,
        other.log,
        other.children,
    )
