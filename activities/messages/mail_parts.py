"""The files and headers of a mail, as far as Apprise leaves them out.

Apprise knows of a file's content type only the type itself, and of a mail's Reply-To only what the
operator wrote. A calendar file needs its method and character set (RFC 6047, section 2.4): without
the method some programs show no event, without the character set others break its accents.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass

from apprise.attachment.memory import AttachMemory
from apprise.plugins.email import NotifyEmail


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    media_type: str
    """As the header has it, with its parameters."""

    content: bytes


class MailFile(AttachMemory):
    """A file as Apprise carries it: its bare type for providers, all of it for a mail."""

    def __init__(self, file: Attachment) -> None:
        """Carry a file."""
        bare, _, _ = file.media_type.partition(";")
        super().__init__(content=file.content, name=file.name, mimetype=bare.strip())  # type: ignore[no-untyped-call]
        self.file = file


class _WithParameters(MailFile):
    @property
    def mimetype(self) -> str:
        return self.file.media_type


def of_its_own(service: NotifyEmail) -> NotifyEmail:
    """A service for one message alone.

    Apprise keeps the service of each address, and hands it out again, to other threads too: what is
    set for one message would hold for the next one to the same address, of whichever case.
    """
    return copy(service)


def complete(service: NotifyEmail, reply_to: str) -> None:
    """Let an SMTP service write whole content types, and whom a reply goes to where that is given.

    Args:
        service: Aimed at one recipient, and used for one message, see `of_its_own`.
        reply_to: An address, or nothing.
    """
    if reply_to:
        service.reply_to = {reply_to}
    send: Callable[..., object] = service.send

    def send_whole(*args: object, attach: Iterable[object] | None = None, **more: object) -> object:
        files = [_WithParameters(one.file) for one in attach or () if isinstance(one, MailFile)]
        return send(*args, attach=files or None, **more)

    vars(service)["send"] = send_whole
