"""Whether messages leave by ways that others cannot read, with credentials of the operator's own.

Lines name entries by number, never by URL.
"""

from pathlib import Path

from apprise import Apprise
from apprise.plugins.base import NotifyBase
from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.common import SecureMailMode

from activities.delivery.channel_file import SETTING, ChannelFileError, entries_of, read_services
from activities.delivery.redaction import secrets_of

_EXAMPLE_SECRETS = frozenset(
    {
        "password",
        "token",
        "secret",
        "changeme",
        "0123456789abcdef0123456789abcdef",
        "ac0123456789abcdef0123456789abcdef",
    }
)
"""Those of deploy/channels.example.yaml and of other people's examples."""

_EXAMPLE_DOMAINS = ("example", "test", "invalid", "example.com", "example.net", "example.org")
"""Reserved for examples, so nobody's: RFC 2606."""


def unencrypted_channels(file: Path) -> list[str]:
    """What is wrong with the ways by which messages leave, a line for each entry and fault."""
    try:
        services = read_services(file)
    except ChannelFileError as error:
        return [str(error)]
    problems = []
    for entry in entries_of(services):
        name = f"{SETTING}: entry {entry.number}"
        if not all(_is_encrypted(service) for service in entry.sending):
            problems.append(
                f"{name} sends without TLS; production needs `mailtos://` with mode=starttls or "
                "mode=ssl, or the form of its service that uses HTTPS"
            )
        if not all(service.verify_certificate for service in entry.sending):
            problems.append(f"{name} does not check certificates; take `verify=no` out")
        if _is_of_an_example(entry.written):
            problems.append(f"{name} still has a password, token or address of an example")
    return problems


def _is_encrypted(service: NotifyBase) -> bool:
    if isinstance(service, NotifyEmail):
        # What counts when it sends; `mailto` and `mailtos` alone do not say it.
        return bool(service.secure and service.secure_mode != SecureMailMode.INSECURE)
    # A service that has no unencrypted form says nothing of being secure.
    return bool(service.secure) or not service.protocol


def _is_of_an_example(written: Apprise) -> bool:
    parts = {part.lower() for part in secrets_of(written)}
    return any(part in _EXAMPLE_SECRETS or _is_example_domain(part) for part in parts)


def _is_example_domain(part: str) -> bool:
    return any(part == one or part.endswith((f".{one}", f"@{one}")) for one in _EXAMPLE_DOMAINS)
