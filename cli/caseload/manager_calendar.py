"""The calendar of one case manager: a feed under a secret name, and one entry a file."""

from pathlib import Path

import typer

from cli.database import database
from cli.errors import Exit, fail
from cli.output import plural, print_document
from models.settings import ServiceSettings, load_settings


def manager_calendar(
    email: str, folder: Path | None, *, revoke: bool = False, as_json: bool = False
) -> None:
    """Write the open deadlines of all cases of a manager, those they cover among them.

    Args:
        email: The manager's address.
        folder: Of calendars; that of the settings where left out.
        revoke: Give the feed a new name, and remove the one of the old name.
        as_json: Print a document.
    """
    from deploy.calendars.folder import CalendarFolder, check_folder  # noqa: PLC0415
    from deploy.calendars.keeping import keep_one  # noqa: PLC0415
    from deploy.calendars.open_days import is_known  # noqa: PLC0415
    from models.cases.people import case_manager_code  # noqa: PLC0415

    if "@" not in email:
        fail("--manager: expected the case manager's email address")
    path = folder or load_settings(ServiceSettings).calendars
    if path is None:
        fail("--folder: expected a folder, or one in APPEALCLOCK_CALENDARS")
    path = path.expanduser().absolute()
    if problems := check_folder(path):
        fail("\n".join(f"--folder: {problem}" for problem in problems))
    manager = case_manager_code(email)
    with database() as session:
        engine = session.get_bind().engine
        calendars = CalendarFolder(path)
        try:
            # Of whoever has given all cases away, the feed can still be revoked.
            if not is_known(engine, manager) and manager not in calendars.names():
                fail("--manager: no case has this case manager", Exit.NOT_FOUND)
            kept = keep_one(calendars, engine, manager, revoke=revoke)
        except OSError as error:
            fail(f"--folder: {path}: {error.strerror or error}")
        except ValueError:
            fail(f"--folder: {path}/.feeds.json cannot be read; was it changed by hand?")
    if as_json:
        print_document(
            "calendar",
            {
                "manager": manager,
                "feed": str(kept.feed),
                "collection": str(kept.collection),
                "entries": kept.entries,
                "revoked": revoke,
            },
        )
        return
    typer.echo(f"{plural(kept.entries, 'open deadline')} of {manager}")
    typer.echo(f"To subscribe to: {kept.feed}")
    typer.echo(f"For a CalDAV server: {kept.collection}")
    if revoke:
        typer.echo("The feed's old name does not exist any more: whoever had it has to be told.")
