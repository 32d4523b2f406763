"""The HTML page of a mail, and the plain text that a mail client without HTML shows."""

from apprise import NotifyFormat
from apprise.conversion import convert_between


def compact(html: str) -> str:
    """HTML without the white space between tags, which the plain text would show as empty lines."""
    pieces: list[str] = []
    for line in filter(None, map(str.strip, html.split("\n"))):
        if pieces and not (pieces[-1].endswith(">") or line.startswith("<")):
            # A sentence goes on.
            pieces.append("\n")
        pieces.append(line)
    return "".join(pieces)


def plain_text(html: str) -> str:
    """The plain text of a mail as Apprise writes it beside the HTML."""
    text: str = convert_between(  # type: ignore[no-untyped-call]
        NotifyFormat.HTML, NotifyFormat.TEXT, html
    )
    return text
