"""What commands print: a JSON document for programs, a table for people.

Every document is described in docs/json.md; `tests/cli/documented.py` holds each to that page.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

_VERSION = 1
_PIPED_GAP = "  "


def print_document(command: str, content: Mapping[str, Any]) -> None:
    """Print the one JSON document of a command.

    Args:
        command: As it is typed, such as `due` or `digest list`.
        content: Its fields, after `schema`.
    """
    document = {"schema": f"appealclock.{command.replace(' ', '-')}/{_VERSION}", **content}
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a header: drawn in a terminal, plain columns where it is piped."""
    from rich.console import Console  # noqa: PLC0415 (keeps other commands quick)

    console = Console()
    if console.is_terminal:
        console.print(_drawn(header, rows))
        return
    # A line for each row, as whoever reads it further takes it.
    lines = [[cell.replace("\n", "; ") for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in lines) for column in range(len(header))]
    for row in lines:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo(_PIPED_GAP.join(cells).rstrip())


def _drawn(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401 (rich)
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD)
    for title in header:
        table.add_column(title, overflow="fold")
    for row in rows:
        # Text, not markup: square brackets in a note are no instruction.
        table.add_row(*(Text(cell) for cell in row))
    return table


def print_markdown(text: str) -> None:
    """Print Markdown laid out for reading: in color in a terminal, plain where it is piped."""
    from rich.console import Console  # noqa: PLC0415
    from rich.markdown import Markdown  # noqa: PLC0415

    Console().print(Markdown(text))


def plural(count: int, what: str) -> str:
    """A count with its noun: `1 case`, `2 cases`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
