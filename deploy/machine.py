"""How much memory the service may use: that of the machine, or of the container it runs in."""

import os
from pathlib import Path

_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Where a container's limit stands, by the newer and the older version of control groups."""

_OF_A_CASE = 256 * 1024
"""Bytes that a worker holds of an open case, generously; see docs/development/benchmarks.md."""

_SHARE = 4
"""A quarter of the memory is for cases: a worker is seldom alone on its machine."""

FEWEST, MOST = 1_000, 20_000
"""Cases that a worker holds at least, and at most."""


def memory(limits: tuple[Path, ...] = _LIMITS) -> int:
    """Bytes of memory, as far as they can be found out; 0 where they cannot."""
    try:
        found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
    for file in limits:
        try:
            found = min(found, int(file.read_text()))
        except (OSError, ValueError):
            continue
    return found


def cases_held(bytes_: int) -> int:
    """How many open cases a worker holds, by the memory there is.

    Past that, each case that is asked about reads its history again.
    """
    return max(FEWEST, min(bytes_ // _SHARE // _OF_A_CASE, MOST))
