"""Messages that arrived, read back from their files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from deploy.embedded.inbox.keeping import MAIL, SMS
from models.local_time import hour_in_words, short_day

_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6})Z-[0-9a-f]{8}(\.eml|\.sms)")


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Arrived:
    """One message."""

    name: str
    """Of its file."""

    at: datetime
    """UTC."""

    message: EmailMessage

    @property
    def arrived(self) -> str:
        """When, by this machine's clock: 3:00 p.m. EST on Thu, Jan 14, 2027."""
        local = self.at.astimezone()
        return f"{hour_in_words(local)} {local.tzname()} on {short_day(local.date())}"

    @property
    def is_mail(self) -> bool:
        """A mail, else an SMS."""
        return self.name.endswith(MAIL)

    @property
    def to(self) -> str:
        """Its addresses."""
        return ", ".join(str(one) for one in self.message.get_all("Delivered-To", []))

    @property
    def title(self) -> str:
        """The subject of a mail, the text of an SMS."""
        return str(self.message.get("Subject", "")) if self.is_mail else self.text

    @property
    def text(self) -> str:
        """Its plain text."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Its HTML, or nothing."""
        return self._part("html")

    @property
    def attachments(self) -> list[Attachment]:
        """Calendar files and others, those shown as an alternative of the text included."""
        found = []
        for part in self.message.walk():
            name = part.get_filename() or part.get_param("name")
            if name and not part.is_multipart():
                content = part.get_payload(decode=True)
                body = content if isinstance(content, bytes) else b""
                found.append(Attachment(str(name), part.get_content_type(), body))
        return found

    def _part(self, subtype: str) -> str:
        body = self.message.get_body((subtype,))
        return str(body.get_content()) if body is not None else ""


def arrived(directory: Path, limit: int) -> list[Arrived]:
    """The latest messages, newest first."""
    names = (file.name for ending in (MAIL, SMS) for file in directory.glob(f"*{ending}"))
    return list(_read(directory, sorted(names, reverse=True)[:limit]))


def one_that_arrived(directory: Path, name: str) -> Arrived | None:
    """The message of a file; None where there is none of that name."""
    return next(_read(directory, [name]), None)


def _read(directory: Path, names: list[str]) -> Iterator[Arrived]:
    for name in names:
        match = _NAME.fullmatch(name)
        file = directory / name
        if match is not None and file.is_file():
            at = datetime.strptime(match[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            if isinstance(message, EmailMessage):
                yield Arrived(name, at, message)
