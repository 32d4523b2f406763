"""What `appealclock import` prints for people."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import typer

from cli.caseload.imports.starting import CLOSED, DIFFERS, FAILED, OPENED, THERE, Result
from cli.output import plural, print_table
from models.imports.cases_found import Found, NotOpened, Place, Problem
from models.imports.opening import Opening
from models.local_time import short_day

_NAMED = 10
"""So many places with one problem are named one by one."""

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
Part = str | Table


def print_lines(parts: Iterable[Part]) -> None:
    """Print lines and tables in their order."""
    for one in parts:
        if isinstance(one, str):
            typer.echo(one)
        else:
            print_table(*one)


def problem_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """Each problem with its places; what is wrong in many is said once."""
    by_what: dict[tuple[str, str], list[Place]] = {}
    for one in problems:
        by_what.setdefault((one.column, one.what), []).append(one.place)
    for (column, what), places in by_what.items():
        where = f"{_places(places)}, {column}" if column else _places(places)
        yield f"{where}: {what}"


def _places(places: Sequence[Place]) -> str:
    named = ", ".join(str(one) for one in places[:_NAMED])
    more = len(places) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def dry_run_lines(
    found: Found, openings: Sequence[Opening], problems: Sequence[Problem]
) -> Iterator[Part]:
    """The problems, then each case with its deadlines."""
    yield from problem_lines(problems)
    yield from _not_opened(found.not_opened)
    if openings:
        header = ("WHERE", "ID", "DUE", "LAST DAY", "DAYS LEFT", "WHAT", "WHO")
        yield header, [row for one in openings for row in _deadlines(one)]
    yield f"{plural(len(openings), 'case')} would be opened{_with_problems(problems)}."
    missed = sum(one.missed for one in openings)
    if missed:
        yield f"{missed} of them would open after the time to file has passed."


def _deadlines(one: Opening) -> Iterator[tuple[str, ...]]:
    where, id_ = str(one.case.place), one.case.id
    if one.missed:
        yield where, id_, "", "", "", "The time to file has passed", ""
    for clock in one.clocks:
        last = short_day(clock.last_day) if clock.last_day != clock.due_on else ""
        days = str(clock.days_left)
        yield where, id_, short_day(clock.due_on), last, days, clock.title, clock.who
    if not one.clocks and not one.missed:
        yield where, id_, "", "", "", "No deadline runs yet", ""


def opened_lines(
    found: Found, results: Sequence[Result], problems: Sequence[Problem]
) -> Iterator[Part]:
    """What has to be looked at, then how many cases were opened."""
    yield from problem_lines(problems)
    yield from _not_opened(found.not_opened)
    for one in results:
        where = f"{one.opening.case.place}, {one.opening.case.id}"
        if one.result == DIFFERS:
            yield f"{where}: differs from the open case in {', '.join(one.fields)}; left as it is"
        elif one.result == CLOSED:
            yield f"{where}: a case of this id has ended; not opened again"
        elif one.result == FAILED:
            yield f"{where}: {one.reason}"
    counts = dict.fromkeys((OPENED, THERE, DIFFERS, CLOSED, FAILED), 0)
    for one in results:
        counts[one.result] += 1
    said = [f"{count} {name}" for name, count in counts.items() if count and name != OPENED]
    beside = f"; {', '.join(said)}" if said else ""
    yield f"{plural(counts[OPENED], 'case')} opened{beside}{_with_problems(problems)}."


def _with_problems(problems: Sequence[Problem]) -> str:
    places = len({one.place for one in problems})
    return f"; {places} with problems" if places else ""


def _not_opened(those: Sequence[NotOpened]) -> Iterator[str]:
    """What is no case, with its places; what many share is said once."""
    ordered = sorted(those, key=lambda one: (one.why, one.place))
    for why, same in groupby(ordered, key=lambda one: one.why):
        yield f"{_places([one.place for one in same])}: {why}; not opened"
