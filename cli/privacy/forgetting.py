"""The command that makes a case unreadable, in every copy of it that holds no keys."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import database, open_keys
from cli.errors import Exit, fail
from cli.output import plural
from cli.privacy.holding import CaseId
from cli.reads import reader
from cli.temporal import temporal
from models.local_time import short_day
from models.settings import PREFIX, ServiceSettings, load_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from deploy.privacy.forgetting import Forgotten
    from models.encryption.family_keys import FamilyKeys

_OUT_OF_REACH = """\
It does not reach:
- mail and SMS that were sent, in mailboxes and in the providers' logs
- calendar entries in people's calendars, and their backups
- letters, packets and other papers that were written, printed or sent
- exports, spreadsheets and screenshots that somebody made
- the case's id, its days and codes in lists, in the delivery ledger and in the access log"""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("forget")(forget)


def forget(
    case_id: CaseId,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do it: it cannot be undone.")] = False,
) -> None:
    """Make a case and those beside it unreadable for ever: end them, and destroy their keys."""
    from deploy.privacy.forgetting import is_of_the_desk  # noqa: PLC0415  (keeps --help quick)
    from models.encryption.family_keys import family_of  # noqa: PLC0415
    from models.storage.holds import held_families  # noqa: PLC0415

    family = family_of(case_id)
    with database() as session:
        engine = session.get_bind().engine
        keys = open_keys(engine)
        if keys is None:
            fail(
                f"Nothing is encrypted here, so nothing can be forgotten by its keys; {PREFIX}KEYS "
                "is not set. Delete the runs in Temporal, and see docs/security/encryption.md."
            )
        if is_of_the_desk(family):
            fail(f"{case_id} is no case: it has keys that the desk itself needs.")
        if family in held_families(engine):
            fail(f"{family} is on hold: `appealclock hold {family} --release` first.")
        if not yes:
            fail(
                f"{family} and all cases beside it would be ended and could never be read again. "
                "With --yes it is done."
            )
        done = asyncio.run(_forget(engine, keys, family))
    _say(family, done)
    if done.plain:
        raise typer.Exit(Exit.FINDINGS)


async def _forget(engine: "Engine", keys: "FamilyKeys", family: str) -> "Forgotten":
    from deploy.privacy.forgetting import family_in_temporal, forget_family  # noqa: PLC0415
    from models.access import Access, Act  # noqa: PLC0415
    from models.presentation.reporters import How  # noqa: PLC0415
    from models.storage.access_log import AccessLog  # noqa: PLC0415

    async with temporal() as client:
        if not keys.has(family) and not await family_in_temporal(client, family):
            fail(f"There is no case {family}; `appealclock list` shows those there are.", Exit(4))
        # Noted before it is done: what cannot be noted is not done.
        noted = Access(datetime.now(UTC), reader(), How.ASSERTED.value, Act.FORGET, family)
        await asyncio.to_thread(AccessLog(engine).append, noted)
        return await forget_family(client, engine, keys, family)


def _say(family: str, done: "Forgotten") -> None:
    if done.ended:
        typer.echo(f"Ended: {', '.join(done.ended)}")
    if done.terminated:
        names = ", ".join(done.terminated)
        typer.echo(f"They did not end by themselves and were terminated: {names}")
    if done.held:
        fail(
            f"{family} was put on hold meanwhile: it has ended, and its keys are kept.",
            Exit.FINDINGS,
        )
    typer.echo(f"{family} is forgotten: {plural(done.keys, 'data key')} destroyed.")
    days = load_settings(ServiceSettings).keys_backup_days
    last = datetime.now(UTC).date() + timedelta(days=days)
    typer.echo(
        f"Workers and the codec server may hold a key in memory for a minute. A backup of the keys "
        f"opens it until {short_day(last)}, if none is kept for more than {plural(days, 'day')}."
    )
    typer.echo(_OUT_OF_REACH)
    for case_id, run_id in done.plain:
        typer.echo(
            f"Begun without keys, and readable until it is deleted: temporal workflow delete "
            f"--workflow-id {case_id} --run-id {run_id}"
        )
