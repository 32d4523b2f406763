"""`appealclock assign`: another case manager takes all cases of one, for good or until a day."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.case.reports import NotReportedError, send_report
from cli.database import database
from cli.errors import Exit, fail, refuse
from cli.output import AsJson, plural, print_document
from cli.temporal import temporal
from models.local_time import short_day

if TYPE_CHECKING:
    from models.storage.tables import CaseRow

_FAILED, _LEFT, _ALREADY = "failed", "left", "covered already"

Result = dict[str, str]


@dataclass(frozen=True)
class _Wanted:
    """What is to be reported to each case."""

    manager: dict[str, str]
    until: date | None

    @property
    def content(self) -> dict[str, Any]:
        """The report `assign`."""
        until = {} if self.until is None else {"until": self.until.isoformat()}
        return {"case_manager": self.manager, **until}

    @property
    def done(self) -> str:
        """What a case is once it took the report."""
        return "assigned" if self.until is None else "covered"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(assign)


def assign(  # noqa: PLR0913 (each is an option)
    *,
    old: Annotated[
        str, typer.Option("--from", help="Whose cases: an email address or a code, as in `list`.")
    ],
    new: Annotated[str, typer.Option("--to", help="The email address of who takes them.")],
    code: Annotated[
        str | None, typer.Option(help="The code of who takes them; derived if left out.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Only through this day, such as 2026-12-11: then each goes back by itself.",
        ),
    ] = None,
    back: Annotated[
        bool,
        typer.Option("--back", help="Only the cases of --to that --from covers: they come back."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list the cases that would be assigned.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Assign all open cases of one case manager to another, with all that runs beside them."""
    wanted = _Wanted(_manager(new, code), _day(until))
    if back and wanted.until is not None:
        fail("Expected one of --back and --until.")
    own, covering = _cases_of(old)
    if back:
        own, covering = _theirs(covering, wanted), {}
    if not own and not covering:
        whose = "that --from covers for --to" if back else "of this case manager"
        fail(f"--from: there is no open case {whose}.", Exit.NOT_FOUND)
    left = _left(own, covering, wanted)
    ids = sorted({*own, *covering} - {one["id"] for one in left})
    if dry_run:
        results = [{"id": one, "result": f"would be {wanted.done}", "reason": ""} for one in ids]
    else:
        results = asyncio.run(_assign(ids, wanted))
    failed = [one for one in results if one["result"] == _FAILED]
    done = len(results) - len(failed)
    results = sorted([*results, *left], key=lambda one: one["id"])
    if as_json:
        print_document("assign", {"cases": results})
    else:
        _print(results, done, wanted, dry_run=dry_run)
    kept = [one for one in left if one["result"] == _LEFT]
    if failed or (kept and not dry_run):
        raise typer.Exit(Exit.REFUSED if failed and not done else Exit.FINDINGS)


def _print(results: list[Result], done: int, wanted: _Wanted, *, dry_run: bool) -> None:
    for one in results:
        reason = f": {one['reason']}" if one["reason"] else ""
        typer.echo(f"{one['id']}  {one['result']}{reason}")
    through = "" if wanted.until is None else f" through {short_day(wanted.until)}"
    would = "would be " if dry_run else ""
    typer.echo(f"{plural(done, 'case')} {would}{wanted.done}{through}.")


def _manager(email: str, code: str | None) -> dict[str, str]:
    """Who takes the cases, as the report has it."""
    from models.cases.people import CaseManager  # noqa: PLC0415  (keeps --help quick)
    from models.inputs.validation import unfit  # noqa: PLC0415

    said = {"email": email} | ({"code": code} if code is not None else {})
    lines = unfit(CaseManager, said)
    if lines:
        refuse("\n".join(f"--{line.replace('email', 'to', 1)}" for line in lines))
    return said


def _day(text: str | None) -> date | None:
    """The day of --until, in any of the forms that a report takes."""
    from models.inputs.common_report import Assigned  # noqa: PLC0415  (keeps --help quick)
    from models.inputs.spelling import as_meant  # noqa: PLC0415

    if text is None:
        return None
    try:
        return date.fromisoformat(str(as_meant(Assigned, {"until": text})["until"]))
    except ValueError:
        fail("--until: expected a date such as 2026-12-11")


def _cases_of(manager: str) -> "tuple[dict[str, CaseRow], dict[str, CaseRow]]":
    """The open cases of a manager by their ids, and those of others that they cover.

    Whoever covers a case has it only for a time: what is assigned for good is left out there. What
    runs beside a case among them follows it, and is in neither.
    """
    from sqlmodel import and_, col, or_, select  # noqa: PLC0415

    from activities.digest.managers import cases_of, covered_for  # noqa: PLC0415
    from models.storage.tables import CaseRow  # noqa: PLC0415

    is_open, is_covered = col(CaseRow.ending).is_(None), col(CaseRow.covered_until).is_not(None)
    theirs = or_(and_(cases_of(manager), ~is_covered), covered_for(manager))
    with database() as session:
        own = session.exec(select(CaseRow).where(is_open, theirs)).all()
        every = session.exec(select(CaseRow).where(is_open, or_(cases_of(manager), theirs))).all()
        session.expunge_all()
    ids, own_ids = {case.case_id for case in every}, {case.case_id for case in own}
    first = {case.case_id: case for case in every if case.parent_id not in ids}
    return (
        {name: case for name, case in first.items() if name in own_ids},
        {name: case for name, case in first.items() if name not in own_ids},
    )


def _theirs(covering: "dict[str, CaseRow]", wanted: _Wanted) -> "dict[str, CaseRow]":
    """Of the cases that somebody covers those of whoever takes them."""
    from models.cases.people import case_manager_code  # noqa: PLC0415  (keeps --help quick)

    new = case_manager_code(wanted.manager["email"])
    return {name: case for name, case in covering.items() if case.owner_id == new}


def _left(
    own: "dict[str, CaseRow]", covering: "dict[str, CaseRow]", wanted: _Wanted
) -> list[Result]:
    """The cases that stay as they are, each with the reason."""
    from models.cases.people import case_manager_code  # noqa: PLC0415  (keeps --help quick)

    if wanted.until is None:
        return [
            {"id": name, "result": _LEFT, "reason": _covers(case)}
            for name, case in covering.items()
        ]
    new = case_manager_code(wanted.manager["email"])
    return [
        {"id": name, "result": _ALREADY, "reason": ""}
        for name, case in {**own, **covering}.items()
        if case.covered_until == wanted.until and case.manager_id == new
    ]


def _covers(case: "CaseRow") -> str:
    assert case.covered_until is not None  # noqa: S101 (asked of covered cases alone)
    until = short_day(case.covered_until)
    return f"a case of {case.owner}, covered through {until}; give it back with --back"


async def _assign(case_ids: list[str], wanted: _Wanted) -> list[Result]:
    """Report it to each case; one that refuses keeps no other from being assigned."""
    results = []
    async with temporal() as client:
        for case_id in case_ids:
            try:
                await send_report(client, case_id, "assign", wanted.content)
            except NotReportedError as error:
                results.append({"id": case_id, "result": _FAILED, "reason": str(error)})
            else:
                results.append({"id": case_id, "result": wanted.done, "reason": ""})
    return results
