"""Which rows `rules` lists, and `explain --by`: a limit counted backward."""

from datetime import date, timedelta

import typer

from cli.errors import Exit, fail
from cli.output import print_document
from models.local_time import long_day
from models.rulebook import Facts, NotInForceError, Row, RulebookError, UnknownRuleError, rulebook
from models.rulebook.reckoning import Reckoning
from models.rulebook.row import Version

_FORUMS = {"alj": "an ALJ hearing", "court": "federal district court"}


class Choice:
    """The rows that a list is asked for."""

    def __init__(self, day: date, *, unverified: bool, in_use: bool, expiring: str | None) -> None:
        """Those of a day; with `expiring`, such as 60d, what ends in it. Says what is wrong."""
        self._day, self._unverified = day, unverified
        self._used = rulebook.used_by_ladders() if in_use else None
        self._until = day + timedelta(days=_days(expiring)) if expiring is not None else None

    def takes(self, row: Row) -> bool:
        """Whether a row is listed."""
        version = row.version_on(self._day)
        if self._unverified and not is_doubtful(version):
            return False
        if self._used is not None and row.id not in self._used:
            return False
        ends = version.effective_to
        return self._until is None or (ends is not None and ends <= self._until)

    @property
    def unpublished(self) -> list[str]:
        """The amounts of a year within the span that are not published in the sources."""
        if self._until is None:
            return []
        found = []
        for year in range(self._day.year, self._until.year + 1):
            day = max(self._day, date(year, 1, 1))
            found += [
                f"the amount that {words} asks for in {year}"
                for forum, words in _FORUMS.items()
                if not _published(forum, day)
            ]
            if rulebook.part_b_costs(day) is None:
                found.append(f"the Part B deductible of {year}")
        return found


def is_doubtful(version: Version) -> bool:
    """Whether a version, or one of its limits, rests on no text that was seen."""
    marks = [limit.evidence or "" for limit in version.limits]
    return not version.verified or any("UNVERIFIED" in mark for mark in marks)


def explain_by(rule_id: str, by: date, facts: Facts, zone: str, *, as_json: bool) -> None:
    """Say the oldest notice for which a day is still in time."""
    try:
        row = rulebook.row(rule_id)
        oldest = rulebook.oldest_start(rule_id, by, zone=zone, facts=facts)
    except UnknownRuleError as error:
        fail(str(error), Exit.NOT_FOUND)
    except RulebookError as error:
        fail(str(error))
    if as_json:
        data = {
            "rule": row.id,
            "title": row.title,
            "by": by.isoformat(),
            "oldest": _start(oldest.counting),
            "oldest_by_due": _start(oldest.worked_to),
            "zone": zone,
            "steps": oldest.counting.steps if oldest.counting else (),
            "citation": oldest.counting.citation if oldest.counting else None,
            "evidence": oldest.counting.evidence if oldest.counting else None,
            "verified": oldest.counting.verified if oldest.counting else None,
        }
        print_document("explain", data)
        return
    counting, worked_to = oldest.counting, oldest.worked_to
    doubt = "" if counting is None or counting.verified else " [unverified]"
    typer.echo(f"{row.id}: {row.title}{doubt}")
    if counting is None or counting.started_on is None:
        typer.echo(f"For no start is {long_day(by)} in time.")
        return
    typer.echo(
        f"{long_day(by)} is in time where the clock starts on {long_day(counting.started_on)} or "
        f"later ({row.trigger})."
    )
    if worked_to is not None and worked_to.started_on not in {None, counting.started_on}:
        typer.echo(
            f"It is by the day to work to from {long_day(worked_to.started_on or by)} on; before, "
            "it only still counts."
        )
    for step in counting.steps:
        typer.echo(f"  {step}")
    typer.echo(f"{counting.citation}. Evidence: {counting.evidence}.")


def _published(forum: str, day: date) -> bool:
    try:
        return rulebook.amount(forum, on=day).published
    except NotInForceError:
        return False


def _start(reckoning: Reckoning | None) -> str | None:
    started = reckoning.started_on if reckoning is not None else None
    return started.isoformat() if started is not None else None


def _days(text: str) -> int:
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in {"d", "w"} or len(number) > 4:  # noqa: PLR2004
        fail("--expiring: expected a number with d or w, such as 60d")
    return int(number) * (7 if unit == "w" else 1)
