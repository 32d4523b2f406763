"""What must hold between the programs and the rows and ladders."""

from collections.abc import Iterable, Mapping, Sequence

from models.rulebook.errors import BrokenRulebookError
from models.rulebook.ladder import Level
from models.rulebook.loading.checking import LADDERS, PROGRAMS
from models.rulebook.programs import ProgramTerms
from models.rulebook.row import Row


def programs_by_id(programs: Iterable[ProgramTerms]) -> dict[str, ProgramTerms]:
    """The programs, in the order of the file.

    Raises:
        BrokenRulebookError: one stands twice, or names what it does not have.
    """
    found: dict[str, ProgramTerms] = {}
    for program in programs:
        if program.id in found:
            raise BrokenRulebookError(PROGRAMS, program.id, "id", "stands twice")
        if not set(program.expedited) <= set(program.kinds):
            raise BrokenRulebookError(PROGRAMS, program.id, "expedited", "expected some of kinds")
        found[program.id] = program
    for program in found.values():
        if program.part is not None and program.part not in found:
            raise BrokenRulebookError(
                PROGRAMS, program.id, "part", f"{program.part} is no program of this file"
            )
    return found


def check_programs(
    programs: Mapping[str, ProgramTerms],
    ladders: Mapping[str, Sequence[Level]],
    rows: Mapping[str, Row],
    files: Mapping[str, str],
) -> None:
    """Every program has a ladder, and whatever names a program or a row names one that is there.

    Args:
        programs: By their ids.
        ladders: The levels of each program.
        rows: By their ids.
        files: The file of each row, by its id.

    Raises:
        BrokenRulebookError: it does not.
    """
    for row in rows.values():
        for number, name in enumerate(row.programs):
            if name not in programs:
                raise BrokenRulebookError(
                    files[row.id], row.id, f"programs.{number}", f"{name} is no program"
                )
    for name, ladder in ladders.items():
        if name not in programs:
            at = f"{name} {ladder[0].level}"
            raise BrokenRulebookError(LADDERS, at, "program", f"{name} is no program")
    for program in programs.values():
        if program.id not in ladders:
            raise BrokenRulebookError(
                LADDERS, program.id, "level", "expected levels of this program"
            )
        for field, rule in _named(program).items():
            if rule not in rows:
                raise BrokenRulebookError(PROGRAMS, program.id, field, f"{rule} is no row")


def _named(program: ProgramTerms) -> dict[str, str]:
    """Each row that a program names, by its field."""
    named = {f"waits.{what}": rule for what, rule in program.waits.items()}
    if program.grievance is not None:
        terms = program.grievance
        named |= {"grievance.decide": terms.decide, "grievance.expedited": terms.expedited}
        named |= {"grievance.file": terms.file} if terms.file is not None else {}
    if program.second_opinion is not None:
        rules = program.second_opinion.rules
        named |= {f"second_opinion.{field}": rule for field, rule in rules.items()}
    if program.estate is not None:
        named["estate"] = program.estate
    for field in ("coverage", "coverage_prior"):
        rules = getattr(program, field)
        named |= {f"{field}.{number}": rule for number, rule in enumerate(rules)}
    return named
