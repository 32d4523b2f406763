"""The command that shows who reported and who read, and whether the log was changed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import database
from cli.errors import Exit, fail
from cli.output import AsJson, print_document, print_table
from models.local_time import short_time

if TYPE_CHECKING:
    from models.storage.access_log import AccessLog, Logged

_LATEST = 50

_HEAD = re.compile(r"\d+:[0-9a-fA-F]{16,64}")


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("access-log")(access_log)


def access_log(
    *,
    case: Annotated[str | None, typer.Option(help="Only what is about this case.")] = None,
    latest: Annotated[int, typer.Option(min=1, help="How many entries, the newest.")] = _LATEST,
    verify: Annotated[
        bool, typer.Option("--verify", help="Look whether any entry was changed or left out.")
    ] = False,
    head: Annotated[
        str | None,
        typer.Option(help="With --verify: the head that a digest told."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show who reported what to which case, and who read it. No content of a case is in it."""
    if head is not None and not verify:
        fail("--head is for --verify.")
    if head is not None and not _HEAD.fullmatch(head.strip()):
        fail("--head: expected a number and at least 16 digits, such as 128:9f86d081884c7d65")
    with _opened() as log:
        if verify:
            _verify(log, head, as_json=as_json)
            return
        entries = list(log.entries(about=case))[-latest:]
        now = log.head()
    if as_json:
        listed = [_as_json(one) for one in entries]
        print_document("access-log", {"entries": listed, "head": str(now), "broken_at": None})
        return
    print_table(
        ("NUMBER", "AT (UTC)", "WHO", "HOW", "WHAT", "CASE"), [_row(one) for one in entries]
    )


def _verify(log: "AccessLog", kept: str | None, *, as_json: bool) -> None:
    broken, head = log.first_broken(kept), log.head()
    if as_json:
        print_document("access-log", {"entries": [], "head": str(head), "broken_at": broken})
    elif broken is None:
        typer.echo(f"All {head.number} entries are as they were written. Head: {head}")
    if broken is None:
        return
    whole = broken > head.number
    fail(
        f"The log never had the head {kept}: it was cut and written anew, or the head is not its."
        if whole
        else f"Entry {broken} was changed, or is missing: do not rely on it or on what follows.",
        Exit.FINDINGS,
    )


@contextmanager
def _opened() -> Iterator["AccessLog"]:
    from models.storage.access_log import AccessLog  # noqa: PLC0415  (keeps --help quick)

    with database() as session:
        yield AccessLog(session.get_bind().engine)


def _as_json(one: "Logged") -> dict[str, str | int]:
    access = one.access
    return {
        "number": one.number,
        "at": access.at.isoformat(),
        "who": access.who,
        "how": access.how,
        "act": access.act.value,
        "about": access.about,
        "detail": access.detail,
        "hash": one.hash,
    }


def _row(one: "Logged") -> tuple[str, ...]:
    access = one.access
    what = f"{access.act.value} {access.detail}".strip()
    return (
        str(one.number),
        short_time(access.at, "UTC"),
        access.who or "-",
        access.how,
        what,
        access.about,
    )
