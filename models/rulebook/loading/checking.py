"""What must hold within the rulebook's files beyond the shape of each entry."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from pydantic import ValidationError

from models.rulebook.amounts import YearOfAmounts
from models.rulebook.errors import BrokenRulebookError
from models.rulebook.facts import Condition, Facts, as_choices
from models.rulebook.ladder import Level, Step
from models.rulebook.part_b_costs import YearOfCosts
from models.rulebook.row import Limit, Row, Version

AMOUNTS, COSTS, LADDERS = "amounts.toml", "part_b_costs.toml", "ladders.toml"
PROGRAMS, SECTIONS = "programs.toml", "sections.toml"
TABLES = "tables"
"""The folder of what is neither row nor ladder."""

NO_ROWS = frozenset({AMOUNTS, COSTS, LADDERS, PROGRAMS, SECTIONS, "relief.toml", "elements.toml"})
"""The files that hold no rows."""

Refuse = Callable[[str, str], None]
"""Raises, given the field and what is wrong with it."""

_ONE_DAY = timedelta(days=1)

_READ = "SEEN-2026"
"""The mark of a text that was read as it stands now."""


def check_row(file: str, row: Row) -> None:
    """Versions follow each other without gap or overlap, and every limit can come to apply.

    Raises:
        BrokenRulebookError: they do not.
    """

    def refuse(field: str, problem: str) -> None:
        raise BrokenRulebookError(file, row.id, field, problem)

    if len(set(row.programs)) < len(row.programs):
        refuse("programs", "names a program twice")
    if row.mail_days and not row.ours:
        refuse("mail_days", "expected 0: only what our side files is mailed")
    labels = Counter(version.label for version in row.versions)
    for number, version in enumerate(row.versions):
        at = f"versions.{number}"
        if labels[version.label] > 1:
            refuse(f"{at}.effective_from", f"{version.label} stands twice")
        if version.effective_to and version.effective_to < version.effective_from:
            refuse(f"{at}.effective_to", "is before effective_from")
        if number and not version.reason:
            refuse(f"{at}.reason", "a later version says why it follows or corrects another")
        if version.extension and version.extension.unless:
            _check_condition(f"{at}.extension.unless", version.extension.unless, refuse)
        _check_limits(at, version.limits, refuse)
        _check_evidence(at, version, refuse)
        _check_start(at, row, version, refuse)
        if version.presumption is None and any(limit.from_notice for limit in version.limits):
            refuse(f"{at}.limits", "from_notice has a meaning only where receipt is presumed")
        if version.revision and not _corrected(row.versions, version):
            refuse(f"{at}.revision", "corrects no version of the same effective_from")
    for before, after in pairwise(row.current):
        at = f"versions.{row.versions.index(after)}.effective_from"
        if before.effective_to is None or before.effective_to >= after.effective_from:
            refuse(at, f"overlaps the version {before.label}")
        elif before.effective_to + _ONE_DAY != after.effective_from:
            refuse(at, f"leaves a gap after the version {before.label}")


def _corrected(versions: Iterable[Version], by: Version) -> bool:
    return any(
        version.effective_from == by.effective_from and version.revision == by.revision - 1
        for version in versions
    )


def _check_evidence(at: str, version: Version, refuse: Refuse) -> None:
    """What was read in a text of 2026 says where, when and which words."""
    marks = {at: version.evidence}
    marks |= {f"{at}.limits.{n}": one.evidence or "" for n, one in enumerate(version.limits)}
    if not any(mark.startswith(_READ) for mark in marks.values()):
        return
    if version.source is None:
        refuse(f"{at}.source", f"expected with the mark {_READ}: where it was read")
    if version.read_on is None:
        refuse(f"{at}.read_on", f"expected with the mark {_READ}: the day it was read")
    if version.evidence.startswith(_READ) and version.quote is None:
        refuse(f"{at}.quote", f"expected with the mark {_READ}: the words that were read")
    for number, limit in enumerate(version.limits):
        if (limit.evidence or "").startswith(_READ) and not (limit.quote or version.quote):
            refuse(f"{at}.limits.{number}.quote", f"expected with the mark {_READ}")


class Evidenced(Protocol):
    """What rests on a text of the law, and says how far that was seen."""

    @property
    def citation(self) -> str:
        """Where it stands in the law."""

    @property
    def evidence(self) -> str:
        """The mark."""

    @property
    def quote(self) -> str | None:
        """The words that were read."""

    @property
    def source(self) -> str | None:
        """Where they were read."""

    @property
    def read_on(self) -> date | None:
        """When they were read."""


def check_seen(at: str, entry: Evidenced, refuse: Refuse) -> None:
    """What was read in a text of 2026 says where, when and which words.

    Args:
        at: The path of the entry, with a dot at its end, or nothing.
        entry: What has the mark.
        refuse: Raises.
    """
    if not entry.evidence.startswith(_READ):
        return
    for field in ("source", "read_on", "quote"):
        if getattr(entry, field) is None:
            refuse(f"{at}{field}", f"expected with the mark {_READ}")


def _check_start(at: str, row: Row, version: Version, refuse: Refuse) -> None:
    """Only a notice is presumed received; only from an event is counted back, as a discharge."""
    if version.presumption and row.chosen_by != "notice_date":
        refuse(f"{at}.presumption", f"expected none where {row.chosen_by} starts the clock")
    if version.presumption and version.statement:
        refuse(f"{at}.statement", "expected none where the clock starts with receipt of a notice")
    if version.statement and version.statement.when:
        _check_condition(f"{at}.statement.when", version.statement.when, refuse)
    if version.roll != "none" and not row.ours:
        refuse(f"{at}.roll", "expected none: only days to file by roll")
    for number, limit in enumerate(version.limits):
        if limit.arguable and not row.ours:
            refuse(f"{at}.limits.{number}.arguable", "expected none: only our own filing can count")
        if limit.arguable and limit.arguable.ground == "other_reading" and limit.other is None:
            refuse(f"{at}.limits.{number}.arguable", "expected another reading of this limit")
        if limit.length < 0 and row.chosen_by != "event_date":
            refuse(f"{at}.limits.{number}.length", f"expected to count on from {row.chosen_by}")


def _check_limits(at: str, limits: Sequence[Limit], refuse: Refuse) -> None:
    _check_order(f"{at}.limits", [limit.when for limit in limits], refuse)
    if limits and limits[-1].when is not None:
        refuse(
            f"{at}.limits.{len(limits) - 1}.when",
            "expected a default last, without a condition, for when no other limit holds",
        )
    for number, limit in enumerate(limits):
        if limit.when is not None:
            _check_condition(f"{at}.limits.{number}.when", limit.when, refuse)
        if limit.length == 0 and limit.unit in {"calendar_days", "working_days", "months", "years"}:
            refuse(f"{at}.limits.{number}.length", "expected a length other than 0 for this unit")


def _check_order(at: str, conditions: Sequence[Condition | None], refuse: Refuse) -> None:
    """The first that holds applies, so each must hold for something that none before it takes."""
    for number, condition in enumerate(conditions):
        for before in range(number):
            earlier = conditions[before]
            if earlier is None:
                refuse(f"{at}.{before}.when", "the default stands last, or none after it holds")
            elif condition is not None and _within(condition, earlier):
                refuse(f"{at}.{number}.when", f"never applies, as {at}.{before} holds before it")


def _within(condition: Condition, earlier: Condition) -> bool:
    """Whether whatever meets a condition meets an earlier one too."""
    return all(
        name in condition and set(as_choices(condition[name])) <= set(as_choices(wanted))
        for name, wanted in earlier.items()
    )


def _check_condition(field: str, condition: Condition, refuse: Refuse) -> None:
    """Each fact exists, can have the values asked for, and is one of a fixed choice."""
    if not condition:
        refuse(field, "expected at least one fact; leave it out for the default")
    for name, wanted in condition.items():
        if name not in Facts.model_fields:
            refuse(f"{field}.{name}", "is no fact")
        if not as_choices(wanted):
            refuse(f"{field}.{name}", "expected at least one value")
        for value in as_choices(wanted):
            try:
                accepted = getattr(Facts.model_validate({name: value}, strict=True), name)
            except ValidationError as error:
                refuse(f"{field}.{name}", error.errors(include_url=False)[0]["msg"])
            else:
                if accepted != value:
                    refuse(f"{field}.{name}", f"{value!r} is no value of this fact")


def check_years(file: str, years: Sequence[YearOfAmounts | YearOfCosts]) -> None:
    """The years follow each other, each from its first of January.

    Raises:
        BrokenRulebookError: they do not.
    """
    for number, year in enumerate(years):
        name = year.effective_from.isoformat()
        if (year.effective_from.month, year.effective_from.day) != (1, 1):
            raise BrokenRulebookError(file, name, "effective_from", "expected a first of January")
        if number and year.effective_from.year != years[number - 1].effective_from.year + 1:
            raise BrokenRulebookError(
                file, name, "effective_from", "expected the year after the one before it"
            )


def check_ladder(ladder: Sequence[Level], rows: Mapping[str, Row]) -> None:
    """Levels are joined in order, and each has the rows that its place asks for.

    Raises:
        BrokenRulebookError: they are not, or one is missing.
    """
    names = [level.level for level in ladder]
    for number, level in enumerate(ladder):

        def refuse(field: str, problem: str, level: Level = level) -> None:
            raise BrokenRulebookError(LADDERS, f"{level.program} {level.level}", field, problem)

        if names.count(level.level) > 1:
            refuse("level", "stands twice in this program")
        following = names[number + 1] if number + 1 < len(names) else None
        if level.next != following:
            refuse("next", f"expected {following}, the level after it, not {level.next}")
        if (level.reached_by == "start") != (number == 0):
            refuse("reached_by", "expected start at the first level, and only there")
        if level.forwards_to is not None and level.forwards_to not in names[number + 1 :]:
            refuse("forwards_to", f"{level.forwards_to} is no level above this one")
        _check_way_in(level, refuse)
        if level.late_decision in {"opens_appeal", "forwarded", "escalation"}:
            if not level.decision:
                refuse(
                    "decision", f"expected a row, as a late decision means {level.late_decision}"
                )
            if following is None:
                refuse("late_decision", "expected none, as no level follows")
        for field in (
            "filing",
            "beside",
            "decision",
            "escalation",
            "escalation_opens",
            "forwarding",
            "dismissal",
            "vacating",
            "reopening",
            "effectuation",
        ):
            _check_steps(level, field, getattr(level, field), rows, refuse)
        _check_facts(level, rows, refuse)
        for index, path in enumerate(level.adverse_decision_when):
            _check_condition(f"adverse_decision_when.{index}.when", path.when, refuse)
        _check_adjudicators(level, refuse)


def _check_way_in(level: Level, refuse: Refuse) -> None:
    """A level has what the way to it, and on from it, asks for."""
    if level.reached_by == "filing" and not level.filing:
        refuse("filing", "expected a row, as the level is reached by filing")
    if level.reached_by == "others" and level.filing:
        refuse("filing", "expected none, as others ask for it")
    if level.adverse_decision == "asked_again" and level.next is None:
        refuse("adverse_decision", "expected a level that follows")


def _check_steps(
    level: Level,
    field: str,
    steps: Sequence[Step],
    rows: Mapping[str, Row],
    refuse: Refuse,
) -> None:
    _check_order(field, [step.when for step in steps], refuse)
    for number, step in enumerate(steps):
        at = f"{field}.{number}"
        if step.when is not None:
            _check_condition(f"{at}.when", step.when, refuse)
        if step.rule is None:
            if step.when is None:
                refuse(f"{at}.rule", "expected a row; leave the step out where there is none")
            continue
        row = rows.get(step.rule)
        if row is None:
            refuse(f"{at}.rule", f"{step.rule} is no row")
        elif row.kind != "limit":
            refuse(f"{at}.rule", f"{step.rule} is a fact, which cannot be counted")
        elif level.program not in row.programs:
            refuse(f"{at}.rule", f"{step.rule} does not name {level.program} among its programs")
        elif row.ours != (field in _OURS):
            refuse(f"{at}.rule", f"{step.rule} is the other side's clock")


_OURS = frozenset({"filing", "beside", "dismissal", "vacating", "reopening"})
"""The steps of a level that our side takes."""


def _check_facts(level: Level, rows: Mapping[str, Row], refuse: Refuse) -> None:
    """What a level names as facts are such."""
    for field in ("binding", "anew", "death", "final"):
        _check_fact(level, field, getattr(level, field), rows, refuse)
    for field in ("states", "again", "dismissed"):
        for index, fact in enumerate(getattr(level, field)):
            _check_fact(level, f"{field}.{index}", fact, rows, refuse)
    if level.final is not None and level.next is not None:
        refuse("final", "expected none, as a level follows")


def _check_fact(
    level: Level, field: str, name: str | None, rows: Mapping[str, Row], refuse: Refuse
) -> None:
    """What a level names as a fact is one, and holds for its program."""
    if name is None:
        return
    row = rows.get(name)
    if row is None:
        refuse(field, f"{name} is no row")
    elif row.kind != "fact":
        refuse(field, f"{name} is a limit; expected a fact")
    elif level.program not in row.programs:
        refuse(field, f"{name} does not name {level.program} among its programs")


def _check_adjudicators(level: Level, refuse: Refuse) -> None:
    """One adjudicator for every day: the first since ever, the last still."""
    everyone = level.adjudicators
    if everyone[0].effective_from is not None:
        refuse(
            "adjudicators.0.effective_from", "expected none: the first has been there since ever"
        )
    if everyone[-1].effective_to is not None:
        refuse(f"adjudicators.{len(everyone) - 1}.effective_to", "expected none: the last still is")
    for number, (before, after) in enumerate(pairwise(everyone), start=1):
        ends: date | None = before.effective_to
        if ends is None or after.effective_from != ends + _ONE_DAY:
            refuse(
                f"adjudicators.{number}.effective_from",
                "expected the day after the one before it ends",
            )
