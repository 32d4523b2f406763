"""Processes that a benchmark starts, measures and kills. Linux only: it reads /proc."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.embedded.child_process import die_with_parent

ROOT = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory(pid: int) -> float:
    """The resident memory of a process, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def wait_until_quiet(*pids: int, within: float = 60, share: float = 0.15) -> None:
    """Return when processes together use less than a share of one processor, or time is up."""
    end = time.monotonic() + within
    before = sum(map(cpu_seconds, pids))
    while time.monotonic() < end:
        time.sleep(1)
        now = sum(map(cpu_seconds, pids))
        if now - before < share:
            return
        before = now


@contextmanager
def running(module: str, *arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A module of this project in a process of its own, stopped in good order at the end.

    What it logs is dropped, unless it ends by itself with an error.
    """
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 (so that nothing outlives the benchmark)
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.returncode > 0:
                log.seek(0)
                sys.stderr.write(log.read().decode()[-4000:])
