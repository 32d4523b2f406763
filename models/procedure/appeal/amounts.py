"""The amount in controversy that a level asks for on each day a request for it could be filed.

And what the case remarks where its own amount is too small, or is not known. What it reminds of
instead of remarking is a matter, of `open_to_file` in `models.procedure.appeal.requests.filing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.cases.standing import Said
from models.local_time import local_day
from models.procedure.appeal.standing import KnownFacts
from models.rulebook import Level, rulebook


@dataclass(frozen=True)
class AmountNeeded:
    """How the recorded amount stands to what a level asks for."""

    short: bool = False
    """Whether it is too small on every day that is left."""

    enough_until: date | None = None
    """The last day on which it is enough, where the next year asks for more."""

    remarks: tuple[Said, ...] = ()


def amount_needed(
    known: KnownFacts, level: Level, on: date, until: date, zone: str
) -> AmountNeeded:
    """Set the recorded amount against what is asked for from a day until another.

    The threshold is the one in force on the day the request is filed (42 CFR 405.1006).

    Args:
        known: The amount, and since when it is known: no request was filed before by it.
        level: Where the request goes up to.
        on: The first day on which it can be filed.
        until: The last day.
        zone: Of the case.

    Raises:
        RulebookError: No amounts are held for one of the days.
    """
    if level.amount == "none":
        return AmountNeeded()
    today = local_day(known.since, zone) if known.since is not None else on
    since = max(on, min(today, until))
    days = {since, until}
    days |= {date(year, 1, 1) for year in range(since.year + 1, until.year + 1)}
    thresholds = [(day.year, rulebook.amount(level.amount, on=day)) for day in sorted(days)]
    years: dict[int, Said] = {}
    for year, threshold in thresholds:
        year_facts = {"year": year, "amount": threshold.amount}
        code = "amount_unpublished" if threshold.amount is None else "amount_of_year"
        years[year] = Said(f"appeal.{code}", year_facts)
    needed = Said(
        "appeal.amount_needed", {"level": level.title, "years": _either(tuple(years.values()))}
    )
    if known.amount is None:
        return AmountNeeded(remarks=(Said("appeal.amount_unknown", {"needed": needed}),))
    facts: dict[str, object] = {"needed": needed, "amount": known.amount}
    too_small = [
        year
        for year, threshold in thresholds
        if threshold.amount is not None and known.amount < threshold.amount
    ]
    if not too_small:
        return AmountNeeded()
    if len(too_small) == len(thresholds):
        return AmountNeeded(short=True, remarks=(Said("appeal.amount_short", facts),))
    if too_small[0] == since.year:
        return AmountNeeded(remarks=(Said("appeal.amount_of_one_year", facts),))
    last = date(too_small[0] - 1, 12, 31)
    remark = Said("appeal.amount_until", {**facts, "day": last})
    return AmountNeeded(enough_until=last, remarks=(remark,))


def _either(said: Sequence[Said]) -> Said:
    """One or the other, in a sentence."""
    first, *rest = said
    return Said("appeal.either", {"first": first, "other": _either(rest)}) if rest else first
