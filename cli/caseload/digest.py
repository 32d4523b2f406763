"""Commands for digests: each case manager's morning summary, as a schedule of Temporal's."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer
from pydantic import ValidationError

from cli.errors import Exit, fail, refuse
from cli.output import AsJson, print_document, print_table
from cli.temporal import temporal
from models.cases.people import CASE_MANAGER_CODE, beyond_mail, case_manager_code
from models.digest import DigestIntake
from models.local_time import local_time, short_time
from models.settings import ServiceSettings, load_settings

if TYPE_CHECKING:
    from temporalio.client import Client

    from deploy.digest_schedules import Digest, ListedDigest

_DEFAULTS = DigestIntake.model_fields


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    digest = typer.Typer(
        help="The summary that a case manager gets each working morning.", no_args_is_help=True
    )
    for command in (create, pause, resume, delete, now):
        digest.command()(command)
    digest.command("list")(list_)
    app.add_typer(digest, name="digest")


Code = Annotated[str, typer.Argument(metavar="CODE", help="The manager's code, or their address.")]


def create(
    *,
    email: Annotated[str | None, typer.Option(help="Where it goes.")] = None,
    code: Annotated[
        str | None,
        typer.Option(help="The code in the manager's cases; derived from the address if left out."),
    ] = None,
    zone: Annotated[str, typer.Option(help="IANA time zone of the mornings.")] = _DEFAULTS[
        "zone"
    ].default,
    language: Annotated[str, typer.Option(help="en or es.")] = _DEFAULTS["language"].default.value,
    hour: Annotated[str, typer.Option(help="The hour of the morning, 0 to 23.")] = str(
        _DEFAULTS["hour"].default
    ),
) -> None:
    """Have a digest sent to a case manager, Monday to Friday but for federal holidays."""
    given = {"email": email, "code": code, "zone": zone, "language": language, "hour": hour}
    intake = _checked({name: value for name, value in given.items() if value is not None})
    asyncio.run(_create(intake))


def list_(*, as_json: AsJson = False) -> None:
    """List the digests: whose, when the next one goes out, and which are paused."""
    asyncio.run(_list(as_json=as_json))


def pause(code: Code) -> None:
    """Send none to this manager until it is resumed."""
    _steer(code, lambda digest: digest.pause(), "The digest of {code} is paused.")


def resume(code: Code) -> None:
    """Send them again, from the next morning on."""
    _steer(code, lambda digest: digest.resume(), "The digest of {code} goes on.")


def delete(code: Code) -> None:
    """Send this manager no more digests."""
    _steer(code, lambda digest: digest.delete(), "The digest of {code} is deleted.")


def now(code: Code) -> None:
    """Send one now, on whatever day. On one day, none is sent twice."""
    _steer(
        code,
        lambda digest: digest.send_now(),
        "The digest of {code} was asked for. Nothing goes out if there is nothing to say, or if "
        "today's was sent.",
    )


async def _create(intake: DigestIntake) -> None:
    from deploy.digest_schedules import DigestExistsError, create_digest  # noqa: PLC0415

    code = intake.searchable
    async with temporal() as client:
        try:
            name = await create_digest(client, intake)
        except DigestExistsError:
            fail(
                f"--code: {code} has a digest already, which stays as it is; to change it, run "
                f"`appealclock digest delete {code}` first"
            )
        link = _link(client, name)
    typer.echo(f"Monday to Friday at {intake.hour}:00, {intake.zone}, for {code}: {link}")


async def _list(*, as_json: bool) -> None:
    from deploy.digest_schedules import list_digests  # noqa: PLC0415

    async with temporal() as client:
        listed = [one async for one in list_digests(client)]
        listed.sort(key=lambda one: one.code)
        found = [
            {
                "code": one.code,
                "schedule": one.schedule,
                "zone": one.zone,
                "paused": one.paused,
                "next": local_time(one.next_at, one.zone).isoformat() if one.next_at else None,
                "ui": _link(client, one.schedule),
            }
            for one in listed
        ]
    if as_json:
        print_document("digest list", {"digests": found})
        return
    if not found:
        typer.echo("There are no digests; `appealclock digest create` makes one.")
        return
    rows = [(one.code, one.zone, "paused" if one.paused else _next_in_words(one)) for one in listed]
    print_table(("CODE", "ZONE", "NEXT"), rows)


def _next_in_words(digest: "ListedDigest") -> str:
    return short_time(digest.next_at, digest.zone) if digest.next_at else ""


def _steer(code: str, step: Callable[["Digest"], Awaitable[None]], done: str) -> None:
    code = case_manager_code(code) if "@" in code else code
    if not re.fullmatch(CASE_MANAGER_CODE, code):
        fail("CODE: expected a manager's code, as `appealclock digest list` shows it")
    asyncio.run(_steered(code, step))
    typer.echo(done.format(code=code))


async def _steered(code: str, step: Callable[["Digest"], Awaitable[None]]) -> None:
    from deploy.digest_schedules import Digest, NoSuchDigestError  # noqa: PLC0415

    try:
        async with temporal() as client:
            await step(Digest(client, code))
    except NoSuchDigestError:
        fail(
            f"CODE: there is no digest of {code}; `appealclock digest list` shows those there are",
            Exit.NOT_FOUND,
        )


def _checked(given: dict[str, str]) -> DigestIntake:
    """The options as an intake, or one line for each that does not fit."""
    from models.inputs.validation import explain  # noqa: PLC0415
    from models.procedure.acceptance.checks import MAILABLE  # noqa: PLC0415

    try:
        intake = DigestIntake.model_validate(given)
    except ValidationError as error:
        lines = explain(error).splitlines()
    else:
        lines = [f"{name}: {MAILABLE}" for name in beyond_mail(intake)]
    if lines:
        refuse("\n".join(f"--{line}" for line in lines))
    return intake


def _link(client: "Client", schedule: str) -> str:
    path = f"/namespaces/{client.namespace}/schedules/{quote(schedule, safe='')}"
    return f"{load_settings(ServiceSettings).ui_url}{path}"
