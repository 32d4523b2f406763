"""Runs a rival: `TOOL plan|work VARIANT DATABASE POST_OFFICE SENDING`.

`plan` reads lines of `NAME UNIX_TIME` from standard input and ends when all are stored; `work` runs
until it is killed.
"""

import importlib
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.rivals.rival import Planned, Rival

tool, task, variant, database, post_office, sending = sys.argv[1:]
rival = Rival(variant == "tuned", database, Path(post_office), float(sending))
module = importlib.import_module(f"benchmarks.rivals.{tool}")
if task == "work":
    module.work(rival)
else:
    lines = (line.split() for line in sys.stdin)
    module.plan(
        rival, [Planned(name, datetime.fromtimestamp(float(due), UTC)) for name, due in lines]
    )
