"""Explains a case: every clock that ran or runs in it and in its child cases, and how it counts."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from textwrap import indent, wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.case.asking import ask_case
from cli.errors import fail
from cli.exported import write_exported
from cli.output import print_document
from cli.temporal import temporal

if TYPE_CHECKING:
    from temporalio.client import Client

    from cli.case.explained.page import CaseExplained, Explained

CaseOption = Annotated[
    str | None,
    typer.Option("--case", metavar="CASE", help="Instead of a row: every clock of this case."),
]
CasePage = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="With --case: write it as a page; replaced."),
]
CasePrivate = Annotated[
    bool, typer.Option("--private", help="With --case: say what people gave as reasons, too.")
]

_WIDEST = 100


def explain_case(case_id: str, html: Path | None, *, private: bool, as_json: bool) -> None:
    """Print every clock of a case, or write it as a page to print.

    Args:
        case_id: The Workflow ID.
        html: The page's file, or None.
        private: Whether reasons are shown as people typed them.
        as_json: Whether to print one JSON document.
    """
    from cli.case.explained.page import render  # noqa: PLC0415  (keeps --help quick)

    explained = asyncio.run(_explained(case_id, private=private))
    if html is not None:
        try:
            write_exported(html, render(explained).encode())
        except OSError as error:
            fail(f"{html}: {error.strerror}")
        typer.echo(f"Written: {html}")
    elif as_json:
        cases = [
            {"case": one.case_id, "title": one.title, **one.records.model_dump(mode="json")}
            for one in explained.cases
        ]
        print_document("explain", {"cases": cases})
    else:
        width = min(shutil.get_terminal_size().columns, _WIDEST)
        for line in _lines(explained):
            typer.echo(line if len(line) <= width else _folded(line, width))


def _folded(line: str, width: int) -> str:
    text = line.lstrip(" ")
    margin = " " * (len(line) - len(text))
    return indent("\n".join(wrap(text, width - len(margin))), margin)


def _lines(explained: "CaseExplained") -> Iterator[str]:
    for one in explained.cases:
        yield one.title
        if not one.records.clocks:
            yield "  No clock has run."
        for clock in one.clocks:
            yield ""
            yield f"  {clock.title} [{clock.status}]"
            yield f"  {clock.whose}"
            for count in clock.counts:
                yield f"    {count.heading}"
                yield from (f"      {step}" for step in count.steps)
                yield from (f"      {line}" for line in count.more)
        for aside in one.records.set_aside:
            yield f"  Report {aside.number} is set aside: {aside.reason}"
        yield ""
    yield explained.as_of


async def _explained(case_id: str, *, private: bool) -> "CaseExplained":
    """What the case and its child cases say of their clocks, asked now."""
    from cli.case.explained.page import CaseExplained  # noqa: PLC0415

    async with temporal() as client:
        overview = await ask_case(client, case_id, "overview")
        ids = [case_id, *(child["id"] for child in overview["children"])]
        cases = tuple([await _one(client, id_, private=private) for id_ in ids])
    return CaseExplained(cases=cases, at=datetime.now(UTC))


async def _one(client: "Client", case_id: str, *, private: bool) -> "Explained":
    from cli.case.explained.page import Explained  # noqa: PLC0415
    from models.presentation.clock_records import ClockRecords  # noqa: PLC0415

    overview: dict[str, Any] = await ask_case(client, case_id, "overview")
    records: ClockRecords = await ask_case(client, case_id, "clocks", result_type=ClockRecords)
    history: list[dict[str, Any]] = await ask_case(client, case_id, "history")
    kinds = {int(report["number"]): str(report["kind"]) for report in history}
    return Explained.of(overview, records if private else records.without_reasons(), kinds)
