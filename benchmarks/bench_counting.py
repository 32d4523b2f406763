"""How fast limits are counted, and how long the rulebook takes to read.

In processor time of this process, which other work on the machine disturbs the least.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import cycle
from time import process_time

from benchmarks.figures import show
from models.rulebook import Facts, Rulebook, rulebook

ROUNDS = 3_000
BATCHES = 7
"""The quickest of so many is shown: what is slower was disturbed."""

ZONE = "America/Chicago"
DAYS = [date(2026, 1, 5) + timedelta(days=number) for number in range(365)]
"""What cases are about: every day of a year in turn. The ends of days are kept once counted."""

COLUMNS = ("one count", "us", "a second")

Question = tuple[str, str, time | None, Facts]
"""What is counted, the row, at which hour it starts, and what else is known."""

QUESTIONS: Sequence[Question] = (
    ("days", "C.OD.STD", None, Facts()),
    ("days, presumed receipt", "C.RECON.FILE", None, Facts()),
    ("days, proven receipt", "C.RECON.FILE", None, Facts(received=date(2027, 2, 1))),
    ("days, presumed receipt, roll and safe_by", "AB.REDET.FILE", None, Facts()),
    ("days, extended", "G.DECIDE", None, Facts(extended=True)),
    ("days of a choice by facts", "C.RECON.STD", None, Facts()),
    ("months", "AB.VACATE.MAC", None, Facts()),
    ("years", "AB.REOPEN.ASK", None, Facts(ground="good_cause")),
    ("hours", "C.IRE.DECIDE", time(9, 30), Facts(speed="expedited")),
    ("hours from the end of a day", "C.OD.EXP", None, Facts()),
    ("hours from a statement", "D.CD.EXC", time(9), Facts(statement=datetime(2027, 2, 1, 9))),  # noqa: DTZ001 (local to the zone)
    ("noon", "F.NOMNC.FILE.OM", None, Facts()),
    ("noon, the earlier of two", "F.NOMNC.FILE.OM", None, Facts(services_end=date(2027, 2, 1))),
    ("close of business", "R.CASEFILE.QIO", None, Facts()),
    ("end of a day", "F.HOSP.FILE", None, Facts()),
    ("working days", "QIO.478.DECIDE", None, Facts()),
)


def each(rounds: int, run: Callable[[], object]) -> float:
    """The processor time of one run, in seconds."""
    run()
    best = float("inf")
    for _ in range(BATCHES):
        began = process_time()
        for _ in range(rounds):
            run()
        best = min(best, process_time() - began)
    return best / rounds


def count(rule: str, starts: Iterator[date], facts: Facts) -> object:
    return rulebook.reckon(rule, next(starts), zone=ZONE, facts=facts)


def test_counting() -> None:
    rows = []
    for what, rule, hour, facts in QUESTIONS:
        starts = cycle([day if hour is None else datetime.combine(day, hour) for day in DAYS])
        seconds = each(ROUNDS, partial(count, rule, starts, facts))
        rows.append((f"{what} ({rule})", f"{seconds * 1e6:.1f}", f"{1 / seconds:,.0f}"))
    show("Counting, one core", COLUMNS, rows)


def test_reading() -> None:
    seconds = each(20, Rulebook.read)
    show("Reading and checking all files", ("", "ms"), [("all rows", f"{seconds * 1e3:.1f}")])
