"""Reads the operator's channel file: Apprise YAML, whose URLs hold the credentials.

An entry tagged `email` has a place for ${email}, one tagged `sms` for ${phone}, one tagged `fax`
for ${fax}, and none may stand anywhere but in the place of the recipient: what people type into a
case never becomes a server, a sender or a copy. An entry tagged `alert` reaches whoever runs the
service. Errors name entries by number, never by URL.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from apprise import Apprise, AppriseAsset, AppriseConfig, PersistentStoreMode
from apprise.plugins.base import NotifyBase
from apprise.template import NotifyTemplate

from models.notices.messages.channel import Channel

SETTING = "APPEALCLOCK_CHANNELS"
"""The setting that names the operator's channel file."""

VARIABLES = {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.FAX: "fax"}
"""The variable of an entry that each channel fills with the person's address."""

ALERT = "alert"
"""The tag of entries that reach whoever runs the service."""

_RECIPIENT_PLACES = frozenset({"targets", "payload"})
"""Where an entry may name its recipient: an Apprise service's targets, or a field of a message."""

_TRACES = frozenset({"url", "qsd", "qsd:", "query", "fullpath", "path"})
"""What an entry was written as; Apprise does not read it again once the places above are filled."""

_PROBES = {
    Channel.EMAIL: {"email": "probe@example.org"},
    Channel.SMS: {"phone": "+12025550123"},
    Channel.FAX: {"fax": "12025550123"},
}
"""What an entry is filled with to see whether it is complete; nothing is sent there."""


class ChannelFileError(Exception):
    """The operator's channel file cannot be used. The message names no credential."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{SETTING}: {problem}")


def read_services(file: Path | None) -> Apprise:
    """Read the operator's channel file and check that each entry sends to the person, only.

    From here on, nothing that Apprise logs gets out.

    Args:
        file: The file, or None where the setting is not given.

    Raises:
        ChannelFileError: The file is missing or not usable; the message says which entry and why,
            by number and never by URL.
    """
    silence_apprise()
    if file is None:
        raise ChannelFileError("is not set; expected the path of an Apprise YAML file")
    try:
        content = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ChannelFileError(f"the file cannot be read: {reason}") from None
    return _read(content)


def channels_of(services: Apprise) -> Iterable[Channel]:
    """The channels that services are tagged with, once per service."""
    for service in services.find(resolve=False):
        for channel in Channel:
            if channel.value in service.tags:
                yield channel


@dataclass(frozen=True)
class Entry:
    """One entry of a channel file."""

    number: int
    """1 is the first."""

    written: Apprise
    """As it stands in the file, with places for the person's address."""

    sending: list[NotifyBase]
    """As it sends, to an address of nobody."""


def entries_of(services: Apprise) -> Iterator[Entry]:
    """The entries that `read_services` found, in the order of the file."""
    for number, config in enumerate(services.services, start=1):
        written = Apprise(asset=services.asset)
        written.add(config)
        sending = [
            service
            for channel in Channel
            for service in written.find(
                channel.value, match_always=False, template=_PROBES[channel]
            )
        ]
        sending += written.find(ALERT, match_always=False)
        yield Entry(number, written, sending)


def silence_apprise() -> None:
    """Keep what Apprise and its HTTP client log to themselves.

    It holds recipients, messages, and URLs with credentials. Apprise's own lines reach the result
    of the call they belong to, and no other handler, whoever attached it.
    """
    for name in ("apprise", "urllib3", "oauthlib", "requests_oauthlib"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 10)
        logger.propagate = False
        if not logger.handlers:
            # Without a handler, Python would print what is severe.
            logger.addHandler(logging.NullHandler())
    apprise = logging.getLogger("apprise")
    apprise.setLevel(logging.DEBUG)
    if not any(isinstance(known, _ToItsCallOnly) for known in apprise.filters):
        apprise.addFilter(_ToItsCallOnly())


class _ToItsCallOnly(logging.Filter):
    """Hands a line to the captures that Apprise attaches for a call, and to nothing else."""

    def filter(self, record: logging.LogRecord) -> bool:
        for handler in logging.getLogger("apprise").handlers:
            of_a_call = type(handler).__module__ == "apprise.logger"
            if of_a_call and record.levelno >= handler.level:
                handler.handle(record)
        return False


def _asset() -> AppriseAsset:
    return AppriseAsset(
        app_id="AppealClock",
        app_desc="AppealClock",
        app_url="",
        # Nothing about a recipient is kept on disk.
        storage_mode=PersistentStoreMode.MEMORY,
        pgp_autogen=False,
        pem_autogen=False,
        # The time is limited in AppriseChannels.send.
        service_timeout=0,
        async_mode=False,
        interpret_escapes=False,
        interpret_emojis=False,
    )


def _read(content: str) -> Apprise:
    try:
        document = yaml.safe_load(content)
    except yaml.YAMLError as error:
        # The error's own text quotes the line, which may hold a credential.
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        raise ChannelFileError(f"the file is not valid YAML{where}") from None
    entries = document.get("urls") if isinstance(document, Mapping) else None
    if not isinstance(entries, Sequence) or isinstance(entries, str) or not entries:
        raise ChannelFileError("the file has no list of `urls`")
    head = {key: value for key, value in document.items() if key != "urls"}
    asset = _asset()
    services = Apprise(asset=asset)
    for number, entry in enumerate(entries, start=1):
        services.add(_read_entry(number, head, entry, asset))
    if not any(True for _ in channels_of(services)):
        raise ChannelFileError(f"no entry is tagged {_listed(Channel, 'or')}")
    return services


def _read_entry(
    number: int, head: Mapping[str, object], entry: object, asset: AppriseAsset
) -> AppriseConfig:
    # One entry at a time: Apprise drops what it cannot read, and says so only in its log.
    config = AppriseConfig(asset=asset)
    config.add_config(yaml.safe_dump({**head, "urls": [entry]}), asset=asset, format="yaml")
    alone = Apprise(asset=asset)
    alone.add(config)
    services = list(alone.find(resolve=False))
    if not services:
        raise ChannelFileError(f"entry {number} of `urls` is not one that Apprise can read")
    for service in services:
        _check_recipient(number, service)
    _check_alert(number, services)
    for channel in Channel:
        tagged = [service for service in services if channel.value in service.tags]
        built = list(alone.find(channel.value, match_always=False, template=_PROBES[channel]))
        if len(built) != len(tagged):
            raise ChannelFileError(f"entry {number} lacks something that its service needs")
    return config


def _check_recipient(number: int, service: NotifyBase | NotifyTemplate) -> None:
    """Refuse an entry that would not send to the person, or let an address be more than that."""
    channels = [channel for channel in Channel if channel.value in service.tags]
    for channel in channels:
        variable = VARIABLES[channel]
        if not isinstance(service, NotifyTemplate) or variable not in service.names:
            raise ChannelFileError(
                f"entry {number} is tagged `{channel.value}` but has no place for ${{{variable}}}; "
                f"is `{variable}` listed under `template`?"
            )
        places = _places(service, variable)
        if not places & _RECIPIENT_PLACES or places - _RECIPIENT_PLACES - _TRACES:
            raise ChannelFileError(
                f"entry {number} uses ${{{variable}}} for something other than the recipient"
            )
        if len(channels) > 1:
            raise ChannelFileError(f"entry {number} is tagged both {_listed(channels, 'and')}")


def _listed(channels: Iterable[Channel], joined: str) -> str:
    """Their tags, as a sentence has them."""
    *others, last = (f"`{channel.value}`" for channel in channels)
    return f"{', '.join(others)} {joined} {last}"


def _check_alert(number: int, services: Iterable[NotifyBase | NotifyTemplate]) -> None:
    """Refuse an entry for the operator that waits for somebody's address."""
    for service in services:
        if ALERT not in service.tags:
            continue
        if isinstance(service, NotifyTemplate):
            raise ChannelFileError(
                f"entry {number} is tagged `{ALERT}` but has a place for a person's address"
            )


def _places(service: NotifyTemplate, variable: str) -> set[str]:
    """The parsed fields of an entry that hold a variable."""
    return {
        name
        for name, value in service.results.items()
        if variable in service.placeholders.used({name: value})
    }
