"""How long a case that has ended stays for second thoughts, and what ends it at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from models.cases.case_state import MENDABLE_UNTIL
from models.cases.standing import Standing
from models.procedure.case import Case
from models.procedure.common import CANCEL, WITHDRAW
from models.turns.carried import Carried

CLOSED_CASE_DAYS = 7
"""How many days a case stays, where the service does not say otherwise."""

_ENDED, _GIVEN_UP, _REOPENED = "ended_since", "given_up", "reopened"
"""In the memory: when its ending was seen, that Temporal was asked to end it since, and that
somebody has opened it again, who needs time to say what was wrong."""

_OUTLIVES = timedelta(days=1)
"""What was withdrawn with another case can be revived for as long as that one can be mended."""


def stays_until(
    carried: Carried, case: Case[Any], standing: Standing, days: int
) -> datetime | None:
    """Until when a case that has ended takes second thoughts (UTC); None where it stays no more.

    Args:
        carried: The case; when its ending was seen is written into its memory.
        case: The same, as it was played.
        standing: Where it stands.
        days: How many days it stays.
    """
    if standing.ending is None:
        for name in (_ENDED, _GIVEN_UP, _REOPENED, MENDABLE_UNTIL):
            carried.memory.pop(name, None)
        return None
    again = bool(carried.memory.get(_REOPENED))
    if again:
        days = max(days, CLOSED_CASE_DAYS)
    since = carried.memory.setdefault(_ENDED, carried.now.isoformat())
    kinds = {version.kind for version in case.versions}
    cancelled = CANCEL in kinds and not again
    if cancelled or carried.memory.get(_GIVEN_UP) or not days:
        carried.memory.pop(MENDABLE_UNTIL, None)
        return None
    until = datetime.fromisoformat(since) + timedelta(days=days)
    until += _OUTLIVES if WITHDRAW in kinds else timedelta(0)
    carried.memory[MENDABLE_UNTIL] = until.isoformat()
    return until if until > carried.now else None


def give_up(carried: Carried) -> None:
    """Temporal is asked to end a case that has ended: it stays no longer."""
    carried.memory[_GIVEN_UP] = True


def reopened(carried: Carried) -> None:
    """The case runs again though it had ended: its days begin anew."""
    carried.memory.pop(_ENDED, None)
    carried.memory.pop(_GIVEN_UP, None)
    carried.memory[_REOPENED] = True


def state_of(id_: str, kind: str, parent: str | None, case: Mapping[str, Any]) -> dict[str, Any]:
    """All of a case, as the result of its run holds it: what `reopen` begins from."""
    return {"id": id_, "kind": kind, "parent": parent, "case": dict(case)}


def can_be_revived(withdrawn_at: object, now: datetime, days: int) -> bool:
    """Whether a case that was withdrawn still stays."""
    if not isinstance(withdrawn_at, str):
        # Written by a release that did not say when.
        return False
    return now < datetime.fromisoformat(withdrawn_at) + timedelta(days=days) + _OUTLIVES
