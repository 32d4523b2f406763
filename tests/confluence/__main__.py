"""Holds corrections to their laws on random cases, and says what broke one.

`python -m tests.confluence`: `APPEALCLOCK_CONFLUENCE_SEED` names the run, or one case of it as it
was printed; `APPEALCLOCK_CONFLUENCE_CASES` is how many cases it has.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

from models.cases.kinds import CaseKind
from models.cases.program import Program
from models.rulebook import rulebook
from tests.confluence.laws import ANY, CORRECTED, LAST, LATE, Tally, try_case
from tests.confluence.telling import told_of

_CASES = 3000
_SHOWN = 3
"""So many problems of one case are shown."""


def broken(seed: str, tally: Tally) -> list[str]:
    """What breaks a law in one case, a sentence each."""
    try:
        return list(try_case(seed, tally))
    except Exception as error:  # noqa: BLE001 (whatever it is, the seed is named)
        return [f"{type(error).__name__}: {error}"]


def lines_of(tally: Tally) -> Iterator[str]:
    """What was covered."""
    yield f"{tally.cases} cases of {tally.reports} reports"
    for law in (CORRECTED, LAST, ANY, LATE):
        counted = Counter[str]()
        for name, number in tally.held.get(law, {}).items():
            counted[name.partition(" ")[2]] += number
        yield (
            f"{law}: tried {tally.tried[law]} times, {tally.share(law):.0%} accepted both ways, of "
            f"which {tally.otherwise[law]} were resolved otherwise"
        )
        yield f"  {_listed(counted)}"
    # At the notice of a provider no case stands: it begins with the request for a review of it.
    missing = {
        f"{program.value} {one.level}"
        for program in Program
        for one in rulebook.levels(program.value)
        if not one.level.endswith("_notice")
    } - set(tally.levels)
    yield f"levels: {_listed(tally.levels)}"
    yield f"levels not reached: {', '.join(sorted(missing)) or 'none'}"
    told = {name for kind in CaseKind for name in told_of(kind)}
    seldom = sorted(told - {name.partition(" ")[2] for name in tally.held.get(LAST, {})})
    yield f"kinds of report never taken back: {', '.join(seldom) or 'none'}"


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counted.items()))


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def main() -> int:
    """Try the laws; how many cases broke one decides the exit code."""
    seed = os.environ.get("APPEALCLOCK_CONFLUENCE_SEED") or str(random.randrange(1_000_000))
    number = int(os.environ.get("APPEALCLOCK_CONFLUENCE_CASES") or _CASES)
    seeds = [seed] if "-" in seed else [f"{seed}-{n}" for n in range(number)]
    tally, failed, begun = Tally(), [], time.process_time()
    for one in seeds:
        found = broken(one, tally)
        if found:
            failed.append(one)
            _say(f"{one} failed: {len(found)} problems")
            _say(*(f"  {problem}" for problem in found[:_SHOWN]))
    _say(f"seed {seed}", *lines_of(tally))
    _say(f"{time.process_time() - begun:.0f} s of processor time")
    _say(*(f"again: APPEALCLOCK_CONFLUENCE_SEED={one} make confluence" for one in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
