"""One rival in one variant, given reminders to send, and killed."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measured.post_office import PostOffice
from benchmarks.measured.processes import ROOT, running
from benchmarks.size import REMINDERS, SENDING

RIVALS = "benchmarks.rivals"


@dataclass(frozen=True)
class Contestant:
    """A tool in one of its variants.

    Attributes:
        looks_every: Seconds between its looks at the clock's full multiples, if it works so.
        kills: How often it is killed in the middle of a burst.
        silence: Seconds without a message after which it will send nothing more.
    """

    name: str
    module: str
    variant: str
    looks_every: int = 0
    kills: int = 5
    silence: float = 12

    def soon(self) -> float:
        """A moment to be due: halfway between two looks, and late enough to be planned before."""
        ready = time.time() + 4 + REMINDERS / 150
        if not self.looks_every:
            return ready
        half = self.looks_every / 2
        return ready - (ready - half) % self.looks_every + self.looks_every


CONTESTANTS = (
    Contestant("APScheduler, default", "apscheduler_jobs", "default"),
    Contestant("APScheduler, tuned", "apscheduler_jobs", "tuned"),
    Contestant("Procrastinate, default", "procrastinate_jobs", "default"),
    Contestant("Procrastinate, tuned", "procrastinate_jobs", "tuned", silence=20),
    Contestant(
        "cron job each minute", "polled_table", "default", looks_every=60, kills=1, silence=65
    ),
    Contestant("poll each 5 s", "polled_table", "tuned", looks_every=5),
)


class Match:
    """One contestant with a database and a post office of its own."""

    def __init__(
        self, contestant: Contestant, directory: Path, postgresql_url: str, sending: float
    ) -> None:
        directory.mkdir()
        self.contestant = contestant
        database = str(directory / "planned.sqlite3")
        if contestant.module == "apscheduler_jobs":
            database = f"sqlite:///{database}"
        elif contestant.module == "procrastinate_jobs":
            database = postgresql_url
        post_office = directory / "sent.sqlite3"
        self.office = PostOffice(post_office)
        self._tool = contestant.module
        self._arguments = (contestant.variant, database, str(post_office), str(sending))

    def plan(self, due: Mapping[str, float]) -> None:
        """Have reminders stored, by a process that does nothing else."""
        subprocess.run(
            [sys.executable, "-m", RIVALS, self._tool, "plan", *self._arguments],
            cwd=ROOT,
            input="".join(f"{name} {at}\n" for name, at in due.items()),
            text=True,
            check=True,
            timeout=600,
        )

    def kill_when(self, sent: int, within: float) -> None:
        """Let it work until it has sent so many, then SIGKILL, wherever that finds it."""
        with running(RIVALS, self._tool, "work", *self._arguments) as process:
            self._wait(lambda: self.office.count() >= sent, within)
            time.sleep(random.uniform(0, SENDING))
            process.kill()

    def work_until_silent(self, sent: int, since: float, within: float) -> None:
        """Let it work until it has sent so many, or nothing for a while, then SIGKILL.

        Args:
            sent: How many.
            since: When something is due to be sent.
            within: Seconds after that moment at most.
        """
        last, count = since, self.office.count()

        def is_silent() -> bool:
            nonlocal last, count
            if self.office.count() != count:
                last, count = time.time(), self.office.count()
            return count >= sent or time.time() - last > self.contestant.silence

        with running(RIVALS, self._tool, "work", *self._arguments) as process:
            self._wait(is_silent, since - time.time() + within)
            process.kill()

    def _wait(self, holds: Callable[[], bool], within: float) -> None:
        end = time.monotonic() + within
        while not holds() and time.monotonic() < end:
            time.sleep(0.05)
