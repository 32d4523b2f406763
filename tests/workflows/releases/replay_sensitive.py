"""Counts the lines of workflow code that may issue a command: their order stays while cases run.

`python -m tests.workflows.releases.replay_sensitive` prints them by file and function. A function
counts as a whole when it names what issues a command, or names a function of `workflows/` that
counts. What only validators, queries and the details panel call is not replayed.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workflows.registered import WORKFLOWS

ROOT = Path(__file__).parents[3]

RUN_BY_THE_WORKER = tuple(one.__module__ for one in WORKFLOWS)
"""Where the workflow classes are."""

COMMANDS = frozenset(
    {
        "continue_as_new",
        "create_task",
        "execute_activity",
        "execute_child_workflow",
        "execute_local_activity",
        "get_external_workflow_handle",
        "patched",
        "sleep",
        "start_activity",
        "start_child_workflow",
        "start_local_activity",
        "upsert_memo",
        "upsert_search_attributes",
        "wait_condition",
    }
)
"""What of `temporalio.workflow` issues a command, or decides which comes first."""


@dataclass(frozen=True)
class Function:
    """A function or method of the workflow code."""

    file: str
    name: str
    lines: int
    names: frozenset[str]
    """What it calls or hands on."""


def functions(begin: Iterable[str]) -> list[Function]:
    """Every function of some modules and of what they import of `workflows`.

    Args:
        begin: Names of modules, such as workflows.kinds. A function inside another is a part of it.
    """
    found: list[Function] = []
    left, seen = list(begin), set()
    while left:
        name = left.pop()
        path = _path(name)
        if name in seen or path is None:
            continue
        seen.add(name)
        tree = ast.parse(path.read_text())
        left += _imported(tree)
        file = str(path.relative_to(ROOT))
        found += [_function(file, node) for node in _outermost(tree.body)]
    return sorted(found, key=lambda one: (one.file, one.name))


def replay_sensitive(all_: list[Function]) -> list[Function]:
    """Those that may issue a command, or decide whether another does."""
    sensitive: set[str] = set(COMMANDS)
    while True:
        known = {one.name for one in all_ if one.names & sensitive}
        if known <= sensitive:
            return [one for one in all_ if one.names & sensitive]
        sensitive |= known


def _path(module: str) -> Path | None:
    """The file of a module of the workflow code."""
    if not module.startswith("workflows"):
        return None
    stem = ROOT.joinpath(*module.split("."))
    for path in (stem / "__init__.py", stem.with_suffix(".py")):
        if path.is_file():
            return path
    return None


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _outermost(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _outermost(node.body)


def _function(file: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    names = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
    names |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    end = node.end_lineno or node.lineno
    return Function(file, node.name, end - node.lineno + 1, frozenset(names))


def main() -> None:
    """Print each function, and the sum."""
    found = replay_sensitive(functions(RUN_BY_THE_WORKER))
    lines = [f"{one.lines:5} {one.file} {one.name}" for one in found]
    total = f"{sum(one.lines for one in found):5} lines in {len(found)} functions"
    sys.stdout.write("\n".join([*lines, total]) + "\n")


if __name__ == "__main__":
    main()
