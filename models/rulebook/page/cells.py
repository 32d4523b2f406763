"""The cells of the tables of docs/rulebook.md."""

from collections.abc import Iterable

from models.rulebook.loading.checking import Evidenced


def line_of(cells: Iterable[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def grounds_of(entry: Evidenced) -> list[str]:
    """The law with the words quoted, and the mark of evidence."""
    law = [entry.citation]
    if entry.quote:
        law.append(f'"{entry.quote}"')
    law += [f"<{address}>" for address in (entry.source or "").split()]
    law += [f"read {entry.read_on.isoformat()}"] if entry.read_on else []
    return [lines_of(law), evidence_of(entry.evidence)]


def evidence_of(mark: str) -> str:
    """A mark, with a warning where no text was seen."""
    return f"**⚠ {mark}**" if "UNVERIFIED" in mark else mark


def lines_of(lines: Iterable[str]) -> str:
    """Several lines within a cell."""
    return "<br>".join(line for line in lines if line)
