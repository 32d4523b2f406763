"""Commands for official forms: which blanks there are, and what a blank's fields are called."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import Exit, fail
from cli.output import AsJson, print_document, print_table

Folder = Annotated[
    Path | None,
    typer.Option(
        "--forms", metavar="DIR", envvar="APPEALCLOCK_FORMS", help="Where the blanks are."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    forms = typer.Typer(
        help="Official forms that go with a request: blanks of yours, filled by `letter`.",
        no_args_is_help=True,
    )
    forms.command("list")(list_)
    forms.command()(check)
    app.add_typer(forms, name="official-forms")


def list_(*, folder: Folder = None, as_json: AsJson = False) -> None:
    """List the forms: which blanks the folder holds, and where the others are published."""
    from models.papers.forms.official import official_forms  # noqa: PLC0415 (keeps --help quick)

    found = [
        {
            "form": one.id,
            "title": one.title,
            "papers": list(one.papers),
            "blank": _held(folder, f"{one.id}.pdf"),
            "map": _held(folder, f"{one.id}.toml"),
            "published": one.published,
        }
        for one in official_forms()
    ]
    if as_json:
        print_document("official-forms list", {"forms": found})
        return
    if folder is None:
        typer.echo("APPEALCLOCK_FORMS names no folder: no blank is held.")
    rows = [
        (
            str(one["form"]),
            str(one["title"]),
            "blank" if one["blank"] else "no blank",
            "map" if one["map"] else "no map",
            "" if one["blank"] else str(one["published"]),
        )
        for one in found
    ]
    print_table(("FORM", "WHAT", "BLANK", "MAP", "PUBLISHED"), rows)


def check(
    blank: Annotated[Path, typer.Argument(metavar="FILE", help="The blank, a PDF.")],
    *,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="Its map; FILE with .toml when left out."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare the fields of a blank with its map; without a map, print one to begin with."""
    from activities.papers.official_forms import BlankError, fields_of, lacking  # noqa: PLC0415
    from models.papers.forms.official import MapError, read_map, skeleton  # noqa: PLC0415

    beside = map_file or blank.with_suffix(".toml")
    try:
        fields = fields_of(blank)
        held = read_map(beside) if map_file is not None or beside.exists() else None
        missing = lacking(blank, held) if held is not None else ()
    except (BlankError, MapError) as error:
        fail(str(error))
    named = {*held.fields, *held.checked} if held is not None else set()
    unnamed = [name for name in fields if name not in named]
    if as_json:
        document = {"fields": fields, "missing": list(missing), "unnamed": unnamed}
        print_document("official-forms check", {**document, "map": held is not None})
    elif held is None:
        typer.echo(
            f"# No map lies beside it. Look each line through, and keep it as {beside.name}."
        )
        typer.echo(skeleton(fields), nl=False)
    else:
        for name in missing:
            typer.echo(f"The map names {name}, which the blank does not have.")
        for name in unnamed:
            typer.echo(f"Left blank: {name}")
        if not missing:
            typer.echo(f"{blank.name}: the map fits.")
    if missing:
        raise typer.Exit(Exit.INCOMPLETE)


def _held(folder: Path | None, name: str) -> bool:
    return folder is not None and (folder / name).is_file()
