"""The service: connects to Temporal, checks what it needs, and works until told to stop."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError
from temporalio.worker import Worker, WorkerDeploymentConfig

from activities import build_activities
from activities.delivery.channels import Channels
from deploy.all_clear import outages_watched
from deploy.builds import builds_watched
from deploy.calendars.keeping import calendars_kept, check_calendars
from deploy.logs import configure_logging, stream_handler
from deploy.looking_again import looking_again
from deploy.machine import cases_held, memory
from deploy.production.encrypted_connections import unencrypted_temporal
from deploy.production.profile import check_production, is_production
from deploy.readiness import (
    check_channels,
    check_database,
    check_letters,
    check_local_limits,
    check_message_templates,
    check_relief,
    check_temporal,
)
from deploy.rebuilding_view import view_watched
from deploy.retention.purging import purged_daily
from deploy.shutdown import leave
from deploy.signals import Stopped, stop_signals, unless_stopped
from models.encryption.key_ring import KeyRingError
from models.encryption.opening import open_family_keys
from models.procedure.desk_files import take_desk_relief, take_local_limits
from models.rulebook import rulebook
from models.settings import (
    DEPLOYMENT,
    TASK_QUEUE,
    ServiceSettings,
    SettingsError,
    StackSettings,
    load_settings,
)
from workflows.registered import WORKFLOWS
from workflows.runtime.details_panel import DetailsPanel
from workflows.runtime.payloads import converter_with
from workflows.runtime.sandbox import workflow_runner

NOT_READY = 2
"""Exit code when something that the service needs is missing."""

_TURNS = 200
"""Turns that a worker takes at a time; each may wait for its mail for some seconds."""

_UNVERSIONED = "unversioned"
_REFUSALS = ("Unauthenticated", "PermissionDenied")

logger = logging.getLogger("appealclock.worker")


class StartError(Exception):
    """Something the service needs is missing; one line for each thing, and how to mend it."""


async def connect(patience: float = 0, *, identity: str | None = None) -> Client:
    """Connect to the Temporal service that Temporal's own variables or TOML profile name.

    Without any, to the embedded stack.

    Args:
        patience: Seconds to keep trying while nothing answers.
        identity: What the events say of who sent them; the process and its machine when left out.

    Raises:
        StartError: The configuration cannot be read, or Temporal does not let us in.
    """
    try:
        config = ClientConfig.load_client_connect_config()
    except (OSError, RuntimeError, ValueError):
        # The error's own text may quote the file, which may hold a key.
        message = (
            "Temporal's settings cannot be read; check its TOML file and the TEMPORAL_* variables"
        )
        raise StartError(message) from None
    settings = load_settings(ServiceSettings)
    if is_production(settings) and (problems := unencrypted_temporal(config)):
        raise StartError("\n".join(problems))
    config.setdefault("target_host", f"127.0.0.1:{load_settings(StackSettings).temporal_port}")
    try:
        keys = open_family_keys(settings)
    except KeyRingError as error:
        raise StartError(str(error)) from None
    converter = converter_with(keys)
    deadline = asyncio.get_running_loop().time() + patience
    pause = 0.25
    while True:
        try:
            return await Client.connect(**config, data_converter=converter, identity=identity)
        except (OSError, RuntimeError, RPCError, ValueError) as error:
            if any(refusal in str(error) for refusal in _REFUSALS):
                message = (
                    f"Temporal at {config['target_host']} refuses this client; check "
                    "TEMPORAL_API_KEY or the TLS certificate"
                )
                raise StartError(message) from None
            if asyncio.get_running_loop().time() + pause > deadline:
                message = (
                    f"Temporal does not answer at {config['target_host']}; is it running? "
                    "TEMPORAL_ADDRESS or TEMPORAL_PROFILE names another, TEMPORAL_TLS=true uses TLS"
                )
                raise StartError(message) from None
        await asyncio.sleep(pause)
        pause = min(pause * 2, 5)


@asynccontextmanager
async def build_worker(
    client: Client, settings: ServiceSettings, *, channels: Channels | None = None
) -> AsyncIterator[Worker]:
    """A running worker with all workflows and activities; drained when the context ends.

    Args:
        client: With AppealClock's data converter.
        settings: Of the service.
        channels: Used instead of the operator's channel file.

    Raises:
        ChannelFileError: The operator's channel file cannot be used.
        DeskFileError: A file of the desk cannot be used.
    """
    take_local_limits(settings.local_limits)
    take_desk_relief(settings.relief)
    # Queries name it, and reading all holidays takes a moment.
    logger.info("the rulebook is of edition %s", rulebook.edition)
    activities = build_activities(settings, namespace=client.namespace, channels=channels)
    slots, held = settings.max_concurrent_activities, settings.max_cached_cases
    try:
        with ThreadPoolExecutor(slots, thread_name_prefix="activity") as threads:
            async with Worker(
                client,
                task_queue=TASK_QUEUE,
                workflows=WORKFLOWS,
                activities=activities.callables,
                activity_executor=threads,
                workflow_runner=workflow_runner(),
                interceptors=[DetailsPanel()],
                max_cached_workflows=cases_held(memory()) if held is None else held,
                max_concurrent_activities=slots,
                # Turns, which have no thread: one that waits for its mail keeps no other waiting.
                max_concurrent_local_activities=_TURNS,
                # Reminders are the only activities on the task queue; turns are local.
                max_task_queue_activities_per_second=settings.reminders_per_second,
                graceful_shutdown_timeout=timedelta(seconds=settings.drain_seconds),
                # Given, because otherwise every loaded module is read again to make one up.
                build_id=None if settings.build_id else _UNVERSIONED,
                deployment_config=_deployment(settings.build_id),
            ) as worker:
                yield worker
    finally:
        activities.close()


async def run_worker(client: Client, settings: ServiceSettings, *, stop: asyncio.Event) -> None:
    """Work until told to stop, then let running activities end."""
    async with (
        build_worker(client, settings),
        looking_again(client, settings),
        builds_watched(client, settings.build_id),
        view_watched(client, settings),
        outages_watched(settings),
        calendars_kept(settings),
        purged_daily(client, settings),
    ):
        logger.info("working on %s in namespace %s", TASK_QUEUE, client.namespace)
        await stop.wait()
        logger.info("stopping: no new work, running activities may end")
    logger.info("stopped")


async def prepare(settings: ServiceSettings) -> Client:
    """Check everything the service needs, and connect.

    Raises:
        StartError: Something is missing; the message has a line for each thing.
    """
    # Nothing is connected to before: that would send in clear what must not be.
    if problems := check_production(settings):
        raise StartError("\n".join(problems))
    problems = check_channels(settings) + check_message_templates(settings)
    problems += check_local_limits(settings) + check_relief(settings)
    problems += check_letters(settings) + check_calendars(settings)
    problems += check_database(settings)
    try:
        client = await connect(settings.connect_seconds)
    except StartError as error:
        raise StartError("\n".join([*problems, str(error)])) from None
    problems += await check_temporal(client)
    if problems:
        raise StartError("\n".join(problems))
    return client


async def serve() -> None:
    """Run the service as the environment describes it, until Ctrl-C or SIGTERM.

    Raises:
        StartError: Something it needs is missing.
        SettingsError: A setting cannot be used.
    """
    with stop_signals() as stop:
        settings = load_settings(ServiceSettings)
        configure_logging(settings.log_level, stream_handler(sys.stderr))
        client = await unless_stopped(stop, prepare(settings))
        await run_worker(client, settings, stop=stop)


def main() -> int:
    """Run the service and give its exit code."""
    try:
        asyncio.run(serve())
    except (StartError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return NOT_READY
    except (Stopped, KeyboardInterrupt):
        pass
    return 0


def _deployment(build_id: str | None) -> WorkerDeploymentConfig | None:
    if build_id is None:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build_id),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )


if __name__ == "__main__":
    leave(main())
