"""When a case must look again after a turn, and whether it is over."""

from datetime import datetime
from typing import Any

from models.cases.standing import Standing
from models.local_time import short_day
from models.notices.composing import Notices
from models.procedure.case import Case
from models.procedure.kinds import PROCEDURES
from models.turns.carried import Carried


def wake_of(
    carried: Carried, case: Case[Any], standing: Standing, said: Notices
) -> tuple[datetime | None, str]:
    """When the case must look again, and what for: nothing private.

    Args:
        carried: What it carries.
        case: As of now.
        standing: Where it stands.
        said: What is still to be said.
    """
    moments: list[tuple[datetime, str]] = []
    if said.wake_at is not None:
        moments.append((said.wake_at, said.why))
    if standing.ending is None:
        if case.changes_hands_at is not None:
            moments.append((case.changes_hands_at, "Until the case changes hands"))
        procedure = PROCEDURES[carried.kind]
        for end in procedure.ends(case, standing):
            if end.instant <= carried.now:
                # It has come, and the rulebook of today has no answer to it.
                continue
            clock = standing.clock(end.key)
            what = f"{clock.purpose.value} of {clock.level_title}" if clock else "the calendar"
            moments.append((end.instant, f"Until it runs out on {short_day(end.day)}: {what}"))
        looks = procedure.looks(case, standing)
        moments.extend((at, "Until the plan is checked") for at in looks if at > carried.now)
    return min(moments, key=lambda one: one[0], default=(None, ""))


def over_of(standing: Standing, said: Notices, wake: datetime | None) -> str | None:
    """Whether the case has ended, and whether it has something left to say.

    Args:
        standing: Where it stands.
        said: What is still to be said.
        wake: When it must look again.

    Returns:
        `done` where nothing is left, `ending` where something is; None where it goes on.
    """
    if standing.ending is None:
        return None
    waits = bool(said.orders) or said.sending or wake is not None
    return "ending" if waits else "done"
