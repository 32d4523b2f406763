"""The amount in controversy that a level asks for on each day a request for it could be filed."""

from dataclasses import dataclass
from datetime import date

from models.consultation import Question
from models.local_time import day_in_words, local_day
from models.rulebook import Level, rulebook


@dataclass(frozen=True)
class AmountNeeded:
    """How the recorded amount stands to what a level asks for."""

    short: bool = False
    """Whether it is too small on every day that is left."""

    enough_until: date | None = None
    """The last day on which it is enough, where the next year asks for more."""

    remarks: tuple[str, ...] = ()


def amount_needed(question: Question, level: Level, until: date) -> AmountNeeded:
    """Set the recorded amount against what is asked for from now until a day.

    The threshold is the one in force on the day the request is filed (42 CFR 405.1006).
    """
    if level.amount == "none":
        return AmountNeeded()
    since = max(question.on, min(local_day(question.now, question.zone), until))
    days = {since, until}
    days |= {date(year, 1, 1) for year in range(since.year + 1, until.year + 1)}
    thresholds = [(day.year, rulebook.amount(level.amount, on=day)) for day in sorted(days)]
    words: dict[str, None] = {}
    for year, threshold in thresholds:
        if threshold.amount is None:
            words[f"an amount not yet published for {year}"] = None
        else:
            words[f"${threshold.amount:,.0f} for a request filed in {year}"] = None
    needed = f"{level.title} asks for at least {', or '.join(words)}."
    if question.amount is None:
        unknown = f"{needed} No amount in controversy is recorded: check it."
        return AmountNeeded(remarks=(unknown,))
    recorded = f"The recorded ${question.amount:,.2f}"
    too_small = [
        year
        for year, threshold in thresholds
        if threshold.amount is not None and question.amount < threshold.amount
    ]
    if not too_small:
        return AmountNeeded()
    if len(too_small) == len(thresholds):
        few = (
            f"{needed} {recorded} is too little. Claims may be combined to reach it; correct the "
            "amount with the update `recalculate`."
        )
        return AmountNeeded(short=True, remarks=(few,))
    some = f"{needed} {recorded} is enough in one of these years only"
    if too_small[0] == since.year:
        return AmountNeeded(remarks=(f"{some}.",))
    last = date(too_small[0] - 1, 12, 31)
    file_by = f"{some}: file the request by {day_in_words(last)}."
    return AmountNeeded(enough_until=last, remarks=(file_by,))
