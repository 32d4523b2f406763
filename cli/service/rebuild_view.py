"""The command that writes the read model anew from Temporal."""

import asyncio
from typing import TYPE_CHECKING

import typer

from cli.database import open_keys
from cli.errors import Exit, fail
from cli.output import AsJson, print_document
from cli.temporal import temporal
from models.settings import ServiceSettings, load_settings

if TYPE_CHECKING:
    from deploy.rebuilding_view import Rebuilt


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("rebuild-view")(rebuild_view)


def rebuild_view(*, as_json: AsJson = False) -> None:
    """Write the lists of all cases anew from Temporal, which knows them: after a restored backup.

    Cases whose run was terminated or deleted count as closed from then on. The service notices
    those by itself once an hour. No case is deleted from the database.
    """
    done = asyncio.run(_rebuild())
    if as_json:
        print_document(
            "rebuild-view",
            {"written": done.written, "closed": done.closed, "unread": done.unread},
        )
    else:
        typer.echo(f"{len(done.written)} cases written from Temporal.")
        if done.closed:
            typer.echo(f"Closed, as their run was ended or deleted: {', '.join(done.closed)}")
        if done.unread:
            typer.echo(f"Not read; does a worker run? {', '.join(done.unread)}")
    if done.unread:
        raise typer.Exit(Exit.FINDINGS)


async def _rebuild() -> "Rebuilt":
    from deploy.readiness import check_database  # noqa: PLC0415  (keeps --help quick)
    from deploy.rebuilding_view import rebuild_view as rebuild  # noqa: PLC0415
    from models.storage.database import open_database  # noqa: PLC0415

    settings = load_settings(ServiceSettings)
    problems = check_database(settings)
    if problems:
        fail("\n".join(problems))
    engine = open_database(settings.database_url)
    try:
        async with temporal() as client:
            return await rebuild(client, engine, open_keys(engine))
    finally:
        engine.dispose()
