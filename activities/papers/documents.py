"""Reads the documents of others: files that may be anything, and PDFs that may be broken anywhere.

Nothing of a document is repeated: not in an error, and not in a log, where pypdf would quote it.
"""

import io
import logging
from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


class DocumentError(ValueError):
    """A document that cannot be used; says why, without its name."""


def read_document(file: Path, largest: int) -> bytes:
    """The content of a file.

    Args:
        file: Which; a device, a pipe or a folder is none.
        largest: Bytes that are read at most.

    Raises:
        DocumentError: It cannot be read, or is too large.
    """
    try:
        if not file.is_file():
            file.stat()
            message = "is no file"
            raise DocumentError(message)
        with file.open("rb") as opened:
            content = opened.read(largest + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise DocumentError(message) from None
    if len(content) > largest:
        message = f"is too large; expected at most {largest // 1_000_000} MB"
        raise DocumentError(message)
    return content


def read_pdf(content: bytes) -> PdfReader:
    """A PDF whose pages can be bound, marked and written: each was, once.

    Raises:
        DocumentError: It is none, needs a password, or has no pages.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        copy = io.BytesIO() if locked else _copied(reader)
        found = reader if locked else PdfReader(copy)
        pages = locked or _bound(found)
    except Exception:  # noqa: BLE001 (what a broken PDF makes of a reader is on no list)
        message = "is no PDF that can be read"
        raise DocumentError(message) from None
    if locked:
        message = "is locked with a password; expected a PDF that opens without one"
        raise DocumentError(message)
    if not pages:
        message = "has no pages"
        raise DocumentError(message)
    return found


def _bound(reader: PdfReader) -> int:
    """How many pages of it can be bound with others."""
    trial = PdfWriter()
    for page in reader.pages:
        trial.add_page(page)
    return len(trial.pages)


def _copied(reader: PdfReader) -> io.BytesIO:
    """The document written anew, with every page marked with nothing."""
    writer = PdfWriter(clone_from=reader)
    nothing = PageObject.create_blank_page(width=1, height=1)
    for page in writer.pages:
        page.merge_page(nothing)
        float(page.mediabox.width)
    written = io.BytesIO()
    writer.write(written)
    return written
