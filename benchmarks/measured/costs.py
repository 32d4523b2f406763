"""What a burst costs on Temporal, and what open cases cost while nothing happens."""

import asyncio
import contextlib
import time
from dataclasses import dataclass

from benchmarks.figures import BURST_COLUMNS, Burst
from benchmarks.measured.opening import all_sent
from benchmarks.measured.post_office import PostOffice
from benchmarks.measured.processes import cpu_seconds, memory, wait_until_quiet

IDLE_SECONDS = 5


@dataclass(frozen=True)
class Cost:
    """What a burst cost: processor time until all was quiet again."""

    burst: Burst
    quiet_after: float
    worker: float
    server: float

    def row(self, name: str) -> tuple[str, ...]:
        each = 1000 / max(self.burst.sent, 1)
        return (
            name,
            *self.burst.row(),
            f"{self.burst.sent / self.quiet_after:,.0f}",
            f"{self.worker * each:.1f}",
            f"{self.server * each:.1f}",
        )


COST_COLUMNS = (
    "",
    *BURST_COLUMNS,
    "per second until quiet",
    "worker CPU (ms each)",
    "server CPU (ms each)",
)


async def measured_burst(
    pids: tuple[int, int],
    office: PostOffice,
    due: dict[str, float],
    *,
    before: int,
    patience: float,
) -> Cost:
    """Wait for a burst to come due and be sent, and say how late and how dear it was."""
    worker, server = map(cpu_seconds, pids)
    begins = min(due.values())
    await asyncio.sleep(begins - time.time())
    with contextlib.suppress(TimeoutError):
        await all_sent(office, before + len(due), within=patience)
    await asyncio.to_thread(wait_until_quiet, *pids)
    sent = {name: [at for at in moments if at >= begins] for name, moments in office.sent().items()}
    burst = Burst.of(due, {name: moments for name, moments in sent.items() if moments})
    return Cost(
        burst,
        time.time() - begins,
        cpu_seconds(pids[0]) - worker,
        cpu_seconds(pids[1]) - server,
    )


@dataclass(frozen=True)
class Asleep:
    """What open cases cost while nothing happens."""

    cases: int
    worker_memory: float
    worker_cpu: float
    server_cpu: float

    def row(self) -> tuple[str, ...]:
        return (
            f"{self.cases:,}",
            f"{self.worker_memory:.0f}",
            f"{self.worker_cpu:.2f}",
            f"{self.server_cpu:.2f}",
        )


ASLEEP_COLUMNS = ("open cases", "worker memory (MiB)", "worker CPU (s)", "server CPU (s)")


async def asleep(pids: tuple[int, int], cases: int) -> Asleep:
    await asyncio.to_thread(wait_until_quiet, *pids)
    before = [cpu_seconds(pid) for pid in pids]
    await asyncio.sleep(IDLE_SECONDS)
    worker, server = (cpu_seconds(pid) - used for pid, used in zip(pids, before, strict=True))
    return Asleep(cases, memory(pids[0]), worker, server)
