"""What must hold of relief beyond the shape of each entry: of what ships, and of a desk's own."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from models.rulebook.errors import BrokenRulebookError
from models.rulebook.loading.checking import check_seen
from models.rulebook.loading.parsing import id_of, read_table
from models.rulebook.relief import Relief
from models.rulebook.row import Row

RELIEF = "relief.toml"


def read_relief(
    path: Path,
    programs: Collection[str],
    rows: Mapping[str, Row],
    *,
    known: Sequence[Relief] = (),
) -> tuple[Relief, ...]:
    """Read and check a file of relief; it may be empty.

    Args:
        path: Of the file.
        programs: The programs there are.
        rows: The rows there are, by id.
        known: What stands elsewhere already, whose ids are taken.

    Raises:
        BrokenRulebookError: naming file, entry and field of the first mistake.
    """
    found = tuple(read_table(path, "relief", Relief, id_of, may_be_empty=True))
    taken = {one.id for one in known}
    for one in found:
        _check(path.name, one, programs, rows)
        if one.id in taken:
            raise BrokenRulebookError(path.name, one.id, "id", "is taken already")
        taken.add(one.id)
    return found


def _check(file: str, relief: Relief, programs: Collection[str], rows: Mapping[str, Row]) -> None:
    def refuse(field: str, problem: str) -> None:
        raise BrokenRulebookError(file, relief.id, field, problem)

    for place, program in enumerate(relief.programs):
        if program not in programs:
            refuse(f"programs.{place}", f"{program} is no program")
    for place, rule in enumerate(relief.rules or ()):
        if rule not in rows:
            refuse(f"rules.{place}", f"{rule} is no row")
        elif not rows[rule].ours:
            refuse(f"rules.{place}", f"{rule} is the other side's clock")
        elif set(relief.programs).isdisjoint(rows[rule].programs):
            refuse(f"rules.{place}", f"{rule} is in none of these programs")
    check_seen("", relief, refuse)
