"""What must hold of the papers and their elements beyond the shape of each entry."""

from collections.abc import Collection, Mapping
from pathlib import Path

from models.rulebook.elements import Element, Paper
from models.rulebook.errors import BrokenRulebookError
from models.rulebook.ladder import Level
from models.rulebook.loading.checking import Refuse, check_seen
from models.rulebook.loading.parsing import id_of, read_table

ELEMENTS = "elements.toml"


def read_papers(
    path: Path, programs: Collection[str], levels: Mapping[str, tuple[Level, ...]]
) -> tuple[Paper, ...]:
    """Read and check the papers with their elements.

    Args:
        path: Of the file.
        programs: The programs there are.
        levels: The ladder of each.

    Raises:
        BrokenRulebookError: naming file, paper and field of the first mistake.
    """
    papers = tuple(read_table(path, "paper", Paper, id_of))
    known: set[str] = set()
    for paper in papers:
        _check(path.name, paper, programs, levels, known)
    return papers


def _check(
    file: str,
    paper: Paper,
    programs: Collection[str],
    levels: Mapping[str, tuple[Level, ...]],
    known: set[str],
) -> None:
    def refuse(field: str, problem: str) -> None:
        raise BrokenRulebookError(file, paper.id, field, problem)

    if paper.id in known:
        refuse("id", "stands twice")
    known.add(paper.id)
    for place, program in enumerate(paper.programs):
        if program not in programs:
            refuse(f"programs.{place}", f"{program} is no program")
    if paper.role == "request" and paper.levels is None:
        refuse("levels", "expected of a request")
    if paper.role == "alone" and paper.levels is not None:
        refuse("levels", "expected none: it stands alone")
    _check_levels(paper, levels, refuse)
    for place, follows in enumerate(paper.follows):
        check_seen(f"follows.{place}.", follows, refuse)
    for place, element in enumerate(paper.elements):
        _check_element(f"elements.{place}", paper, element, known, refuse)


def _check_levels(paper: Paper, levels: Mapping[str, tuple[Level, ...]], refuse: Refuse) -> None:
    """Every level is one of a program, and every program has one of them."""
    if paper.levels is None:
        return
    of = {program: {level.level for level in levels[program]} for program in paper.programs}
    for place, name in enumerate(paper.levels):
        if not any(name in there for there in of.values()):
            refuse(f"levels.{place}", f"{name} is no level of {', '.join(of)}")
    for place, (program, there) in enumerate(of.items()):
        if there.isdisjoint(paper.levels):
            refuse(f"programs.{place}", f"{program} has none of these levels")


def _check_element(
    at: str, paper: Paper, element: Element, known: set[str], refuse: Refuse
) -> None:
    if element.id.partition(".")[0] != paper.id:
        refuse(f"{at}.id", f"expected {paper.id} and a name, with a dot between")
    if element.id in known:
        refuse(f"{at}.id", f"{element.id} stands twice")
    known.add(element.id)
    if element.private and element.field is not None:
        refuse(f"{at}.field", "expected none: what is private is not kept in a case")
    check_seen(f"{at}.", element, refuse)
    for number, one in enumerate(element.follows):
        check_seen(f"{at}.follows.{number}.", one, refuse)
