"""The rulebook as the rest of the program asks it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Self

from models.rulebook.amounts import Forum, Threshold, YearOfAmounts, threshold
from models.rulebook.counting.backward import Oldest, oldest_start
from models.rulebook.counting.reckoner import reckon, started_on, version_at
from models.rulebook.counting.timeliness import Timeliness, timeliness
from models.rulebook.elements import Appellant, Paper, Required, required_elements
from models.rulebook.errors import NotInForceError, UnknownRuleError
from models.rulebook.facts import NO_FACTS, Facts
from models.rulebook.ladder import Level
from models.rulebook.loading.edition import with_own
from models.rulebook.loading.files import Contents, load
from models.rulebook.loading.local_limits import read_local_limits
from models.rulebook.loading.relief import read_relief
from models.rulebook.local.limits import LocalLimit, with_local_limit
from models.rulebook.part_b_costs import YearOfCosts, costs_of
from models.rulebook.programs import ProgramTerms, Section
from models.rulebook.reckoning import Reckoning
from models.rulebook.relief import Relief, relief_for
from models.rulebook.row import Row, Version

FOLDER = Path(__file__).parent / "law"
"""Where the rulebook's own files are."""


_FORUMS: dict[str, Forum] = {"alj": "alj", "court": "court"}


class Rulebook:
    """Every row, ladder and amount. Read once; what a desk adds comes as a process starts."""

    def __init__(self, contents: Contents) -> None:
        """Answer from checked contents."""
        self._shipped = self._contents = contents
        self._local_limits: tuple[LocalLimit, ...] = ()

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Self:
        """Read a folder of rulebook files.

        Raises:
            BrokenRulebookError: naming file, row and field of the first mistake.
        """
        return cls(load(folder))

    @property
    def edition(self) -> str:
        """Names this edition of the law; changes when and only when the law held here does."""
        return with_own(self._contents.edition, self._local_limits)

    @property
    def local_limits(self) -> tuple[LocalLimit, ...]:
        """What the desk lists of the lengths that States and plans set."""
        return self._local_limits

    def read_local_limits(self, file: Path) -> tuple[LocalLimit, ...]:
        """Read a desk's file of time limits, and check it against this rulebook.

        Raises:
            BrokenRulebookError: naming file, entry and field of the first mistake.
        """
        return read_local_limits(file, self._contents.rows, self._contents.programs)

    def add_local_limits(self, limits: tuple[LocalLimit, ...]) -> None:
        """Count with a desk's own limits from now on, in the place of those it had before.

        For the start of a process: what was counted and kept elsewhere is not counted anew, see
        `models.procedure.desk_files`. The edition changes with it.
        """
        self._local_limits = limits

    @property
    def relief(self) -> tuple[Relief, ...]:
        """The relief after disasters that days are counted with: what ships, then the desk's."""
        return self._contents.relief

    def read_relief(self, file: Path) -> tuple[Relief, ...]:
        """Read a desk's file of relief, and check it against this rulebook.

        Raises:
            BrokenRulebookError: naming file, entry and field of the first mistake.
        """
        held = self._shipped
        return read_relief(file, held.programs, held.rows, known=held.relief)

    def add_relief(self, relief: tuple[Relief, ...]) -> None:
        """Count with a desk's relief from now on, in the place of what it had before.

        For the start of a process: what was counted and kept elsewhere is not counted anew, see
        `models.procedure.desk_files`. The edition changes with it.
        """
        held = self._shipped
        self._contents = replace(held, relief=(*held.relief, *relief)) if relief else held

    @property
    def papers(self) -> tuple[Paper, ...]:
        """What requests, appointments and grievances must contain."""
        return self._contents.papers

    def paper(self, paper: str) -> Paper:
        """A paper by its id.

        Raises:
            UnknownRuleError: there is none.
        """
        found = next((one for one in self.papers if one.id == paper), None)
        if found is None:
            raise _unknown("paper", paper, [one.id for one in self.papers])
        return found

    def required_elements(
        self, program: str, level: str, appellant: Appellant
    ) -> tuple[Required, ...]:
        """What somebody's request for a level must contain, with what is enclosed; see `elements`.

        Empty where no text was seen for it.
        """
        return required_elements(self.papers, program, level, appellant)

    @property
    def amounts(self) -> tuple[YearOfAmounts, ...]:
        """The amounts in controversy of every year held, oldest first."""
        return self._contents.amounts

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs, each of which has a ladder."""
        return tuple(self._contents.programs)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The files of rows in the order a reader looks, with their headings."""
        return self._contents.sections

    def program(self, program: str) -> ProgramTerms:
        """What a program is beside its ladder.

        Raises:
            UnknownRuleError: there is no such program.
        """
        found = self._contents.programs.get(program)
        if found is None:
            raise _unknown("program", program, self._contents.programs)
        return found

    def row(self, rule_id: str) -> Row:
        """The row of an id.

        Raises:
            UnknownRuleError: there is none; the message suggests the nearest.
        """
        row = self._contents.rows.get(rule_id)
        if row is None:
            raise _unknown("rule", rule_id, self._contents.rows)
        return row

    def rows(self, program: str | None = None, on: date | None = None) -> tuple[Row, ...]:
        """The rows, in the order of the files: of one program, and in force on a day, if given.

        Raises:
            UnknownRuleError: no row is of that program.
        """
        rows = self._contents.rows.values()
        if program is not None:
            known = {name for row in rows for name in row.programs}
            if program not in known:
                raise _unknown("program", program, sorted(known))
        return tuple(
            row
            for row in rows
            if (program is None or program in row.programs) and (on is None or _in_force(row, on))
        )

    def row_of_roll(self, name: str) -> Row:
        """The row that states a roll over weekends and holidays, by the name that rows give it."""
        return self._contents.rolls[name]

    def file_of(self, rule_id: str) -> str:
        """The name of the file that holds a row.

        Raises:
            UnknownRuleError: there is no such row.
        """
        return self._contents.files[self.row(rule_id).id]

    def reckon(
        self, rule_id: str, when: date | datetime, *, zone: str, facts: Facts = NO_FACTS
    ) -> Reckoning:
        """Count a rule out: from `when`, in the zone of whoever must act, with what is known.

        A naive `when` is local to `zone`. See `models.rulebook.counting.reckoner.reckon`.

        Raises:
            UnknownRuleError: there is no such rule.
            FactError: a fact is missing or does not fit.
            NotCountableError: the row is a fact, not a limit.
            NotInForceError: no version covers the day.
        """
        return self._reckon(self.row(rule_id), when, zone, facts)

    def oldest_start(self, rule_id: str, by: date, *, zone: str, facts: Facts = NO_FACTS) -> Oldest:
        """The oldest start of a rule's clock for which a day is still in time.

        Raises:
            UnknownRuleError: there is no such rule.
            FactError: a fact does not fit.
            NotCountableError: the row is a fact, not a limit.
        """
        row = self.row(rule_id)

        def counted(start: date) -> Reckoning:
            return self._reckon(row, start, zone, facts)

        return oldest_start(counted, by)

    def _reckon(self, row: Row, when: date | datetime, zone: str, facts: Facts) -> Reckoning:
        if self._local_limits and row.kind == "limit":
            day = started_on(row, when, zone=zone)
            row = with_local_limit(row, self._local_limits, day, facts)
        relief = relief_for(self.relief, row, facts) if self.relief else ()
        return reckon(row, when, zone=zone, facts=facts, row_of=self.row_of_roll, relief=relief)

    def used_by_ladders(self) -> frozenset[str]:
        """The ids of all rows that a level of a program runs or names."""
        levels = (level for ladder in self._contents.levels.values() for level in ladder)
        return frozenset(rule for level in levels for rule in level.rules)

    def version(self, rule_id: str, when: date | datetime, *, zone: str) -> Version:
        """The version of a rule that a moment chooses, seen in a zone.

        Raises:
            UnknownRuleError: there is no such rule.
            FactError: the moment or the zone is none.
            NotInForceError: no version covers the day.
        """
        return version_at(self.row(rule_id), when, zone=zone)

    def timeliness(self, reckoning: Reckoning, filed: date | datetime) -> Timeliness | None:
        """Whether a filing came within a limit of ours; None for the clocks of others.

        Raises:
            UnknownRuleError: there is no such rule.
            FactError: it was filed before the clock started.
        """
        row = self.row(reckoning.rule)
        return timeliness(row, reckoning, filed) if row.ours else None

    def levels(self, program: str) -> tuple[Level, ...]:
        """The ladder of a program, lowest level first.

        Raises:
            UnknownRuleError: the program has no ladder.
        """
        ladder = self._contents.levels.get(program)
        if ladder is None:
            raise _unknown("program", program, self._contents.levels)
        return ladder

    def level(self, program: str, level_id: str) -> Level:
        """One level of a program.

        Raises:
            UnknownRuleError: there is no such program or level.
        """
        ladder = self.levels(program)
        for level in ladder:
            if level.level == level_id:
                return level
        raise _unknown(f"level of {program}", level_id, [level.level for level in ladder])

    def part_b_costs(self, on: date) -> YearOfCosts | None:
        """What a service under Part B costs the patient that day; None where not published."""
        return costs_of(self._contents.costs, on)

    def amount(self, forum: str, *, on: date) -> Threshold:
        """What a request filed on a day, to an ALJ (`alj`) or a `court`, must have in controversy.

        Raises:
            NotInForceError: the day is before the first year held.
            UnknownRuleError: the forum is neither alj nor court.
        """
        if forum not in _FORUMS:
            raise _unknown("amount", forum, _FORUMS)
        return threshold(self.amounts, _FORUMS[forum], on)


def _in_force(row: Row, day: date) -> bool:
    try:
        row.version_on(day)
    except NotInForceError:
        return False
    return True


def _unknown(what: str, name: str, known: Iterable[str]) -> UnknownRuleError:
    """The error, with the nearest names; where nothing is near, those that begin alike."""
    names = list(known)
    upper = {candidate.upper(): candidate for candidate in names}
    near = [upper[match] for match in get_close_matches(name.upper(), upper, n=3, cutoff=0.5)]
    if not near and name:
        near = [candidate for candidate in names if candidate[0] == name[0].upper()][:3]
    hint = f"; the nearest: {', '.join(near)}" if near else f"; known: {', '.join(names[:8])}"
    return UnknownRuleError(f"{name!r} is no {what} of the rulebook{hint}")
