"""What the service needs before it starts: each thing that is missing, in one line that mends it.

No line holds a credential or a value that a setting was given.
"""

import os
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.delivery.channels import ChannelFileError, load_channels
from activities.messages.template_check import check_templates
from models.notices.messages.channel import Channel
from models.procedure.desk_files import unfit_local_limits, unfit_relief
from models.settings import ServiceSettings
from models.storage import migrations
from workflows.search_attributes import SEARCH_ATTRIBUTES

_DATABASE = "APPEALCLOCK_DATABASE_URL"
_NEWER_DATABASE = (
    f"{_DATABASE}: the database was migrated by a newer AppealClock, and this build is too old to "
    "use it; run the newer one"
)
_REFUSED = {RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED}


def check_channels(settings: ServiceSettings) -> list[str]:
    """What is wrong with the channel file."""
    try:
        channels = load_channels(settings.channels)
    except ChannelFileError as error:
        return [str(error)]
    if Channel.EMAIL not in channels.channel_tags():
        return ["APPEALCLOCK_CHANNELS: no entry is tagged `email`; without one nobody is reminded"]
    return []


def check_message_templates(settings: ServiceSettings) -> list[str]:
    """What is wrong with the operator's message templates, where there are any."""
    if settings.templates is None:
        return []
    return [f"APPEALCLOCK_TEMPLATES: {line}" for line in check_templates(settings.templates)]


def check_local_limits(settings: ServiceSettings) -> list[str]:
    """What is wrong with the desk's file of time limits, where there is one."""
    return unfit_local_limits(settings.local_limits)


def check_relief(settings: ServiceSettings) -> list[str]:
    """What is wrong with the desk's file of relief after disasters, where there is one."""
    return unfit_relief(settings.relief)


def check_letters(settings: ServiceSettings) -> list[str]:
    """What is wrong with the folder of letters, where there is one."""
    folder, name = settings.letters, "APPEALCLOCK_LETTERS"
    if folder is None:
        return []
    if not folder.is_dir():
        return [f"{name}: there is no such directory; make it with `mkdir -m 700`"]
    if folder.stat().st_mode & 0o077:
        return [f"{name}: others can read the directory; expected mode 0700 (`chmod 700`)"]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [f"{name}: the service cannot write into the directory"]
    return []


def check_database(settings: ServiceSettings) -> list[str]:
    """Whether the database answers and has a version that this build may work with."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        # Looking would create it.
        return [f"{_DATABASE}: there is no such database yet; run `appealclock migrate`"]
    try:
        if migrations.is_usable(settings.database_url):
            return []
        current = migrations.current(settings.database_url)
    except migrations.NewerDatabaseError:
        return [_NEWER_DATABASE]
    except (SQLAlchemyError, OSError) as error:
        return [_unopened(error)]
    found = f"is at version {current}" if current else "is empty"
    return [
        f"{_DATABASE}: the database {found}, this AppealClock needs {migrations.head()}; "
        "run `appealclock migrate`"
    ]


def bring_database_up_to_date(settings: ServiceSettings) -> list[str]:
    """Create the database, or migrate it; what kept that from being done."""
    try:
        migrations.upgrade(settings.database_url)
    except migrations.NewerDatabaseError:
        return [_NEWER_DATABASE]
    except (SQLAlchemyError, OSError) as error:
        return [_unopened(error)]
    return []


def _unopened(error: SQLAlchemyError | OSError) -> str:
    """Why a database cannot be used, without the address and the user in the error's own text."""
    reason = type(getattr(error, "orig", None) or error).__name__
    return f"{_DATABASE}: the database cannot be opened ({reason}); is it there, and running?"


async def check_temporal(client: Client) -> list[str]:
    """Whether the namespace is there, with every search attribute."""
    namespace = client.namespace
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=namespace)
        )
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return [
                f"Temporal has no namespace `{namespace}`; name another in TEMPORAL_NAMESPACE, or "
                f"run `temporal operator namespace create --namespace {namespace}`"
            ]
        if error.status in _REFUSED:
            return [
                f"Temporal does not let this client into the namespace `{namespace}`; check "
                "TEMPORAL_API_KEY or the TLS certificate"
            ]
        return [f"Temporal does not describe the namespace `{namespace}`: {error.status.name}"]
    return await _check_search_attributes(client)


async def _check_search_attributes(client: Client) -> list[str]:
    try:
        listed = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
    except RPCError as error:
        return [f"Temporal does not list its search attributes: {error.status.name}"]
    problems = []
    for key in SEARCH_ATTRIBUTES:
        wanted = key.indexed_value_type
        kind = wanted.name.title().replace("_", "")
        found = listed.custom_attributes.get(key.name)
        if found is None:
            problems.append(
                f"Temporal lacks the search attribute {key.name}; run `temporal operator "
                f"search-attribute create --namespace {client.namespace} --name {key.name} "
                f"--type {kind}`"
            )
        elif int(found) != int(wanted):
            problems.append(
                f"Temporal's search attribute {key.name} is of another type than {kind}; remove it "
                "and create it again"
            )
    return problems
