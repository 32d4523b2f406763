"""Simulates a caseload, and says which seeds failed: `python -m tests.simulation`.

`APPEALCLOCK_SIMULATION_SEED` names the caseload, or one case of it as it was printed;
`APPEALCLOCK_SIMULATION_CASES` is how many cases it has.
"""

import gc
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.simulation.play import HAPPENINGS, REPORTS, Played, judge, levels_of, play_long

_CASES = 500
_SHOWN = 5
"""So many problems of one case are shown."""


@dataclass
class Tally:
    """What was simulated."""

    cases: int = 0
    long: int = 0
    turns: int = 0
    messages: int = 0
    accepted: int = 0
    corrected: int = 0
    taken_back: int = 0
    without: int = 0
    """Long cases in which nothing was corrected or taken back."""

    counted: dict[str, Counter[str]] = field(
        default_factory=lambda: {
            name: Counter()
            for name in ("kinds", "programs", "levels", "reports", "faults", "refused")
        }
    )

    def count(self, played: Played) -> None:
        """Add a case."""
        world = played.world
        self.cases += 1
        self.long += played.is_long
        self.turns += world.turns
        self.messages += world.sender.messages
        self.corrected += played.corrected
        self.taken_back += played.taken_back
        self.without += played.is_long and not played.corrected + played.taken_back
        counted = self.counted
        for member in world.members.values():
            counted["kinds"][member.kind.value] += 1
            intake, *reports = member.case["log"]
            counted["programs"][intake["content"]["program"]] += 1
            self.accepted += len(reports)
            counted["reports"].update(entry["kind"] for entry in reports)
        counted["levels"].update(levels_of(played))
        counted["faults"].update(world.sender.faults)
        counted["faults"]["nobody there or a turn failed"] += len(world.gaps)
        counted["refused"]["reports"] += played.refused

    def lines(self) -> list[str]:
        """What was covered."""
        return [
            f"{name}: " + ", ".join(f"{what} {n}" for what, n in sorted(found.items()))
            for name, found in self.counted.items()
        ]


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def main() -> int:
    """Simulate; how many cases failed decides the exit code."""
    seed = os.environ.get("APPEALCLOCK_SIMULATION_SEED") or str(random.randrange(1_000_000))
    number = int(os.environ.get("APPEALCLOCK_SIMULATION_CASES") or _CASES)
    seeds = [seed] if "-" in seed else [f"{seed}-{n}" for n in range(number)]
    # Nothing of a case outlives it: to look for what does so often takes a sixth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    tally, failed, begun = Tally(), [], time.process_time()
    for one in seeds:
        found = []
        try:
            for played in play_long(one):
                tally.count(played)
                found += judge(played)
        except Exception as error:  # noqa: BLE001 (whatever it is, the seed is named)
            found.append(f"{type(error).__name__}: {error}")
        if found:
            failed.append(one)
            _say(f"{one} failed: {len(found)} problems")
            _say(*(f"  {problem}" for problem in found[:_SHOWN]))
    seconds = time.process_time() - begun
    _say(
        f"seed {seed}: {tally.long} cases with at least {REPORTS} reports, {HAPPENINGS} of them "
        f"happenings, and {tally.cases - tally.long} that ended before"
    )
    _say(f"{tally.turns} turns, {tally.messages} messages, {tally.accepted} reports accepted")
    _say(
        f"{tally.corrected} corrections and {tally.taken_back} take-backs; "
        f"{tally.without} of the cases with enough reports had neither"
    )
    _say(*tally.lines())
    _say(f"{tally.cases / seconds * 60:.0f} cases a minute of processor time")
    for one in failed:
        _say(f"again: APPEALCLOCK_SIMULATION_SEED={one} make simulate")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
