"""What could be recovered, in sentences: for the panel and for the command."""

from collections.abc import Iterator
from decimal import Decimal

from models.cases.standing import PanelPart, Said
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


def recovery_part(found: Recovery) -> PanelPart:
    """The part of the panel of a case whose amounts were given."""
    return PanelPart(
        title=Said("recovery.title"),
        lead=lead(found),
        lines=(
            *comparison(found),
            *found.share.counted,
            *(Said("recovery.assumed", {"what": one}) for one in found.assumed),
            *(Said("recovery.unknown", {"what": one}) for one in found.unknown),
            *map(opened, found.opens),
            Said("recovery.no_promise"),
        ),
    )


def _money(amount: Decimal | None) -> Said:
    if amount is None:
        return Said("recovery.not_known")
    return Said("recovery.dollars", {"amount": amount})
