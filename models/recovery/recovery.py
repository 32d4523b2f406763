"""What an appeal is about in dollars. A count, and no promise that the appeal succeeds.

Nothing is carried over from another year, and nothing is added up whose parts are not known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.cases.standing import Said
from models.inputs.appeal_intake import Intake
from models.inputs.request.amounts import ClaimAmounts
from models.inputs.request.claim_details import ClaimDetails
from models.recovery.share import Share, share_of
from models.rulebook import Level, RulebookError, rulebook


@dataclass(frozen=True)
class Opens:
    """A level that asks for an amount in controversy, and whether the recorded one is enough."""

    level: str
    title: str
    year: int
    """Of the filing: each year's amount holds for that year alone."""

    needed: Decimal | None
    """Dollars; None where none is published for that year."""

    enough: bool | None
    """None where it cannot be said."""


@dataclass(frozen=True)
class Recovery:
    """What was billed, allowed and denied, what the patient owes either way, what it opens."""

    amounts: ClaimAmounts
    denied: Decimal | None
    owed_denied: Decimal | None
    """What the patient owes while it stays denied, in dollars; None where that is not known."""

    owed_covered: Decimal | None
    """What the patient owes once it is covered; None where cost sharing is not known."""

    share: Share
    assumed: tuple[Said, ...]
    unknown: tuple[Said, ...]
    amount: Decimal | None
    """In controversy, as recorded."""

    opens: tuple[Opens, ...]

    @property
    def difference(self) -> Decimal | None:
        """What the patient would owe less; below zero where they owe more once it is covered."""
        if self.owed_denied is None or self.owed_covered is None:
            return None
        return self.owed_denied - self.owed_covered


def recovery(
    intake: Intake,
    details: ClaimDetails,
    amount: Decimal | None,
    levels: Iterable[Level],
    today: date,
) -> Recovery:
    """What an appeal is about in dollars.

    Args:
        intake: Of the case.
        details: Of the claim, as they are known now.
        amount: In controversy, as recorded.
        levels: For which a request may still be filed.
        today: By whose year the amounts asked for are taken, in the zone of the case.
    """
    given = details.amounts or ClaimAmounts()
    denied = given.denied if given.denied is not None else given.billed
    owed = given.owed if given.owed is not None else denied
    share = share_of(intake.program, details, given)
    unknown = [*share.unknown]
    if owed is None:
        unknown.insert(0, Said("recovery.unknown_denied"))
    opens = tuple(_opens(levels, amount, today))
    if amount is None and opens:
        unknown.append(Said("recovery.unknown_amount"))
    return Recovery(
        amounts=given,
        denied=denied,
        owed_denied=owed,
        owed_covered=share.pays,
        share=share,
        assumed=(*_assumed(given, denied), *share.assumed),
        unknown=tuple(unknown),
        amount=amount,
        opens=opens,
    )


def _assumed(given: ClaimAmounts, denied: Decimal | None) -> Iterator[Said]:
    if given.denied is None and denied is not None:
        yield Said("recovery.assumed_all_denied")
    if given.owed is None and denied is not None:
        yield Said("recovery.assumed_owed")


def _opens(levels: Iterable[Level], amount: Decimal | None, today: date) -> Iterator[Opens]:
    for level in levels:
        if level.amount == "none":
            continue
        try:
            needed = rulebook.amount(level.amount, on=today).amount
        except RulebookError:
            needed = None
        enough = None if needed is None or amount is None else amount >= needed
        yield Opens(level.level, level.title, today.year, needed, enough)
