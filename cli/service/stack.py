"""Commands that run AppealClock: the embedded stack, the worker alone, the database's upgrade."""

import asyncio
import sys

import typer

from cli.errors import fail


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (up, worker, migrate):
        app.command()(command)


def up() -> None:
    """Run everything on this machine: Temporal and its UI, the worker, a mail inbox."""
    from deploy.embedded.errors import StackError  # noqa: PLC0415  (keeps --help quick)
    from deploy.embedded.stack import run_stack  # noqa: PLC0415
    from worker import build_worker  # noqa: PLC0415

    try:
        asyncio.run(
            run_stack(
                lambda line: print(line, flush=True),  # noqa: T201
                build_worker,
                say_trouble=lambda line: print(line, file=sys.stderr, flush=True),  # noqa: T201
            )
        )
    except StackError as error:
        fail(str(error))


def worker() -> None:
    """Run the worker alone, against the Temporal service that the environment names."""
    from worker import main  # noqa: PLC0415  (keeps --help quick)

    raise typer.Exit(main())


def migrate() -> None:
    """Create the database, or bring it up to the version that this AppealClock needs."""
    from deploy.production.profile import check_production  # noqa: PLC0415  (keeps --help quick)
    from deploy.readiness import bring_database_up_to_date  # noqa: PLC0415
    from models.settings import ServiceSettings, load_settings  # noqa: PLC0415
    from models.storage import migrations  # noqa: PLC0415

    settings = load_settings(ServiceSettings)
    problems = check_production(settings) or bring_database_up_to_date(settings)
    if problems:
        fail("\n".join(problems))
    typer.echo(f"The database is at version {migrations.current(settings.database_url)}.")
