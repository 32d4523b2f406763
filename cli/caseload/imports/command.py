"""`appealclock import`: opens the cases of a file, each once, however often it is run."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.desk_files import take_desk_files
from cli.errors import Exit, fail
from cli.output import AsJson, print_document

if TYPE_CHECKING:
    from cli.caseload.imports.starting import Result
    from models.imports.cases_found import Found, Problem
    from models.imports.opening import Opening

_RATE = 5.0
"""Cases a second when left out: a fifth of what one worker opens, the rest is for the desk."""

_FASTEST = 100.0

FILE = typer.Argument(metavar="FILE", help="A list as .csv or .xlsx; or see --835 and --fhir.")


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("import")(import_)


def import_(  # noqa: PLR0913 (each is an option)
    file: Annotated[Path, FILE],
    *,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Open nothing: list every problem, and each case's deadlines."
        ),
    ] = False,
    remittance: Annotated[
        bool, typer.Option("--835", help="FILE is an X12 835 remittance advice.")
    ] = False,
    fhir: Annotated[
        bool,
        typer.Option("--fhir", help="FILE holds FHIR resources (R4B) about prior authorizations."),
    ] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="A field of every intake that FILE does not say, such as "
            "case_manager.email=me@legalaid.example.",
        ),
    ] = None,
    id_pattern: Annotated[
        str | None,
        typer.Option(help="How ids are made of fields, such as 'AC-{claim_numbers}'."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="HEADER=FIELD", help="What a column of a list says."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="HEADER", help="A column of a list to leave out."),
    ] = None,
    dates: Annotated[
        str | None, typer.Option(help="The order of dates in a list: mdy, dmy or ymd.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    contracts: Annotated[
        list[str] | None,
        typer.Option(
            "--contract",
            metavar="PAYER",
            help="With --835: name or id of a payer you have a contract with; its claims are "
            "listed, and not opened.",
        ),
    ] = None,
    partly: Annotated[
        bool, typer.Option("--partly", help="Open the cases without problems, leave the others.")
    ] = False,
    rate: Annotated[
        float, typer.Option(min=0.1, max=_FASTEST, help="Cases opened a second, at most.")
    ] = _RATE,
    as_json: AsJson = False,
) -> None:
    """Open the cases of a list or another file, each once, however often this is run."""
    from cli.caseload.imports.reading import Options, read_file  # noqa: PLC0415 (keeps --help quick)
    from models.imports.cases_found import ImportRefusedError  # noqa: PLC0415

    if remittance and fhir:
        fail("Expected one of --835 and --fhir.")
    take_desk_files()
    options = Options(
        settings=tuple(settings or ()),
        id_pattern=id_pattern,
        columns=tuple(columns or ()),
        ignore=tuple(ignore or ()),
        dates=dates,
        sheet=sheet,
        contracts=tuple(contracts or ()),
        form="835" if remittance else "fhir" if fhir else "list",
    )
    try:
        found = read_file(file, options)
    except ImportRefusedError as error:
        fail("\n".join(f"{file}: {reason}" for reason in error.reasons))
    openings, problems = _judged(found)
    if dry_run:
        _say_dry_run(found, openings, problems, as_json=as_json)
        return
    if problems and not partly:
        _say_problems(found, problems, as_json=as_json)
    _open(found, openings, problems, rate, as_json=as_json)


def _judged(found: "Found") -> "tuple[list[Opening], list[Problem]]":
    """The cases that can be opened, and everything that is wrong with the others."""
    from models.imports.opening import Opening, opening_of  # noqa: PLC0415

    now = datetime.now(UTC)
    judged = [opening_of(one, now) for one in found.cases]
    openings = [one for one in judged if isinstance(one, Opening)]
    problems = [problem for one in judged if isinstance(one, tuple) for problem in one]
    return openings, sorted([*found.problems, *problems], key=lambda one: one.place)


def _say_dry_run(
    found: "Found", openings: "list[Opening]", problems: "list[Problem]", *, as_json: bool
) -> None:
    from cli.caseload.imports.document import document, would_be_opened  # noqa: PLC0415
    from cli.caseload.imports.text import dry_run_lines, print_lines  # noqa: PLC0415

    if as_json:
        cases = [would_be_opened(one) for one in openings]
        print_document("import", document(found, problems, cases, dry_run=True))
    else:
        print_lines(dry_run_lines(found, openings, problems))
    if problems:
        raise typer.Exit(Exit.FINDINGS)


def _say_problems(found: "Found", problems: "list[Problem]", *, as_json: bool) -> None:
    """Say what is wrong, and end: nothing is opened."""
    from cli.caseload.imports.document import document  # noqa: PLC0415
    from cli.caseload.imports.text import problem_lines  # noqa: PLC0415

    if as_json:
        print_document("import", document(found, problems, [], dry_run=False))
    else:
        for line in problem_lines(problems):
            typer.echo(line, err=True)
    fail("Nothing was opened. --partly opens the cases without problems.")


def _open(
    found: "Found",
    openings: "list[Opening]",
    problems: "list[Problem]",
    rate: float,
    *,
    as_json: bool,
) -> None:
    from cli.caseload.imports.document import document, done  # noqa: PLC0415
    from cli.caseload.imports.starting import FAILED, OPENED, open_cases  # noqa: PLC0415
    from cli.caseload.imports.text import opened_lines, print_lines  # noqa: PLC0415

    results: list[Result] = []
    trouble = ""
    try:
        trouble = asyncio.run(open_cases(openings, rate, results))
    except KeyboardInterrupt:
        trouble = "Stopped."
    if as_json:
        cases = [done(one) for one in results]
        print_document("import", document(found, problems, cases, dry_run=False))
    else:
        print_lines(opened_lines(found, results, problems))
    left = len(openings) - len(results)
    if left:
        code = Exit.FINDINGS if any(one.result == OPENED for one in results) else Exit.REFUSED
        fail(f"{trouble} {left} left; the same command goes on where it stopped.".strip(), code)
    if problems or any(one.result in {FAILED, "differs"} for one in results):
        raise typer.Exit(Exit.FINDINGS)
