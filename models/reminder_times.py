"""When each reminder of a ladder goes out: in the recipient's daytime, spread by case.

All instants are UTC; days and hours are those of the recipient's zone.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pendulum

from models.deadline import Rung
from models.local_time import local_day, zone_named
from models.people import Role
from models.reckoning import Reckoning
from models.reminder_policy import ReminderPolicy

SPREAD = timedelta(minutes=45)
"""Window over which the reminders of many cases spread, so that they do not ring at once."""

HOURS_WINDOW = timedelta(days=7)
"""A window up to this long is reminded of by shares of it, a longer one by days before its end."""


@dataclass(frozen=True)
class ReminderTimes:
    """Plans the reminders of one case, as of one moment."""

    case_id: str
    now: datetime
    policy: ReminderPolicy
    zones: Mapping[Role, str]

    def before(
        self, reckoning: Reckoning, *, due_on: date, expires_at: datetime, started_at: datetime
    ) -> list[Rung]:
        """The ladder before one of our own deadlines, without the rungs that are already past.

        Near the end it also goes to those further up. An acknowledged ladder is silent, so whoever
        acknowledges spares them.
        """
        policy, moments = self.policy, []
        if reckoning.to_the_hour and expires_at - started_at <= HOURS_WINDOW:
            for share in policy.shares_passed:
                further = [climb.role for climb in policy.escalation if share >= climb.share_passed]
                for role in self._recipients(further):
                    at = self._at_share(share, role, started_at, expires_at)
                    moments.append((f"{share:g}", role, at))
        else:
            for days in policy.days_before:
                further = [climb.role for climb in policy.escalation if days <= climb.days_before]
                for role in self._recipients(further):
                    at = self._morning(due_on - timedelta(days=days), role)
                    moments.append((f"{days}d", role, at))
        return _grouped((key, role, at) for key, role, at in moments if self.now < at < expires_at)

    def at_once(self, key: str, recipients: Iterable[Role]) -> list[Rung]:
        """One message now to the case manager, and to the others in their next daytime."""
        moments = []
        for role in self._reached(recipients):
            at = self.now
            if role is not Role.CASE_MANAGER:
                at = self._in_daytime(self.now, role)
                at = at if at == self.now else at + spread(self.case_id)
            moments.append((key, role, at))
        return _grouped(moments)

    def follow_ups(
        self, days: Iterable[int], *, begins: datetime, recipients: Iterable[Role]
    ) -> list[Rung]:
        """Messages so many days after a moment, in the morning; day 0 is the next daytime."""
        roles = self._reached(recipients)
        moments = []
        for number, after in enumerate(days, start=1):
            for role in roles:
                zone = self.zones[role]
                if after == 0:
                    at = self._in_daytime(begins, role)
                else:
                    at = self._morning(local_day(begins, zone) + timedelta(days=after), role)
                moments.append((f"follow-up-{number}", role, at))
        return _grouped(moments)

    def _recipients(self, further: Iterable[Role]) -> list[Role]:
        """The recipients of our own deadlines, and those further up."""
        return self._reached(dict.fromkeys([*self.policy.recipients, *further]))

    def _reached(self, recipients: Iterable[Role]) -> list[Role]:
        """Those who can be written to; the case manager where nobody else can."""
        reached = [role for role in recipients if role in self.zones]
        return reached or [role for role in (Role.CASE_MANAGER,) if role in self.zones]

    def _in_daytime(self, moment: datetime, role: Role) -> datetime:
        return in_daytime(moment, self.zones[role], self.policy, earlier=False)

    def _morning(self, day: date, role: Role) -> datetime:
        local = pendulum.datetime(
            day.year, day.month, day.day, self.policy.hour, tz=zone_named(self.zones[role])
        )
        return _utc(local) + spread(self.case_id)

    def _at_share(
        self, share: float, role: Role, started_at: datetime, expires_at: datetime
    ) -> datetime:
        at = started_at + (expires_at - started_at) * share
        # A short clock may call on the case manager at night, never on the others.
        if role is Role.CASE_MANAGER:
            return at
        return in_daytime(at, self.zones[role], self.policy, earlier=True)


def spread(case_id: str) -> timedelta:
    """How far into the window this case's reminders go: steady, and even over many cases."""
    digest = hashlib.sha256(case_id.encode()).digest()
    return SPREAD * (int.from_bytes(digest[:4]) / 2**32)


def in_daytime(moment: datetime, zone: str, policy: ReminderPolicy, *, earlier: bool) -> datetime:
    """The moment itself if it is daytime in the zone, else the nearest daytime before or after."""
    local = pendulum.instance(moment).in_timezone(zone_named(zone))
    begins, ends = policy.day_begins, policy.day_ends
    if begins <= local.hour < ends:
        return moment
    if earlier:
        day = local.subtract(days=1) if local.hour < begins else local
        return _utc(day.set(hour=ends - 1, minute=45, second=0, microsecond=0))
    day = local.add(days=1) if local.hour >= ends else local
    return _utc(day.set(hour=begins, minute=0, second=0, microsecond=0))


def _utc(moment: pendulum.DateTime) -> datetime:
    return datetime.fromtimestamp(moment.timestamp(), tz=UTC)


def _grouped(moments: Iterable[tuple[str, Role, datetime]]) -> list[Rung]:
    """One rung per key and instant, so that people in one zone are written to together."""
    groups: dict[tuple[datetime, str], list[Role]] = {}
    for key, role, at in moments:
        groups.setdefault((at, key), []).append(role)
    return [
        Rung(key=key, at=at, recipients=tuple(roles))
        for (at, key), roles in sorted(groups.items(), key=lambda item: item[0])
    ]
