"""Takes out of a provider's words what nobody but the person and the operator may know.

A mail server or a gateway answers a refusal in words of its own. They help whoever mends it, but
they may repeat the address, the message, or the credential that was used.
"""

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from apprise import Apprise
from apprise.template import NotifyTemplate

LONGEST = 160
"""Characters that are kept of a provider's words."""

_GONE = "…"

_SHORTEST_PART = 5
"""Of what a channel's URL is made of, parts shorter than this say nothing to anybody."""

_PATTERNS = (
    re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE),
    re.compile(r"\bwww\.\S+", re.IGNORECASE),
    # With @ also as a percent sign has it, and with a number where a domain would stand.
    re.compile(r"[^\s<>\"'(),;:]+(?:@|%40)[^\s<>\"'(),;]+"),
    # A name of two or more parts: a host, a file.
    re.compile(r"\b(?=[\w.-]*[A-Za-z])[\w-]+(?:\.[\w-]+)+\b"),
    re.compile(r"\+?\d(?:[\s().-]{0,3}\d){5,}"),
    # What holds letters and digits, or is very long, is no word: an id, a token, a key.
    re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])\w{5,}\b"),
    re.compile(r"[A-Za-z0-9+/_=-]{20,}"),
)

_ORDINARY = frozenset(
    """
    a access account action address again allowed also an and any are as at authentication bad
    be been blocked by can cannot channel check code command connection content could daily
    delivered delivery denied destination disabled does domain down email error exceeded exist
    exists expired failed failure for found from full greylisted has have host if in inactive
    internal invalid is it its later limit line local mail mailbox mailboxes message messages
    missing must name no not number of on or out over permitted phone please policy quota rate
    reached recipient refused rejected relay relaying request required retry route sender sent
    server service size sms spam state storage such temporarily temporary text than that the
    there this time to too try unable unauthorized unavailable unknown unreachable unregistered
    unsubscribed use user was while with you your
    """.split()  # noqa: SIM905 (forty lines of quotes would say no more)
)
"""Words of replies that give nothing away, though the message may hold them as well."""


class Redactor:
    """Redacts words of the credentials of a channel file, and of one message at a time."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Know what never to repeat: see `secrets_of`."""
        forms = {form for secret in secrets for form in _forms(secret)}
        self._secrets = sorted(forms, key=len, reverse=True)

    def redact(self, words: str, *, address: str = "", message: str = "") -> str:
        """The words without credentials, addresses, numbers, URLs, hosts, names and tokens.

        Args:
            words: What the provider said.
            address: Of the person it was sent to; its parts are taken out as well.
            message: What was sent: of its words only the ordinary ones of such replies are kept.
        """
        text = " ".join("".join(char if char.isprintable() else " " for char in words).split())
        for secret in [*self._secrets, *_forms(address), *_forms(address.partition("@")[0])]:
            text = re.sub(re.escape(secret), _GONE, text, flags=re.IGNORECASE)
        for pattern in _PATTERNS:
            text = pattern.sub(_GONE, text)
        private = {word.casefold() for word in re.findall(r"\w+", f"{message} {address}")}
        private -= _ORDINARY
        text = re.sub(
            r"\w+", lambda word: _GONE if word[0].casefold() in private else word[0], text
        )
        text = re.sub(rf"[<('\"]*{_GONE}[\s{_GONE}<>('\")]*", f"{_GONE} ", text).strip(" .")
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + _GONE


def secrets_of(services: Apprise) -> set[str]:
    """Everything the services' URLs are made of: users, passwords, tokens, hosts, senders."""
    found: set[str] = set()
    passwords: set[str] = set()
    for service in services.find(resolve=False):
        parsed: object = (
            service.results if isinstance(service, NotifyTemplate) else service.url(privacy=False)  # type: ignore[no-untyped-call]
        )
        for text in _strings(parsed):
            found.update(re.split(r"[/:@?&=,;\s]+", text), re.split(r"[/?&=,;\s]+", text))
        if isinstance(service, NotifyTemplate):
            user, password = service.results.get("user"), service.results.get("password")
        else:
            user, password = service.user, service.password
        if password:
            pair = f"{unquote(user or '')}:{unquote(password)}"
            passwords |= {password, base64.b64encode(pair.encode()).decode()}
    return passwords | {part for part in found if len(part) >= _SHORTEST_PART} - _ORDINARY


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _strings(item)


def _forms(secret: str) -> set[str]:
    """A secret as it stands and as URLs have it."""
    forms = {secret, unquote(secret), quote(secret, safe=""), quote(unquote(secret), safe="")}
    return forms - {""}
