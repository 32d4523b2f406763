"""Reads what became of a message off what Apprise says of its attempts.

Apprise answers yes or no; why not stands only in what it logs of an attempt, which it hands back
with the attempt and which goes nowhere else. Of that, the reply of the mail server or the gateway
is read, and the kind of fault; the rest, which holds addresses and payloads, is left where it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apprise.result import AppriseResult, AppriseResultStatus, NotifyAttempt

from models.notices.messages.order import DeliveryOutcome

_FAULT = "Socket Exception: "
"""How Apprise's plugins begin the line that names a fault of the connection, or an SMTP reply."""

_AT_THE_DOOR = "Connection error while submitting"
"""What the mail plugin says when it never came to the message: no connection, no sign-in."""

_COPY = re.compile(r"SMTP recipient (\S+) was refused: (\d{3}) b(['\"])(.*?)\3", re.DOTALL)
_REPLY = re.compile(r"\((\d{3}), b(['\"])(.*?)\2", re.DOTALL)
_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_STATUS = re.compile(
    r"(?:notification[^:]*|^[^:]*): (?P<words>.*?),? ?error=(?P<code>\w+)\.?\s*$", re.DOTALL
)

_REFUSED_STATUS = re.compile(r"5\.1\.(?:0|1|2|3|6|10)|5\.2\.1")
"""RFC 3463 and 7505: no such mailbox, system or form of address; moved; no mail taken; disabled."""

_REFUSED_CODES = {"550", "551", "553"}
"""RFC 5321: no such mailbox, not local, not allowed as a name; where no enhanced status says more.
552 is a full mailbox and 554 a policy: those pass."""

_SIGN_IN = {"530", "534", "535", "538"}

_NUMBER_CODES = {"21211", "21214", "21217", "21407", "21421", "21610", "21614"}
"""Twilio: no valid number, not reachable, no mobile number, or its owner has said STOP."""

_NOT_THE_NUMBER = {401, 402, 403, 405, 407, 408, 409, 413, 415, 425, 429}
"""HTTP: the credential, the payment, the rate: not the person."""

_ABOUT_THE_NUMBER = re.compile(
    r"(invalid|not (a )?valid|unknown|unreachable|non-?existent|no such|blacklist|unsubscribed|"
    r"opted[ -]?out|landline|not (a )?mobile|malformed).{0,40}"
    r"(number|phone|recipient|destination|msisdn|subscriber|'to')|"
    r"(number|phone|recipient|destination|msisdn|subscriber|'to').{0,40}"
    r"(invalid|not (a )?valid|unknown|unreachable|does not exist|blacklist|unsubscribed|"
    r"opted[ -]?out|landline|not (a )?mobile|malformed)",
    re.IGNORECASE,
)

_FAULTS = (
    (r"read timed out|ReadTimeout", DeliveryOutcome.UNKNOWN, "no answer in time"),
    (r"certificate|SSL|TLS", DeliveryOutcome.FAILED, "no secure connection (TLS)"),
    (
        r"name or service not known|name resolution|nodename|getaddrinfo|no address associated",
        DeliveryOutcome.FAILED,
        "its host name is not known",
    ),
    (r"connection refused", DeliveryOutcome.FAILED, "connection refused"),
    (
        r"ConnectTimeout|connect timeout|no route|unreachable|NewConnectionError",
        DeliveryOutcome.FAILED,
        "no connection",
    ),
    (
        r"unexpectedly closed|aborted|RemoteDisconnected|reset by peer|broken pipe|IncompleteRead",
        DeliveryOutcome.UNKNOWN,
        "the connection broke",
    ),
    (r"timed out", DeliveryOutcome.UNKNOWN, "no answer in time"),
)
"""What the connection's own errors say, the more particular first."""


@dataclass(frozen=True)
class ProviderAnswer:
    """How one sending ended; `words` are the provider's own and still hold what is private."""

    outcome: DeliveryOutcome
    reason: str = ""
    code: str = ""
    words: str = ""


ACCEPTED = ProviderAnswer(DeliveryOutcome.ACCEPTED)


def read_attempts(result: AppriseResult, recipient: str) -> list[list[ProviderAnswer]]:
    """Every attempt of every service that was tried, in order."""
    return [[_read(attempt, recipient) for attempt in service] for service in result]


def together(services: Sequence[Sequence[ProviderAnswer]]) -> ProviderAnswer:
    """What the attempts come to: one that accepted is enough, and a doubt outweighs a failure.

    Refused for good is a message that every service refused: another may still take it.
    """
    every = [answer for attempts in services for answer in attempts]
    for outcome in (DeliveryOutcome.ACCEPTED, DeliveryOutcome.UNKNOWN):
        for answer in reversed(every):
            if answer.outcome is outcome:
                return answer
    last = [attempts[-1] for attempts in services if attempts]
    failed = [answer for answer in last if answer.outcome is not DeliveryOutcome.REFUSED]
    if failed or not last:
        return (
            failed[-1]
            if failed
            else ProviderAnswer(DeliveryOutcome.FAILED, "the service did not try")
        )
    return last[-1]


def _read(attempt: NotifyAttempt, recipient: str) -> ProviderAnswer:
    if attempt.status is AppriseResultStatus.SUCCESS:
        return ACCEPTED
    if attempt.status is AppriseResultStatus.TIMEOUT:
        return ProviderAnswer(DeliveryOutcome.UNKNOWN, "no answer in time")
    lines = [entry.message for entry in attempt.logs]
    faults = [line.removeprefix(_FAULT) for line in lines if line.startswith(_FAULT)]
    at_door = any(line.startswith(_AT_THE_DOOR) for line in lines)
    return (
        _refused_copies(lines, recipient)
        or _mail_reply(faults, recipient, at_door=at_door)
        or _gateway_reply(lines)
        or _fault(faults, at_door=at_door)
        or ProviderAnswer(DeliveryOutcome.FAILED, "the service did not take it")
    )


def _refused_copies(lines: Iterable[str], recipient: str) -> ProviderAnswer | None:
    """A mail to several, some of whom were refused: the person, or a copy the operator wants."""
    refused = [found for line in lines if (found := _COPY.match(line))]
    if not refused:
        return None
    ours = [found for found in refused if found[1] == recipient]
    return _smtp(ours[0][2], ours[0][4], to_person=True, at_door=False) if ours else ACCEPTED


def _mail_reply(faults: Iterable[str], recipient: str, *, at_door: bool) -> ProviderAnswer | None:
    of_person = re.compile(re.escape(recipient) + r"['\"]: " + _REPLY.pattern, re.DOTALL)
    for fault in faults:
        reply = of_person.search(fault) or _REPLY.search(fault)
        if reply is not None:
            return _smtp(reply[1], reply[3], to_person=fault.startswith("{"), at_door=at_door)
    return None


def _gateway_reply(lines: Iterable[str]) -> ProviderAnswer | None:
    for line in lines:
        status = _STATUS.search(line)
        if status is not None and not line.startswith("Response"):
            return _http(status["code"], status["words"])
    return None


def _fault(faults: Iterable[str], *, at_door: bool) -> ProviderAnswer | None:
    for fault in faults:
        for pattern, outcome, reason in _FAULTS:
            if re.search(pattern, fault, re.IGNORECASE):
                # Where no connection was had, nothing can have arrived.
                return ProviderAnswer(DeliveryOutcome.FAILED if at_door else outcome, reason)
    return None


def _smtp(code: str, reply: str, *, to_person: bool, at_door: bool) -> ProviderAnswer:
    enhanced = _ENHANCED.search(reply)
    status = enhanced[1] if enhanced else ""
    words = _ENHANCED.sub(" ", re.sub(r"\\(?:r|n|t|x[0-9a-f]{2})", " ", reply))
    full = f"{code} {status}".strip()
    if at_door:
        reason = "it did not let us sign in" if code in _SIGN_IN else "it does not take mail now"
        return ProviderAnswer(DeliveryOutcome.FAILED, reason, full, words)
    about_address = (
        bool(_REFUSED_STATUS.fullmatch(status)) if status else to_person and code in _REFUSED_CODES
    )
    if code.startswith("5") and about_address:
        return ProviderAnswer(DeliveryOutcome.REFUSED, "the address was refused", full, words)
    return ProviderAnswer(DeliveryOutcome.FAILED, "the message was not taken", full, words)


def _http(code: str, words: str) -> ProviderAnswer:
    number = int(code) if code.isdigit() else 0
    about = bool(_ABOUT_THE_NUMBER.search(words))
    # Gateways of one's own answer 200 and say in words what they did not take.
    may_be = 200 <= number < 500 and number not in _NOT_THE_NUMBER  # noqa: PLR2004 (HTTP)
    if code in _NUMBER_CODES or (about and may_be):
        return ProviderAnswer(DeliveryOutcome.REFUSED, "the number was refused", code, words)
    return ProviderAnswer(DeliveryOutcome.FAILED, "the message was not taken", code, words)
