"""Which clock or matter somebody means who acknowledges it: by its code, its key, or the next."""

from collections.abc import Mapping
from typing import Any

from models.cases.standing import Standing
from models.inputs.validation import Refusal
from models.notices.codes import as_typed
from models.notices.items import Item
from models.notices.looking import look
from models.procedure.case import Case


def named(
    memory: Mapping[str, Any],
    case: Case[Any],
    standing: Standing,
    name: str | None,
) -> str:
    """The key of what is named; of the next open clock or matter where nothing is.

    Args:
        memory: After the last turn.
        case: As of the moment of the report.
        standing: Where it stands.
        name: A code or a key, as typed.

    Raises:
        Refusal: nothing is open, or nothing that is open has that name.
    """
    items = _in_order(look(case, standing, memory, case.now).items)
    if not items:
        message = "No deadline is open."
        raise Refusal(message)
    if name is None:
        return items[0].key
    for item in items:
        if name == item.key or as_typed(name) == item.seen.code:
            return item.key
    known = ", ".join(f"{item.seen.code} ({item.key})" for item in items)
    message = f"deadline: expected one of {known}."
    raise Refusal(message)


def _in_order(items: list[Item]) -> list[Item]:
    """Clocks first, our own before those of others and the earliest first; then matters."""
    return sorted(items, key=lambda item: item.urgency)
