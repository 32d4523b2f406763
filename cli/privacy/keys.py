"""Commands for the key ring: make one, rotate it, and see what each of its keys still wraps."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import database, open_keys
from cli.errors import Exit, fail
from cli.output import AsJson, plural, print_document, print_table
from models.settings import PREFIX, ServiceSettings, load_settings

if TYPE_CHECKING:
    from models.encryption.key_ring import KeyRing
    from models.storage.case_keys import CaseKeys

_FILE = f"{PREFIX}KEYS"
_ELSEWHERE = (
    f"The ring comes from {PREFIX}KEYS_COMMAND: change it where that command has it from, for "
    "example by writing a new one with `appealclock keys new` and joining the two by hand."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    keys = typer.Typer(
        help="The key ring: it wraps the keys by which cases are encrypted.", no_args_is_help=True
    )
    for command in (new, rotate, rewrap, drop):
        keys.command()(command)
    keys.command("list")(list_)
    app.add_typer(keys, name="keys")


def new(
    file: Annotated[Path, typer.Argument(help="Where it goes; must not be there yet.")],
) -> None:
    """Write a new key ring, which only its owner may read. Never overwrites a file."""
    from models.encryption.key_ring import new_ring  # noqa: PLC0415  (keeps --help quick)
    from models.encryption.ring_file import write_new_ring  # noqa: PLC0415

    ring = new_ring(_today())
    try:
        write_new_ring(file, ring)
    except FileExistsError:
        fail(f"{file} is there already, and nothing was changed: a key ring is never overwritten.")
    except OSError as error:
        fail(f"{file} cannot be written: {type(error).__name__}")
    typer.echo(f"Key {ring.keys[0].id} is in {file}. Set {_FILE} to it for every worker.")
    typer.echo("Keep a copy apart from the backups: without it, no case can be read again.")


def list_(*, as_json: AsJson = False) -> None:
    """List the keys of the ring, and how many data keys each wraps."""
    ring = _ring()
    with _table() as table:
        wraps = table.wrapped_by()
    missing, first = _missing(ring, wraps), ring.keys[0]
    if as_json:
        listed = [
            {
                "id": one.id,
                "made_on": one.made_on.isoformat(),
                "wraps": one is first,
                "data_keys": wraps[one.id],
            }
            for one in ring.keys
        ]
        print_document("keys list", {"keys": listed, "missing": missing})
    else:
        rows = [
            (one.id, one.made_on.isoformat(), "yes" if one is first else "no", str(wraps[one.id]))
            for one in ring.keys
        ]
        print_table(("KEY", "MADE ON", "WRAPS", "DATA KEYS"), rows)
    if missing:
        fail(
            f"Data keys are wrapped by keys that this ring does not hold: {', '.join(missing)}. "
            "What they encrypted cannot be read.",
            Exit.FINDINGS,
        )


def rotate() -> None:
    """Put a new key first into the ring's file: it wraps from then on, the others still unwrap.

    Copy the file to every machine that has one. Workers that run read it again by themselves.
    """
    file, ring = _file(), _ring()
    rotated = ring.rotated(_today())
    _write(file, rotated)
    typer.echo(f"Key {rotated.keys[0].id} wraps from now on; older ones still unwrap.")
    typer.echo("Once every machine has the file: appealclock keys rewrap")


def rewrap() -> None:
    """Wrap all data keys anew by the first key of the ring, so that older keys can be dropped."""
    from models.encryption.key_ring import KeyRingError  # noqa: PLC0415

    _ring()
    with database() as session:
        keys = open_keys(session.get_bind().engine)
        try:
            done = keys.rewrap_all() if keys is not None else 0
        except KeyRingError as error:
            fail(str(error))
    typer.echo(f"{plural(done, 'data key')} wrapped anew.")


def drop(key: Annotated[str, typer.Argument(help="Its id, as `keys list` shows it.")]) -> None:
    """Take a key out of the ring's file; refused while it wraps anything."""
    from models.encryption.key_ring import KeyRingError  # noqa: PLC0415

    file, ring = _file(), _ring()
    with _table() as table:
        wraps = table.wrapped_by()[key]
    if wraps:
        fail(f"It still wraps {plural(wraps, 'data key')}; `appealclock keys rewrap` first.")
    try:
        _write(file, ring.without(key))
    except KeyRingError as error:
        fail(str(error))
    typer.echo(f"Key {key} is no longer in the ring. A copy of the ring may still hold it.")


@contextmanager
def _table() -> Iterator["CaseKeys"]:
    """The table of data keys, while the database is open."""
    from models.storage.case_keys import CaseKeys  # noqa: PLC0415

    with database() as session:
        yield CaseKeys(session.get_bind().engine)


def _ring() -> "KeyRing":
    from models.encryption.key_ring import KeyRingError  # noqa: PLC0415
    from models.encryption.opening import ring_of_settings  # noqa: PLC0415

    try:
        ring = ring_of_settings(load_settings(ServiceSettings))
    except KeyRingError as error:
        fail(str(error))
    if ring is None:
        fail(f"No key ring is set: `appealclock keys new FILE`, then set {_FILE} to the file.")
    return ring


def _file() -> Path:
    settings = load_settings(ServiceSettings)
    if settings.keys is None and settings.keys_command is not None:
        fail(_ELSEWHERE)
    return settings.keys or Path()


def _write(file: Path, ring: "KeyRing") -> None:
    from models.encryption.ring_file import write_ring  # noqa: PLC0415

    try:
        write_ring(file, ring)
    except OSError as error:
        fail(f"{file} cannot be written, and nothing was changed: {type(error).__name__}")


def _missing(ring: "KeyRing", wraps: Counter[str]) -> list[str]:
    return sorted(set(wraps) - {one.id for one in ring.keys})


def _today() -> date:
    return datetime.now(UTC).date()
