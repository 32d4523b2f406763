"""Ties the life of a child process to ours, so that nothing runs on after a SIGKILL."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> Callable[[], None] | None:
    """What a child calls before it becomes another program, so that Linux kills it with us.

    None where the system has no such thing; there `end_leftover` does it at the next start.
    """
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def prepare() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def end_leftover(pid_file: Path, mark: str, *, patience: float = 10) -> None:
    """End a child that outlived its parent, and wait until it is gone.

    Args:
        pid_file: Where its process id was written; removed afterwards.
        mark: What the command line of our child holds and no other process's does; the id may
            belong to somebody else by now.
        patience: Seconds to wait.
    """
    try:
        pid = int(pid_file.read_text())
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + patience
    while mark in _command_line(pid) and time.monotonic() < deadline:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def _command_line(pid: int) -> str:
    """The command line of a process; empty if there is none, or it has ended."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    listing = subprocess.run(  # noqa: S603
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return listing.stdout
