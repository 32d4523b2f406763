"""The embedded stack: everything started in order, and stopped in the reverse order."""

import logging
import os
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from logging.handlers import RotatingFileHandler
from pathlib import Path

from temporalio.client import Client

from deploy.all_clear import outages_watched
from deploy.builds import builds_watched
from deploy.calendars.keeping import calendars_kept, check_calendars
from deploy.codec.recording import Recording
from deploy.codec.serving import desk_of, open_codec
from deploy.embedded.channel_file import write_channel_file
from deploy.embedded.disk_space import disk_watched
from deploy.embedded.errors import StackError
from deploy.embedded.finding import CASES, LISTS, path_of
from deploy.embedded.inbox.smtp import open_inbox
from deploy.embedded.inbox.web import open_web_inbox
from deploy.embedded.ports import LOOPBACK, check_ports
from deploy.embedded.retention import keep_closed_cases
from deploy.embedded.server import TemporalServer, end_leftover_server, start_server
from deploy.embedded.start_forms import StartForm, prepare_start_forms
from deploy.embedded.state_directory import Home
from deploy.embedded.ui_guard import open_ui_guard
from deploy.logs import configure_logging, stream_handler
from deploy.looking_again import looking_again
from deploy.production.profile import is_production
from deploy.readiness import (
    bring_database_up_to_date,
    check_channels,
    check_local_limits,
    check_message_templates,
    check_relief,
)
from deploy.rebuilding_view import view_watched
from deploy.retention.purging import purged_daily
from deploy.signals import Stopped, stop_signals, unless_stopped
from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import KeyRingError
from models.encryption.opening import is_encrypting, open_family_keys
from models.settings import CodecSettings, ServiceSettings, StackSettings, load_settings
from models.storage.database import open_database
from workflows.runtime.payloads import converter_with

_LOG_BYTES = 5_000_000

_NOT_FOR_PRODUCTION = (
    "APPEALCLOCK_PROFILE: the embedded stack is for one machine and its own people, without "
    "sign-in or TLS; for production run `appealclock worker` against a Temporal service and a "
    "PostgreSQL of your own"
)

BuildWorker = Callable[[Client, ServiceSettings], AbstractAsyncContextManager[object]]
"""Makes the worker that works on appeals for as long as its context is open."""


async def run_stack(
    say: Callable[[str], None], build_worker: BuildWorker, *, say_trouble: Callable[[str], None]
) -> None:
    """Run the stack as the environment describes it, until Ctrl-C or SIGTERM.

    Args:
        say: Is told what a newcomer needs, line by line.
        build_worker: Makes the worker.
        say_trouble: Is told what needs a person's hand, such as a full disk, line by line.

    Raises:
        StackError: It cannot start, or a part of it has failed.
        SettingsError: A setting cannot be used.
    """
    stack = load_settings(StackSettings)
    service = load_settings(ServiceSettings)
    if is_production(service):
        raise StackError(_NOT_FOR_PRODUCTION)
    # What is kept holds people's addresses and health: it is for its owner alone.
    os.umask(0o077)
    home = Home(stack.home)
    home.create()
    with stop_signals() as stop, home.held():
        configure_logging(
            service.log_level,
            _file_handler(home.logs / "worker.log"),
            stream_handler(sys.stderr, logging.WARNING),
        )
        end_leftover_server(home)
        check_ports(stack, encrypted=is_encrypting(service))
        _prepare_files(stack, service)
        keys = _opened_keys(service)
        codec = _codec_settings(stack) if keys is not None else None
        async with AsyncExitStack() as parts:
            try:
                await parts.enter_async_context(disk_watched(home.path, say_trouble))
                starting = start_server(
                    home,
                    stack,
                    converter_with(keys),
                    codec_url=None if codec is None else stack.codec_url,
                )
                server = await unless_stopped(stop, starting)
                parts.push_async_callback(server.stop)
                if keys is not None and codec is not None:
                    recording = Recording(open_database(service.database_url))
                    desk = desk_of(codec, keys, stack.ui_url, record=recording)
                    await parts.enter_async_context(open_codec(desk, codec))
                await parts.enter_async_context(open_ui_guard(stack.ui_port, server.ui))
                await parts.enter_async_context(open_inbox(home.inbox, stack.smtp_port, say))
                await parts.enter_async_context(open_web_inbox(home.inbox, stack.inbox_port, say))
                await unless_stopped(stop, keep_closed_cases(server.client))
                forms = await unless_stopped(stop, prepare_start_forms(server.client))
                parts.enter_context(server.answers_for())
                await parts.enter_async_context(build_worker(server.client, service))
                await parts.enter_async_context(looking_again(server.client, service))
                await parts.enter_async_context(builds_watched(server.client, service.build_id))
                await parts.enter_async_context(view_watched(server.client, service))
                await parts.enter_async_context(outages_watched(service))
                await parts.enter_async_context(calendars_kept(service))
                purged = purged_daily(server.client, service, inbox=home.inbox)
                await parts.enter_async_context(purged)
                for line in _welcome(stack, home, server, forms, encrypted=keys is not None):
                    say(line)
                await unless_stopped(stop, server.ended())
            except Stopped:
                # The worker is drained first, then the inbox closes, then the server stops.
                return


def _prepare_files(stack: StackSettings, service: ServiceSettings) -> None:
    """Make the channel file and the database, and bring the database up to date."""
    write_channel_file(stack.channels, stack.smtp_port, stack.inbox_port)
    problems = check_channels(service) + check_message_templates(service)
    problems += check_local_limits(service) + check_relief(service) + check_calendars(service)
    problems += bring_database_up_to_date(service)
    if problems:
        raise StackError("\n".join(problems))


def _opened_keys(service: ServiceSettings) -> FamilyKeys | None:
    try:
        return open_family_keys(service)
    except KeyRingError as error:
        raise StackError(str(error)) from None


def _codec_settings(stack: StackSettings) -> CodecSettings:
    """On this machine alone, where the embedded UI cannot sign anybody in."""
    return CodecSettings(
        codec_host=LOOPBACK,
        codec_port=stack.codec_port,
        codec_certificate=None,
        codec_certificate_key=None,
        oidc_issuer=None,
    )


def _welcome(
    stack: StackSettings,
    home: Home,
    server: TemporalServer,
    forms: list[StartForm],
    *,
    encrypted: bool,
) -> list[str]:
    """The five lines that a newcomer needs."""
    kept = "everything is kept, cases encrypted," if encrypted else "everything is kept"
    namespace = server.client.namespace
    start = forms[0].path(namespace) if forms else f"/namespaces/{namespace}/workflows"
    return [
        f"Cases:         {stack.ui_url}{path_of(CASES, namespace)}",
        f"Start a case:  {stack.ui_url}{start}",
        f"What is due:   {stack.ui_url}{path_of(LISTS['due within two weeks'], namespace)}",
        f"Mail and SMS:  {stack.inbox_url}  (kept in {home.inbox})",
        f"To stop:       press Ctrl-C; {kept} for the next start",
    ]


class _LogFile(RotatingFileHandler):
    """A log file whose disk may be full: what cannot be written is dropped."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Print no traceback for each line: the full disk is said once, by `disk_watched`."""


def _file_handler(path: Path) -> logging.Handler:
    return _LogFile(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
