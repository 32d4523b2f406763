"""Where the key ring comes from: a file of its owner alone, or a command that prints it.

The command is the seam for a key management service: what it decrypts is never on the disk. It may
be `sops --decrypt`, `aws kms decrypt`, `vault kv get`, `openssl cms -decrypt`, `age --decrypt`.
"""

import os
import shlex
import stat
import subprocess
from pathlib import Path

from models.encryption.key_ring import KeyRing, KeyRingError, ring_of
from models.storage.whole_file import replace_file

_PATIENCE = 60
"""Seconds that the command may take."""


def read_ring(file: Path) -> KeyRing:
    """The ring that a file holds.

    Raises:
        KeyRingError: It cannot be read, others may read it, or it holds no ring.
    """
    try:
        with file.open(encoding="utf-8") as opened:
            found = os.fstat(opened.fileno())
            if not stat.S_ISREG(found.st_mode):
                message = "expected a file"
                raise KeyRingError(message)
            if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                message = "others than its owner may use the file; expected mode 0600: chmod 600"
                raise KeyRingError(message)
            text = opened.read()
    except FileNotFoundError:
        message = "there is no such file; appealclock keys new makes one"
        raise KeyRingError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"the file cannot be read: {type(error).__name__}"
        raise KeyRingError(message) from None
    return ring_of(text)


def printed_ring(command: str) -> KeyRing:
    """The ring that a command prints; it is run without a shell.

    Raises:
        KeyRingError: It cannot be run, fails, takes longer than a minute, or prints no ring. What
            it prints is quoted nowhere.
    """
    try:
        words = shlex.split(command)
        done = subprocess.run(  # noqa: S603 (the operator's own command)
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_PATIENCE, check=False
        )
    except (OSError, ValueError, IndexError):
        message = "the command cannot be run; expected a program and its arguments"
        raise KeyRingError(message) from None
    except subprocess.TimeoutExpired:
        message = f"the command did not end within {_PATIENCE} seconds"
        raise KeyRingError(message) from None
    if done.returncode:
        message = f"the command failed with exit code {done.returncode}"
        raise KeyRingError(message)
    try:
        return ring_of(done.stdout.decode())
    except UnicodeDecodeError:
        message = "the command prints no text"
        raise KeyRingError(message) from None


def write_new_ring(file: Path, ring: KeyRing) -> None:
    """Write a ring where there is no file yet, for its owner alone.

    Raises:
        FileExistsError: There is one; it is left as it is.
        OSError: It cannot be written.
    """
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as writing:
        writing.write(ring.as_text())
        writing.flush()
        os.fsync(writing.fileno())


def write_ring(file: Path, ring: KeyRing) -> None:
    """Put a ring in the place of the one before, in one step.

    Raises:
        OSError: It cannot be written; the one before stays.
    """
    replace_file(file, ring.as_text().encode(), mode=0o600)
