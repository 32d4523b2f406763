"""`appealclock assign`: another case manager takes all cases of one."""

import asyncio
from typing import Annotated

import typer

from cli.database import database
from cli.errors import Exit, fail, refuse
from cli.output import AsJson, plural, print_document
from cli.reports import NotReportedError, send_report
from cli.temporal import temporal

_WOULD_BE, _ASSIGNED, _FAILED = "would be assigned", "assigned", "failed"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(assign)


def assign(
    *,
    old: Annotated[
        str, typer.Option("--from", help="Whose cases: an email address or a code, as in `list`.")
    ],
    new: Annotated[str, typer.Option("--to", help="The email address of who takes them.")],
    code: Annotated[
        str | None, typer.Option(help="The code of who takes them; derived if left out.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list the cases that would be assigned.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Assign all open cases of one case manager to another, with all that runs beside them."""
    manager = _manager(new, code)
    case_ids = _cases_of(old)
    if not case_ids:
        fail("--from: there is no open case of this case manager.", Exit.NOT_FOUND)
    if dry_run:
        results = [{"id": one, "result": _WOULD_BE, "reason": ""} for one in case_ids]
    else:
        results = asyncio.run(_assign(case_ids, manager))
    failed = [one for one in results if one["result"] == _FAILED]
    if as_json:
        print_document("assign", {"cases": results})
    else:
        for one in results:
            reason = f": {one['reason']}" if one["reason"] else ""
            typer.echo(f"{one['id']}  {one['result']}{reason}")
        done = plural(len(results) - len(failed), "case")
        typer.echo(f"{done} {_WOULD_BE if dry_run else _ASSIGNED}.")
    if failed:
        raise typer.Exit(Exit.FINDINGS if len(failed) < len(results) else Exit.REFUSED)


def _manager(email: str, code: str | None) -> dict[str, str]:
    """Who takes the cases, as the report has it."""
    from models.cases.people import CaseManager  # noqa: PLC0415  (keeps --help quick)
    from models.inputs.validation import unfit  # noqa: PLC0415

    said = {"email": email} | ({"code": code} if code is not None else {})
    lines = unfit(CaseManager, said)
    if lines:
        refuse("\n".join(f"--{line.replace('email', 'to', 1)}" for line in lines))
    return said


def _cases_of(manager: str) -> list[str]:
    """The open cases of a manager, but for those that follow a case among them."""
    from sqlmodel import col, select  # noqa: PLC0415

    from activities.digest.managers import cases_of  # noqa: PLC0415
    from models.storage.tables import CaseRow  # noqa: PLC0415

    is_open = col(CaseRow.ending).is_(None)
    with database() as session:
        found = session.exec(select(CaseRow).where(cases_of(manager), is_open)).all()
        ids = {case.case_id for case in found}
        return sorted(case.case_id for case in found if case.parent_id not in ids)


async def _assign(case_ids: list[str], manager: dict[str, str]) -> list[dict[str, str]]:
    """Report it to each case; one that refuses keeps no other from being assigned."""
    results = []
    async with temporal() as client:
        for case_id in case_ids:
            try:
                await send_report(client, case_id, "assign", {"case_manager": manager})
            except NotReportedError as error:
                results.append({"id": case_id, "result": _FAILED, "reason": str(error)})
            else:
                results.append({"id": case_id, "result": _ASSIGNED, "reason": ""})
    return results
