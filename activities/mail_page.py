"""The HTML page of a mail, and the plain text that a mail client without HTML shows."""

import re

from apprise import NotifyFormat
from apprise.conversion import convert_between


def compact(html: str) -> str:
    """HTML without the white space between tags, which the plain text would show as empty lines."""
    return re.sub(r">\s*\n\s*", ">", re.sub(r"\s*\n\s*<", "<", html)).strip()


def plain_text(html: str) -> str:
    """The plain text of a mail as Apprise writes it beside the HTML."""
    text: str = convert_between(  # type: ignore[no-untyped-call]
        NotifyFormat.HTML, NotifyFormat.TEXT, html
    )
    return text
