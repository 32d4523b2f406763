"""The command `identify`: from the notice in hand to what can be done with it."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Exit, fail
from cli.output import AsJson, print_document, print_table
from models.local_time import short_day

if TYPE_CHECKING:
    from models.rulebook.identification.notice import Notice

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORDS]...",
        help="Form number, name or abbreviation, such as CMS-10003; all notices when left out.",
    ),
]

_IN_FULL = 4
"""So many are told in full; of more the list is shown."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(identify)


def identify(words: Words = None, *, as_json: AsJson = False) -> None:
    """Say whether a notice opens an appeal, of which program and level, and what comes next."""
    from models.rulebook.identification.matching import find  # noqa: PLC0415 (keeps --help quick)
    from models.rulebook.identification.reading import notices  # noqa: PLC0415

    known, said = notices(), " ".join(words or [])
    if words:
        found = find(said, known)
        if not found.notices:
            meant = f" Did you mean {' or '.join(found.nearest)}?" if found.nearest else ""
            listed = "\n".join(f"  {_called(one)}" for one in known)
            fail(f"No notice is called {said!r}.{meant} Known are:\n{listed}", Exit.NOT_FOUND)
        known = found.notices
    if as_json:
        print_document("identify", {"notices": [_as_data(one) for one in known]})
        return
    if len(known) > _IN_FULL:
        print_table(
            ("NOTICE", "FROM", "APPEAL", "PROGRAM"),
            [(_called(one), one.sender, one.appealable, one.program or "") for one in known],
        )
        return
    if len(known) > 1:
        typer.echo(f"{len(known)} notices fit.\n")
    typer.echo("\n\n".join("\n".join(_in_words(one)) for one in known))


def _called(notice: "Notice") -> str:
    return f"{notice.title} ({notice.forms[0]})" if notice.forms else notice.title


def _in_words(notice: "Notice") -> list[str]:
    lines = [_called(notice) + ("" if notice.verified else " [unverified]")]
    lines.append(f"From: {notice.sender}.")
    lines.append(f"Opens an appeal: {notice.appealable}. {notice.why}")
    if notice.program is not None:
        stage = "" if notice.stage == "denied" else f", stage {notice.stage}"
        lines.append(
            f"Case: program {notice.program}, level {notice.level}, kind {notice.kind}{stage}."
        )
        lines.append(f"Take from it: {', '.join(notice.fields)}.")
    if notice.rule is not None:
        lines.append(f"Its clock: appealclock explain {notice.rule} --on DATE")
    lines.append(f"Next: {notice.next}")
    lines.append(f"Evidence: {notice.evidence}.")
    if notice.source and notice.read_on:
        lines.append(f"{notice.source} (read {short_day(notice.read_on)})")
    return lines


def _as_data(notice: "Notice") -> dict[str, object]:
    return {
        "id": notice.id,
        "title": notice.title,
        "forms": notice.forms,
        "names": notice.names,
        "spanish": notice.spanish,
        "sender": notice.sender,
        "appealable": notice.appealable,
        "why": notice.why,
        "program": notice.program,
        "level": notice.level,
        "kind": notice.kind,
        "stage": notice.stage if notice.program is not None else None,
        "fields": notice.fields,
        "rule": notice.rule,
        "next": notice.next,
        "evidence": notice.evidence,
        "verified": notice.verified,
        "source": notice.source,
        "read_on": notice.read_on.isoformat() if notice.read_on else None,
    }
