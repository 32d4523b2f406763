"""Starts the stack once for each of many settings with which it cannot start.

Each start is a process of its own, forked from one that has loaded everything: to load it takes
longer than to be refused.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from tempfile import TemporaryFile
from typing import Any

from tests.cli.shell import python

_PATIENCE = 60
"""Seconds after which a start that is not refused is ended."""


async def refused_starts(settings: Sequence[Mapping[str, str]]) -> list[tuple[int, str]]:
    """How `appealclock up` ends with each of these settings: its exit code, and what it says."""
    code, out, err = await python("-m", "tests.deploy.refused_starts", json.dumps(settings))
    assert (code, err) == (0, "")
    return [(ended, said) for ended, said in json.loads(out)]


def _start(settings: Mapping[str, str]) -> tuple[int, str]:
    import cli  # noqa: PLC0415  (only here, where it is loaded once for all)

    with TemporaryFile() as said:
        process = os.fork()
        if process == 0:
            signal.alarm(_PATIENCE)
            os.environ.update(settings)
            os.dup2(said.fileno(), sys.stdout.fileno())
            os.dup2(said.fileno(), sys.stderr.fileno())
            sys.argv = ["appealclock", "up"]
            cli.main()
        _, status = os.waitpid(process, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read().decode()


def main() -> None:
    """Start with the settings that the first argument lists, and write how each start ended."""
    import deploy.embedded.stack  # noqa: PLC0415, F401  (loaded before the first fork)

    asked: list[dict[str, Any]] = json.loads(sys.argv[1])
    json.dump([_start(settings) for settings in asked], sys.stdout)


if __name__ == "__main__":
    main()
