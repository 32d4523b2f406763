"""Ends a process that has used Temporal's SDK."""

import logging
import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End the process with an exit code, once everything it wrote is out.

    Without Python's own taking down: native threads of the SDK may still call into Python while it
    is taken down, above all when the server went away, and that aborts the process.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
