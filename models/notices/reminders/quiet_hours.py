"""Leaves people in peace at night: what comes due then waits for their morning.

Reminders are planned into the daytime. One that was held up by an outage, or is tried again, may
come due at night all the same.
"""

from collections.abc import Iterable
from datetime import datetime

from models.cases.people import Role
from models.cases.standing import Clock
from models.notices.contacts.people import OnCase
from models.notices.memory import Memory, State
from models.notices.reminders.clock_reminders import is_notice
from models.notices.reminders.owed import Owed
from models.notices.reminders.times import HOURS_WINDOW, in_daytime, spread


def leave_in_peace(
    memory: Memory, owed: Iterable[Owed], people: OnCase, now: datetime
) -> list[Owed]:
    """What may go out now; the rest is put off to the morning of whom it goes to."""
    awake = []
    zones = {one.role: one.zone for one in people.desk.people}
    for one in owed:
        morning = in_daytime(now, zones[one.role], people.desk.policy, earlier=False)
        is_manager = one.role is Role.CASE_MANAGER
        if morning == now or (is_manager and _cannot_wait(one, morning)):
            awake.append(one)
        else:
            _put_off(memory, one, morning + spread(people.desk.case_id))
    return awake


def _put_off(memory: Memory, one: Owed, at: datetime) -> None:
    clock = one.item.clock
    if clock is not None and at >= _ends(clock, one):
        one.become(memory, State.SKIPPED, "it was night until the time ran out")
        return
    # What was not tried yet is due in the morning; what is tried again keeps when it was due.
    one.put_off(memory, one.due if one.tries else at, at)


def _cannot_wait(one: Owed, morning: datetime) -> bool:
    """Whether a case manager is called on at night: a clock of hours, or a day that ends by then.

    The first notice answers what somebody has just typed. Whose case it is goes with it: alone, the
    notice says that the case is theirs for good.
    """
    if is_notice(one.name) or one.item.says_whose_case:
        return True
    clock = one.item.clock
    if clock is None:
        return False
    ends = _ends(clock, one)
    short = clock.to_the_hour and ends - one.at <= HOURS_WINDOW
    return short or morning >= ends


def _ends(clock: Clock, one: Owed) -> datetime:
    """Until when a reminder of a clock is of use: the day to work to, or the last that counts."""
    return clock.expires_at if one.due < clock.expires_at else clock.last_arguable_at
