"""The command that has open cases take a turn now."""

import asyncio
from typing import Annotated

import typer

from cli.errors import Exit, fail
from cli.output import AsJson, plural, print_document
from cli.temporal import temporal

_PAUSE = 0.05
"""Seconds from case to case: a turn takes a worker about a third of that."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("look-again")(look_again)


def look_again(
    cases: Annotated[
        list[str] | None, typer.Argument(metavar="[CASE_ID]...", help="All open cases if none.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Have open cases looked at now, by today's rulebook and this release.

    The service does so by itself after an upgrade. Nobody is told anything that has not changed.
    """
    told, missing = asyncio.run(_tell(cases or []))
    if as_json:
        print_document("look-again", {"told": told, "not_open": missing})
    else:
        typer.echo(f"{plural(told, 'open case')} told to look again.")
    if missing and cases:
        code = Exit.FINDINGS if told else Exit.NOT_FOUND
        fail(f"Not open: {', '.join(missing)}", code)


async def _tell(cases: list[str]) -> tuple[int, list[str]]:
    from activities.look_again import tell_to_look_again  # noqa: PLC0415 (keeps --help quick)
    from models.look_again import open_cases  # noqa: PLC0415

    missing = []
    async with temporal() as client:
        names = cases or [one.id async for one in client.list_workflows(open_cases())]
        for name in names:
            if not await tell_to_look_again(client, name):
                missing.append(name)
            await asyncio.sleep(_PAUSE if len(names) > 1 else 0)
    return len(names) - len(missing), missing
