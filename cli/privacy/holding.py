"""The command that keeps a case from being forgotten or purged: a legal hold."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.database import database
from cli.errors import fail
from cli.output import AsJson, print_document, print_table
from cli.reads import reader
from models.local_time import short_time

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The Workflow ID, of any of a family.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("hold")(hold)
    app.command("holds")(holds)


def hold(
    case_id: CaseId,
    *,
    code: Annotated[
        str | None, typer.Option(help="A short code of your own, such as the number of a matter.")
    ] = None,
    release: Annotated[bool, typer.Option("--release", help="Let the case go again.")] = False,
) -> None:
    """Put a case, with those beside it, on hold: it cannot be forgotten, and nothing is purged."""
    from models.access import Access, Act  # noqa: PLC0415  (keeps --help quick)
    from models.encryption.family_keys import family_of  # noqa: PLC0415
    from models.presentation.reporters import How  # noqa: PLC0415
    from models.storage import holds  # noqa: PLC0415
    from models.storage.access_log import AccessLog  # noqa: PLC0415

    family, now = family_of(case_id), datetime.now(UTC)
    if code is not None and (len(code) > _LONGEST or not code.isprintable()):
        fail(f"--code: expected at most {_LONGEST} characters")
    with database() as session:
        engine = session.get_bind().engine
        if release:
            changed = holds.release(engine, family)
        else:
            changed = holds.hold(engine, family, now, code)
        if changed:
            act = Act.RELEASE if release else Act.HOLD
            AccessLog(engine).append(Access(now, reader(), How.ASSERTED.value, act, family))
    if release:
        typer.echo(f"{family} is released." if changed else f"{family} was not on hold.")
    else:
        typer.echo(f"{family} is on hold." if changed else f"{family} was on hold already.")


def holds(*, as_json: AsJson = False) -> None:
    """List the families of cases that are on hold."""
    from models.storage.holds import all_holds  # noqa: PLC0415  (keeps --help quick)

    with database() as session:
        found = all_holds(session.get_bind().engine)
    if as_json:
        listed = [
            {"family": one.family, "since": one.since.isoformat(), "code": one.reason_code}
            for one in found
        ]
        print_document("holds", {"holds": listed})
        return
    rows = [(one.family, short_time(one.since, "UTC"), one.reason_code or "-") for one in found]
    print_table(("FAMILY", "SINCE (UTC)", "CODE"), rows)


_LONGEST = 60
