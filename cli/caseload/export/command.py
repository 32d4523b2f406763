"""`appealclock export`: all cases as tables, for a spreadsheet, an auditor or another program."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from cli.caseload.export.answers import Answers
from cli.caseload.export.from_cases import reports_table, timeliness_table, with_services
from cli.caseload.export.from_database import all_cases, cases_table, clocks_table, ledger_table
from cli.caseload.export.table import Table, workbook
from cli.caseload.references import references_of
from cli.database import database, open_keys
from cli.errors import Exit, fail
from cli.exported import make_export_folder, write_exported
from cli.output import AsJson, plural, print_document

_WORKBOOK = "appealclock.xlsx"


@dataclass(frozen=True)
class Export:
    """The tables, and which cases are not in all of them."""

    tables: tuple[Table, ...]
    unanswered: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(export)


def export(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to.")],
    *,
    xlsx: Annotated[
        bool, typer.Option("--xlsx", help=f"Write {_WORKBOOK} too, a sheet for each table.")
    ] = False,
    private: Annotated[
        bool,
        typer.Option(
            "--private", help="Also what each case is about and what reports say: health data."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write all cases, their clocks, reports and messages, and how limits were kept, as CSV."""
    done = _collect(private=private)
    files = {f"{table.name}.csv": table.csv() for table in done.tables}
    if xlsx:
        files[_WORKBOOK] = workbook(done.tables)
    try:
        make_export_folder(out)
        for name, content in files.items():
            write_exported(out / name, content)
    except OSError as error:
        fail(f"{out}: {error.strerror}")
    if as_json:
        _print_document(out, files, done)
    else:
        for table in done.tables:
            typer.echo(f"{out / table.name}.csv: {plural(len(table.rows), 'row')}")
        if xlsx:
            typer.echo(f"{out / _WORKBOOK}: the same, a sheet for each")
    _say_what_lacks(done)


def _collect(*, private: bool) -> Export:
    """All tables as of now, the smallest part of them from Temporal."""
    with database() as session:
        cases = all_cases(session)
        listed, clocks = cases_table(cases, references_of(session, cases)), clocks_table(session)
        ledger = ledger_table(session, cases)
        # Not kept open while cases are asked, which may take minutes.
        session.expunge_all()
        session.rollback()
        engine = session.get_bind().engine
        answers = Answers(engine, open_keys(engine))
        asyncio.run(answers.ask(cases))
    if private:
        listed = with_services(listed, answers.answered)
    reports = reports_table(answers.answered, private=private)
    timeliness = timeliness_table(answers.answered)
    return Export((listed, clocks, reports, ledger, timeliness), answers.unanswered, answers.gone)


def _print_document(out: Path, files: dict[str, bytes], done: Export) -> None:
    rows = {f"{table.name}.csv": len(table.rows) for table in done.tables}
    print_document(
        "export",
        {
            "folder": str(out),
            "files": [{"file": name, "rows": rows.get(name)} for name in files],
            "complete": not done.unanswered,
            "unanswered": sorted(done.unanswered),
            "gone": sorted(done.gone),
        },
    )


def _say_what_lacks(done: Export) -> None:
    """Name the cases that are not in all tables; end the command where that makes it incomplete."""
    if done.gone:
        gone = ", ".join(sorted(done.gone))
        typer.echo(f"Deleted in Temporal, so without reports and timeliness: {gone}", err=True)
    if done.unanswered:
        fail(
            f"The export is incomplete: {', '.join(sorted(done.unanswered))} did not answer, and "
            "reports and timeliness lack what only the case knows. Does a worker run? "
            "`appealclock doctor` looks.",
            Exit.INCOMPLETE,
        )
