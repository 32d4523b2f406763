"""Other editions of the rulebook: rows changed, ended, not begun yet, or gone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from unittest.mock import patch

from models.procedure.recent_plays import forget
from models.rulebook import rulebook
from models.rulebook.row import Limit, Row, Version

Change = Callable[[Row], Row | None]


def longer(row: Row) -> Row:
    """Every limit is five longer."""
    return _with_limits(row, lambda one: one.model_copy(update={"length": one.length + 5}))


def shorter(row: Row) -> Row:
    """Every limit is as short as it can be."""
    return _with_limits(
        row, lambda one: one.model_copy(update={"length": 1 if one.length > 0 else -1})
    )


def in_days(row: Row) -> Row:
    """What was counted in hours or to an hour is counted in days."""
    return _with_limits(row, lambda one: one.model_copy(update={"unit": "calendar_days"}))


def ended(row: Row) -> Row:
    """Nothing is in force any more from a day in the midst of the cases on."""
    until = date(2026, 12, 31)
    return _with_versions(row, lambda one: one.model_copy(update={"effective_to": until}))


def not_begun(row: Row) -> Row:
    """Nothing was in force before a day in the midst of the cases."""
    begins = date(2027, 3, 1)
    return _with_versions(row, lambda one: one.model_copy(update={"effective_from": begins}))


def without_extensions(row: Row) -> Row:
    """No time can be extended, and no statement is awaited."""
    return _with_versions(
        row, lambda one: one.model_copy(update={"extension": None, "statement": None})
    )


def corrected(row: Row) -> Row:
    """Every version has been corrected by one that counts a week longer."""
    later = [
        one.model_copy(
            update={
                "revision": one.revision + 1,
                "limits": tuple(
                    limit.model_copy(update={"length": limit.length + 7}) for limit in one.limits
                ),
            }
        )
        for one in row.current
    ]
    return row.model_copy(update={"versions": (*row.versions, *later)})


def one_in_three_gone(row: Row) -> Row | None:
    """A third of the rows is not there at all."""
    return None if sum(row.id.encode()) % 3 == 0 else row


def all_gone(row: Row) -> Row | None:
    """There is no row at all."""
    del row
    return None


EDITIONS: dict[str, Change] = {
    change.__name__: change
    for change in (
        longer,
        shorter,
        in_days,
        ended,
        not_begun,
        without_extensions,
        corrected,
        one_in_three_gone,
        all_gone,
    )
}


@contextmanager
def edition(change: Change) -> Iterator[None]:
    """Ask the rulebook as another edition would answer."""
    contents = rulebook._contents
    rows = {name: changed for name, row in contents.rows.items() if (changed := change(row))}
    forget()
    other = replace(contents, rows=rows)
    # A worker that starts takes what ships, and adds what a desk has of its own.
    with patch.multiple(rulebook, _shipped=other, _contents=other):
        yield
    forget()


def _with_versions(row: Row, changed: Callable[[Version], Version]) -> Row:
    return row.model_copy(update={"versions": tuple(changed(one) for one in row.versions)})


def _with_limits(row: Row, changed: Callable[[Limit], Limit]) -> Row:
    return _with_versions(
        row,
        lambda one: one.model_copy(
            update={"limits": tuple(changed(limit) for limit in one.limits)}
        ),
    )
