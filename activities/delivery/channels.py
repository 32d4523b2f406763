"""Sends one message to one person by one channel: the operator's Apprise services.

People type addresses, operators own channels. A person's address is only ever filled into the
place of the recipient, after the operator's URLs were read, and is checked before and after.

Which channels there are, and what a new one needs, is in `models.notices.messages.channel`.
"""

import logging
import mimetypes
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Protocol

from apprise import Apprise, NotifyFormat
from apprise.plugins.base import NotifyBase
from apprise.plugins.email import NotifyEmail
from apprise.result import AppriseResultStatus
from email_validator import EmailNotValidError, validate_email

from activities.delivery.channel_file import (
    ALERT,
    VARIABLES,
    ChannelFileError,
    channels_of,
    read_services,
)
from activities.delivery.provider_answers import ProviderAnswer, read_attempts, together
from activities.delivery.redaction import Redactor, secrets_of
from activities.delivery.shared_tls import share_tls
from activities.messages.mail_page import plain_text
from activities.messages.mail_parts import Attachment, MailFile, complete, of_its_own
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome

__all__ = [
    "SEND_TIMEOUT",
    "AppriseChannels",
    "Attachment",
    "ChannelFileError",
    "Channels",
    "Outgoing",
    "RecordingChannels",
    "Sent",
    "ServiceAnswer",
    "load_channels",
]

SEND_TIMEOUT = 30.0
"""Seconds that one message may take; after that, whether it arrives is unknown."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class Outgoing:
    """One message as a channel carries it. An SMS has only words; those of a mail are its page's.

    `unspoken` is what a provider's reply may not bring into the ledger either, though the message
    itself need not hold it: the names of those on the case, what was denied.
    """

    words: str = ""
    subject: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    unspoken: str = ""
    reply_to: str = ""
    """Whom the answer to a mail goes to; nothing: as the operator's channel has it."""

    @property
    def text(self) -> str:
        """The message without HTML."""
        return self.words or plain_text(self.html)


_NOTHING = Outgoing()


@dataclass(frozen=True)
class Sent:
    """What a channel said of one message; the note holds nothing private.

    Attributes:
        outcome: How it ended.
        note: Why, with the provider's own words where there are any.
        possibly_doubled: Whether an earlier try of this same sending may have arrived as well.
    """

    outcome: DeliveryOutcome
    note: str = ""
    possibly_doubled: bool = False


@dataclass(frozen=True)
class ServiceAnswer:
    """What one entry of the channel file did with a message."""

    service: str
    sent: Sent


class Channels(Protocol):
    """Ways to reach people, and the operator."""

    def channel_tags(self) -> frozenset[Channel]:
        """The channels that are configured."""
        ...

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        """Send one message to one address, and say what became of it. Does not raise."""
        ...

    def alert(self, message: Outgoing) -> Sent:
        """Send one message to whoever runs the service. Does not raise."""
        ...


@dataclass
class RecordingChannels:
    """Channels that keep what they are given: for tests, rehearsals and whoever builds on this.

    Attributes:
        tags: The channels that count as configured.
        answers: What to answer, by address; accepted where nothing is said.
        sent: Every message handed over, in order.
        alerts: Every message to the operator, in order.
    """

    tags: frozenset[Channel] = frozenset(Channel)
    answers: dict[str, Sent] = field(default_factory=dict)
    sent: list[tuple[Channel, str, Outgoing]] = field(default_factory=list)
    alerts: list[Outgoing] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def channel_tags(self) -> frozenset[Channel]:
        """The channels that count as configured."""
        return self.tags

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        """Keep the message and give the answer prepared for the address."""
        with self._lock:
            self.sent.append((channel, address, message))
        return self.answers.get(address, Sent(DeliveryOutcome.ACCEPTED))

    def alert(self, message: Outgoing) -> Sent:
        """Keep the message."""
        with self._lock:
            self.alerts.append(message)
        return Sent(DeliveryOutcome.ACCEPTED)


class AppriseChannels:
    """The operator's channel file, loaded once; safe to use from many threads.

    Apprise's own worker pool is not used, because a message that waits there counts as timed out
    although it was never begun.
    """

    def __init__(
        self, services: Apprise, *, timeout: float = SEND_TIMEOUT, threads: int = 32
    ) -> None:
        """Use loaded services; see `load_channels`.

        Args:
            services: Entries tagged with the name of a channel.
            timeout: Seconds that one message may take.
            threads: How many messages are sent at a time at most.
        """
        # Python reads its table of media types on first use, and not safely from many threads at
        # once: Apprise would refuse the calendar files of the first mails.
        mimetypes.init()
        share_tls()
        self._services = services
        self._timeout = timeout
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="channel")
        self._tags = frozenset(channels_of(services))
        self._redactor = Redactor(secrets_of(services))

    def channel_tags(self) -> frozenset[Channel]:
        """The channels that the file configures."""
        return self._tags

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        """Send one message to one address by the services of a channel, as the file ranks them."""
        recipient = _checked(channel, address)
        if recipient is None:
            return Sent(DeliveryOutcome.REFUSED, "the address is not one that can be sent to")
        return self._in_time(lambda: self._notify(channel, recipient, message))

    def alert(self, message: Outgoing) -> Sent:
        """Send one message to the services tagged `alert`."""
        return self._in_time(lambda: self._notify_operator(message))

    def prove(self, channel: Channel, address: str, message: Outgoing) -> Iterator[ServiceAnswer]:
        """Send one message by every service of a channel, fallbacks too, and say how each did."""
        recipient = _checked(channel, address)
        if recipient is not None:
            aimed = self._aimed(channel, recipient, message) or Apprise()
            named = _in_replies(aimed, recipient)
            yield from self._each_alone(aimed, channel.value, message, named)

    def prove_alerts(self, message: Outgoing) -> Iterator[ServiceAnswer]:
        """Send one message by every service tagged `alert`, and say how each did."""
        yield from self._each_alone(self._operators(), ALERT, message)

    def _each_alone(
        self, services: Iterable[NotifyBase], tag: str, message: Outgoing, recipient: str = ""
    ) -> Iterator[ServiceAnswer]:
        for service in services:
            alone = Apprise(asset=self._services.asset)
            alone.add(service)
            send = partial(self._hand_over, alone, tag, message, recipient)
            yield ServiceAnswer(str(service.service_name), self._in_time(send))

    def _in_time(self, send: Callable[[], Sent]) -> Sent:
        future = self._pool.submit(send)
        try:
            error = future.exception(timeout=self._timeout)
        except FutureTimeoutError:
            if future.cancel():
                return Sent(DeliveryOutcome.FAILED, "the channel was too busy to begin")
            return Sent(
                DeliveryOutcome.UNKNOWN,
                f"no answer within {self._timeout:g} s; it may have arrived all the same",
            )
        if error is not None:
            # Its text may hold the address, and how far the sending got is not known.
            return Sent(DeliveryOutcome.UNKNOWN, f"the channel broke: {type(error).__name__}")
        return future.result()

    def _notify(self, channel: Channel, recipient: str, message: Outgoing) -> Sent:
        aimed = self._aimed(channel, recipient, message)
        if aimed is None:
            return Sent(DeliveryOutcome.REFUSED, "the channel cannot send to this form of address")
        if not aimed:
            return Sent(DeliveryOutcome.NO_CHANNEL, f"no {channel.value} channel is configured")
        return self._hand_over(aimed, channel.value, message, _in_replies(aimed, recipient))

    def _notify_operator(self, message: Outgoing) -> Sent:
        aimed = self._operators()
        if not aimed:
            return Sent(DeliveryOutcome.NO_CHANNEL, "no entry is tagged `alert`")
        return self._hand_over(aimed, ALERT, message)

    def _operators(self) -> Apprise:
        """The services that reach whoever runs the service."""
        aimed = Apprise(asset=self._services.asset)
        for service in self._services.find(ALERT, match_always=False):
            service.request_rate_per_sec = 0
            aimed.add(service)
        return aimed

    def _hand_over(self, aimed: Apprise, tag: str, message: Outgoing, recipient: str = "") -> Sent:
        result = aimed.notify(
            body=message.html or message.text,
            body_format=NotifyFormat.HTML if message.html else NotifyFormat.TEXT,
            title=message.subject,
            attach=[MailFile(file) for file in message.attachments] or None,
            tag=tag,
            match_always=False,
            # What a server replied stands in the lines of this level; they go into the result.
            log_level=logging.DEBUG,
        )
        if result.status is AppriseResultStatus.NOMATCH:
            return Sent(DeliveryOutcome.NO_CHANNEL, "no channel is configured")
        services = read_attempts(result, recipient)
        answer = together(services)
        every = [attempt.outcome for attempts in services for attempt in attempts]
        return Sent(
            answer.outcome,
            self._note(answer, recipient, message),
            possibly_doubled=answer.outcome is DeliveryOutcome.ACCEPTED
            and DeliveryOutcome.UNKNOWN in every,
        )

    def _note(self, answer: ProviderAnswer, recipient: str, message: Outgoing) -> str:
        """Why it ended so: the kind of fault, the code of the reply, and its words, redacted."""
        if answer.outcome is DeliveryOutcome.ACCEPTED:
            return ""
        sent = f"{message.subject} {message.text} {message.html} {message.unspoken}"
        words = self._redactor.redact(answer.words, address=recipient, message=sent)
        reply = " ".join(part for part in (answer.code, words) if part)
        note = f"{answer.reason} ({reply})" if reply else answer.reason
        if answer.outcome is DeliveryOutcome.UNKNOWN:
            note += "; it may have arrived all the same"
        return note

    def _aimed(
        self, channel: Channel, recipient: str, message: Outgoing = _NOTHING
    ) -> Apprise | None:
        """The services of a channel, aimed at one recipient; None if one would miss."""
        aimed = Apprise(asset=self._services.asset)
        for service in self._services.find(
            channel.value, match_always=False, template={VARIABLES[channel]: recipient}
        ):
            # Apprise would wait some seconds between two messages to one person, which holds up a
            # manager with a hundred cases and spares no gateway: rates are the task queue's.
            service.request_rate_per_sec = 0
            if isinstance(service, NotifyEmail):
                service = of_its_own(service)  # noqa: PLW2901 (Apprise hands out the same again)
                if channel is Channel.EMAIL:
                    # Apprise's reading of addresses drops what stands before an apostrophe, so that
                    # o'brien@ would be brien@: somebody else's mailbox.
                    service.targets = [(False, recipient)]
                elif not _aims_at(service, recipient):
                    return None
                complete(service, _checked(Channel.EMAIL, message.reply_to) or "")
            elif channel is Channel.EMAIL and not _aims_at(service, recipient):
                return None
            aimed.add(service)
        return aimed


def load_channels(file: Path | None, *, timeout: float = SEND_TIMEOUT) -> AppriseChannels:
    """The channels of the operator's file: Apprise YAML, its entries tagged with their channels.

    Args:
        file: The file, or None where the setting is not given.
        timeout: Seconds that one message may take.

    Raises:
        ChannelFileError: The file is missing or not usable; the message says which entry and why,
            by number and never by URL.
    """
    return AppriseChannels(read_services(file), timeout=timeout)


def _checked(channel: Channel, address: str) -> str | None:
    """An address in the one form that can be filled in, or None if it is none."""
    if channel in {Channel.SMS, Channel.FAX}:
        number = address if _NUMBER.fullmatch(address) else None
        # Offices that turn mail into fax know numbers by their digits alone.
        return number.removeprefix("+") if number and channel is Channel.FAX else number
    try:
        # A domain in other letters has an ASCII form; a mailbox in other letters has none.
        ascii_form = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    recipient = ascii_form.ascii_email
    return recipient if recipient and _ADDRESS.fullmatch(recipient) else None


def _aims_at(service: NotifyBase, recipient: str) -> bool:
    """Whether a mail service would send to the recipient and to nobody else.

    Where mail is turned into fax, the number stands before the @.
    """
    targets = _targets(service)
    return len(targets) == 1 and recipient in {targets[0], targets[0].partition("@")[0]}


def _targets(service: NotifyBase) -> list[str]:
    return [
        target if isinstance(target, str) else target[1]
        for target in getattr(service, "targets", ())
    ]


def _in_replies(aimed: Apprise, recipient: str) -> str:
    """The recipient as a mail server names it."""
    mails = [target for one in aimed if isinstance(one, NotifyEmail) for target in _targets(one)]
    return mails[0] if mails else recipient
