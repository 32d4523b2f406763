"""What could be recovered, in sentences: for the panel and for the command."""

from collections.abc import Iterator
from decimal import Decimal

from models.cases.standing import Said
from models.recovery.recovery import Opens, Recovery


def lead(found: Recovery) -> Said:
    """What the patient owes either way, in one sentence."""
    facts = {"denied": _money(found.owed_denied), "covered": _money(found.owed_covered)}
    return Said("recovery.either_way", facts)


def comparison(found: Recovery) -> Iterator[Said]:
    """What that is less, or more, where both are known."""
    difference = found.difference
    if difference is not None:
        code = "less" if difference >= 0 else "more"
        yield Said(f"recovery.{code}", {"difference": abs(difference)})


def opened(one: Opens) -> Said:
    """What a level asks for, and whether the recorded amount is enough."""
    facts: dict[str, object] = {"level": one.title, "year": one.year, "needed": one.needed}
    if one.needed is None:
        return Said("recovery.opens_unpublished", facts)
    if one.enough is None:
        return Said("recovery.opens", facts)
    return Said("recovery.opens_enough" if one.enough else "recovery.opens_short", facts)


def recovery_lines(found: Recovery) -> Iterator[Said]:
    """All of it, for the panel: its title, what the patient owes either way, and the rest."""
    yield Said("recovery.title")
    yield lead(found)
    yield from comparison(found)
    yield from found.share.counted
    yield from (Said("recovery.assumed", {"what": one}) for one in found.assumed)
    yield from (Said("recovery.unknown", {"what": one}) for one in found.unknown)
    yield from map(opened, found.opens)
    yield Said("recovery.no_promise")


def _money(amount: Decimal | None) -> Said:
    if amount is None:
        return Said("recovery.not_known")
    return Said("recovery.dollars", {"amount": amount})
