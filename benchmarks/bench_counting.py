"""How fast limits are counted, and how long the rulebook takes to read."""

from collections.abc import Callable
from datetime import date, datetime
from time import perf_counter

from models.rulebook import Facts, Rulebook, rulebook

ROUNDS = 20_000
ZONE = "America/Chicago"


def timed(what: str, rounds: int, run: Callable[[], object]) -> None:
    run()
    began = perf_counter()
    for _ in range(rounds):
        run()
    each = (perf_counter() - began) / rounds
    print(f"{what:<48} {each * 1e6:10.1f} us {1 / each:12,.0f} a second")  # noqa: T201


def test_counting() -> None:
    print()  # noqa: T201
    day, hour = date(2026, 11, 2), datetime(2026, 10, 31, 9, 30)  # noqa: DTZ001 (local to the zone)
    proven = Facts(received=date(2026, 11, 4))
    expedited = Facts(speed="expedited")
    questions: dict[str, Callable[[], object]] = {
        "days, presumed receipt, roll and safe_by": lambda: rulebook.reckon(
            "AB.REDET.FILE", day, zone=ZONE
        ),
        "days, proven receipt": lambda: rulebook.reckon(
            "C.RECON.FILE", day, zone=ZONE, facts=proven
        ),
        "hours across a change of the clocks": lambda: rulebook.reckon(
            "C.IRE.DECIDE", hour, zone=ZONE, facts=expedited
        ),
        "noon": lambda: rulebook.reckon("F.NOMNC.FILE.OM", day, zone=ZONE),
        "working days": lambda: rulebook.reckon("QIO.478.DECIDE", day, zone=ZONE),
    }
    for what, ask in questions.items():
        timed(what, ROUNDS, ask)


def test_reading() -> None:
    print()  # noqa: T201
    timed("reading and checking all files", 20, Rulebook.read)
