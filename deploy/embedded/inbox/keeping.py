"""Keeps each message as a file, whole or not at all, before it is answered for."""

import os
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path

MAIL, SMS = ".eml", ".sms"
"""How the names of files end. Both kinds are written as RFC 5322 has it: headers, then a body."""

_NUMBER = re.compile(r"\+?[0-9]+")


def prepare(directory: Path) -> None:
    """Make the directory, for its owner alone, and clear away what was never answered for."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    for unfinished in directory.glob(".*.part"):
        # Its sender never had an answer, and sends it again.
        unfinished.unlink(missing_ok=True)


def keep(directory: Path, content: bytes, ending: str) -> str:
    """Write a message to disk and give the name of its file; names sort by the time of arrival.

    Raises:
        OSError: It is not kept.
    """
    arrival = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    name = f"{arrival}-{secrets.token_hex(4)}{ending}"
    unfinished = directory / f".{name}.part"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(directory / name)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_directory(directory)
    return name


def mask(address: str) -> str:
    """An address with most of it hidden: m***@legalaid.example, or ***23 of a phone number."""
    if _NUMBER.fullmatch(address):
        return f"***{address[-2:]}"
    mailbox, _, domain = address.rpartition("@")
    return f"{mailbox[:1]}***@{domain}"


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
