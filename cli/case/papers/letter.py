"""The command that writes the request for appeal of a case, as a draft to review."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.case.asking import ask_case
from cli.errors import Exit, fail
from cli.output import AsJson, plural, print_document
from cli.temporal import temporal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.papers.letter import Letter
    from models.papers.paper import Exhibit, Gap, Sentence
    from models.papers.private import PrivateDetails
    from models.presentation.shown import Shown

_SHOWN = 12
"""So many elements and gaps are listed at most."""

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The Workflow ID.")]
Out = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="Where letters go: DIR/CASE/letter.pdf, ...")
]
Level = Annotated[
    str | None, typer.Option(help="The level the request is for; the present one when left out.")
]
Private = Annotated[
    Path | None,
    typer.Option(
        "--private",
        metavar="FILE",
        help="A JSON file of mode 0600 with what no case holds: medicare_number, address, ...",
    ),
]
Final = Annotated[
    bool, typer.Option("--final", help="Without the marks of a draft; needs --reviewed-by.")
]
ReviewedBy = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who has reviewed it; for --final.")
]
Packet = Annotated[
    bool,
    typer.Option("--packet", help="Also one PDF of letter, forms and the exhibits at hand."),
]
Forms = Annotated[
    Path | None,
    typer.Option(
        "--forms",
        metavar="DIR",
        envvar="APPEALCLOCK_FORMS",
        help="Blanks of official forms with their maps: those of the request are filled.",
    ),
]
Texts = Annotated[
    Path | None,
    typer.Option(
        "--texts",
        metavar="DIR",
        envvar="APPEALCLOCK_PAPERS",
        help="Your own texts, in files such as en.toml.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(letter)


def letter(  # noqa: PLR0913 (each is an option)
    case_id: CaseId,
    *,
    out: Out,
    level: Level = None,
    private: Private = None,
    final: Final = False,
    reviewed_by: ReviewedBy = None,
    texts: Texts = None,
    packet: Packet = False,
    forms: Forms = None,
    as_json: AsJson = False,
) -> None:
    """Write the request for appeal as a draft, with its checklist; nothing is signed or sent."""
    from activities.papers.folder import write_letter  # noqa: PLC0415  (keeps --help quick)
    from activities.papers.official_forms import BlankError  # noqa: PLC0415
    from activities.papers.packet import ExhibitError, without_file  # noqa: PLC0415
    from activities.papers.pdf import FontError  # noqa: PLC0415
    from models.papers.forms.official import MapError  # noqa: PLC0415

    if final != (reviewed_by is not None):
        fail("--final: expected together with --reviewed-by NAME")
    given = _private(private)
    found = _letter(case_id, level, given, texts)
    if final and found.unfilled:
        listed = "; ".join(found.unfilled[:_SHOWN])
        fail(f"{case_id}: the letter is not complete: {listed}", Exit.INCOMPLETE)
    try:
        written = write_letter(
            out,
            found,
            reviewed_by=reviewed_by,
            files=given.files if packet else None,
            blanks=forms,
        )
    except (ExhibitError, BlankError, MapError, FontError) as error:
        fail(f"{case_id}: {error}")
    except OSError as error:
        fail(f"{error.filename or out}: {error.strerror}")
    if as_json:
        print_document(
            "letter",
            {
                "case": case_id,
                "paper": found.paper.id,
                "files": [str(file) for file in written.files],
                "kept": [str(file) for file in written.kept],
                "missing": [one.required.element.id for one in found.missing],
                "gaps": [_to_fill(gap) for gap in found.paper.gaps],
                "left_out": [one.evidence for one in found.paper.left_out],
                "final": final,
            },
        )
        return
    for file in written.files:
        typer.echo(f"Written: {file}")
    for file in written.kept:
        typer.echo(f"Kept, as it was changed since it was written: {file}")
    if packet and written.kept:
        typer.echo('The packet has the letter as written; "letter" among `files` names another.')
    lacking = without_file(found.paper, given.files) if packet else ()
    for title, lines in (
        *_what_is_left(found.final() if final else found),
        ("Not said, as something is not at hand", map(_lacking, found.dropped if final else ())),
        ("Not in the packet, as no file is named (--private: files)", map(_unfiled, lacking)),
    ):
        _say_listed(title, list(lines))


def _to_fill(gap: "Gap") -> str:
    """A gap with the field that fills it."""
    return f"{gap.what} ({gap.field})" if gap.field else gap.what


def _what_is_left(found: "Letter") -> "Iterator[tuple[str, Iterable[str]]]":
    yield "Required and missing", (one.required.element.title for one in found.missing)
    yield "To fill in", dict.fromkeys(_to_fill(gap) for gap in found.paper.gaps)
    yield "Left out, for you to decide", (f"{one.what}: {one.why}" for one in found.paper.left_out)


def _say_listed(title: str, listed: list[str]) -> None:
    if not listed:
        return
    typer.echo(f"{title}:")
    for line in listed[:_SHOWN]:
        typer.echo(f"  {line}")
    if len(listed) > _SHOWN:
        typer.echo(f"  and {plural(len(listed) - _SHOWN, 'more')}")


def _unfiled(exhibit: "Exhibit") -> str:
    return f"{exhibit.number}. {exhibit.what} ({exhibit.evidence})"


def _lacking(sentence: "Sentence") -> str:
    return f"{sentence.text} ({', '.join(gap.field or gap.name for gap in sentence.gaps)})"


def _private(file: Path | None) -> "PrivateDetails":
    from cli.case.papers.private_file import read_private  # noqa: PLC0415
    from models.papers.private import PrivateDetails  # noqa: PLC0415

    return read_private(file) if file is not None else PrivateDetails()


def _letter(
    case_id: str, level: str | None, given: "PrivateDetails", texts: Path | None
) -> "Letter":
    from models.inputs.validation import Refusal  # noqa: PLC0415
    from models.papers.letter import letter as letter_of  # noqa: PLC0415
    from models.papers.wording import TextError  # noqa: PLC0415

    shown, *above = asyncio.run(_asked(case_id))
    try:
        return letter_of(shown, given, above=tuple(above), level=level, folder=texts)
    except (Refusal, TextError) as error:
        fail(f"{case_id}: {error}")


async def _asked(case_id: str) -> "list[Shown]":
    """The case as it is now, and those that it runs beside, the nearest first."""
    from models.presentation.queries import shown_of  # noqa: PLC0415

    async with temporal() as client:
        found: list[Shown] = []
        next_id: str | None = case_id
        while next_id is not None:
            found.append(shown_of(await ask_case(client, next_id, "whole")))
            next_id = found[-1].state.parent_id
        return found
