"""The command that removes what is older than the operator wants it kept."""

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import fail
from cli.output import AsJson, print_document, print_table
from cli.temporal import temporal
from models.local_time import short_day
from models.settings import ServiceSettings, StackSettings, load_settings

if TYPE_CHECKING:
    from deploy.retention.purging import Terms
    from models.retention import Expired

_NAMES = {
    "case_view": "closed cases in the lists",
    "deadline": "their deadlines",
    "milestone": "their steps",
    "unsent_reminder": "their reminders that were not sent",
    "closed_case": "closed cases, whole",
    "delivery": "messages in the ledger",
    "delivery_attempt": "attempts to send them",
    "inbox": "mail and SMS in the inbox",
    "case_keys": "keys that no case claimed",
}
"""What the tables hold."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("purge")(purge)


def purge(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be removed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what is older than APPEALCLOCK_KEEP_..._DAYS; the service does so once a day.

    Nothing goes of a family of cases of which one is open, or which is on legal hold.
    """
    terms, found, held = asyncio.run(_purge(dry_run=dry_run))
    if as_json:
        print_document("purge", _document(terms, found, held, dry_run=dry_run))
        return
    _print(terms, found, held, dry_run=dry_run)


async def _purge(*, dry_run: bool) -> "tuple[Terms, list[Expired], int]":
    from datetime import UTC, datetime  # noqa: PLC0415  (keeps --help quick)

    from deploy.embedded.state_directory import Home  # noqa: PLC0415
    from deploy.readiness import check_database  # noqa: PLC0415
    from deploy.retention import purging  # noqa: PLC0415
    from deploy.retention.families import running_families  # noqa: PLC0415
    from models.storage.database import open_database  # noqa: PLC0415
    from models.storage.holds import held_families  # noqa: PLC0415

    settings, stack = load_settings(ServiceSettings), load_settings(StackSettings)
    if problems := check_database(settings):
        fail("\n".join(problems))
    terms = purging.terms_of(settings, stack, Home(stack.home).inbox)
    # Temporal knows which cases are open; the database may be a restored one.
    async with temporal() as client:
        running = await running_families(client)
    engine = open_database(settings.database_url)
    try:
        parts = purging.parts_of(engine, running, terms, datetime.now(UTC))
        act = purging.expired if dry_run else purging.purge
        return terms, act(parts), len(held_families(engine))
    finally:
        engine.dispose()


def _document(
    terms: "Terms", found: "list[Expired]", held: int, *, dry_run: bool
) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "keep_closed_days": terms.closed_days,
        "keep_ledger_days": terms.ledger_days,
        "keep_inbox_days": terms.inbox_days,
        "families_on_hold": held,
        "tables": [
            {
                "table": one.table,
                "rows": one.rows,
                "first_day": one.first_day.isoformat(),
                "last_day": one.last_day.isoformat(),
            }
            for one in found
        ],
    }


def _print(terms: "Terms", found: "list[Expired]", held: int, *, dry_run: bool) -> None:
    if terms.closed_days is terms.ledger_days is terms.inbox_days is None:
        typer.echo(
            "Everything is kept for ever, as none of APPEALCLOCK_KEEP_CLOSED_DAYS, "
            "APPEALCLOCK_KEEP_LEDGER_DAYS and APPEALCLOCK_KEEP_INBOX_DAYS is set."
        )
    if held:
        also = ", nor anything of the inbox" if terms.inbox_days is not None else ""
        typer.echo(f"Families of cases on legal hold: {held}. Nothing of them goes{also}.")
    if not found:
        typer.echo("Nothing is too old.")
        return
    typer.echo("Would be removed:" if dry_run else "Removed:")
    print_table(
        ("ROWS", "WHAT", "OF"),
        [
            (str(one.rows), _NAMES.get(one.table, one.table), _days(one.first_day, one.last_day))
            for one in found
        ],
    )


def _days(first: date, last: date) -> str:
    if first == last:
        return short_day(first)
    return f"{short_day(first)} to {short_day(last)}"
