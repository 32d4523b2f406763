"""The command that moves open cases to the current build of the worker."""

import asyncio
from typing import TYPE_CHECKING

import typer

from cli.errors import Exit, fail
from cli.output import AsJson, print_document
from cli.temporal import temporal

if TYPE_CHECKING:
    from deploy.moving_cases import Moved


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("move-cases")(move_cases)


def move_cases(*, as_json: AsJson = False) -> None:
    """Move open cases that sleep with an older build of the worker to the current build, at once.

    By itself a case moves when it next wakes. The current build needs a worker; the older need not
    have one any more.
    """
    build, moved = asyncio.run(_move())
    left = moved.sending + moved.waiting
    if as_json:
        print_document(
            "move-cases",
            {
                "build": build,
                "moved": moved.moved,
                "sending": moved.sending,
                "waiting": moved.waiting,
            },
        )
    else:
        count = len(moved.moved)
        typer.echo(f"{count} open case{'' if count == 1 else 's'} moved to build {build}.")
        if moved.sending:
            typer.echo(f"A message is being sent; run this again: {', '.join(moved.sending)}")
        if moved.waiting:
            typer.echo(
                f"Not taken over yet; has build {build} a worker? {', '.join(moved.waiting)}"
            )
    if left:
        raise typer.Exit(Exit.FINDINGS)


async def _move() -> "tuple[str, Moved]":
    from deploy.builds import current_build  # noqa: PLC0415  (keeps --help quick)
    from deploy.moving_cases import move_cases as move  # noqa: PLC0415

    async with temporal() as client:
        build = await current_build(client)
        if not build:
            fail(
                "No build is current, so there is nothing to move cases to; run `temporal worker "
                "deployment set-current-version --deployment-name appealclock --build-id BUILD`"
            )
        return build, await move(client, build)
