"""Judges what is said of days that a correction made fall away, and of cases that go on.

Whoever received a reminder of a clock that fell away hears so, ten minutes later, or at once where
its day ends within one; unless it was back by then, or another clock of the same level has the same
day, of which they hear instead. Whoever received word that the case is closed
hears that it is not. Each is said once, and to nobody else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from models.cases.deadline import FollowUpKind
from models.cases.people import Role
from models.cases.standing import Cadence, Readers, Schedule
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome, MessageKind
from tests.simulation.checker.evidence import SLACK, Evidence
from tests.simulation.checker.hours import at_hour
from tests.simulation.checker.owed import AT_ONCE, MORE_MAY_FOLLOW, OPENED, Due
from tests.simulation.checker.timeline import (
    ClockFacts,
    FellAway,
    MatterFacts,
    Span,
    Timeline,
)
from tests.simulation.sender import Received

CouldBy = Callable[[Due, str, Role], datetime]
"""By when a reminder could be delivered: of a name, to a role."""

_FIRST = "follow-up-1"


def retraction_problems(seen: Evidence, could_by: CouldBy) -> Iterator[str]:
    """Whatever is wrong with it, a sentence each."""
    said = defaultdict(list)
    for row in seen.received:
        said[row.about].append(row)
    for gone in seen.timeline.fell_away:
        yield from _fell_away(seen, gone, said, could_by)
        yield from _holds_after_all(seen, gone, said, could_by)
    for moment in seen.timeline.revived:
        yield from _goes_on(seen, moment, could_by)
    for about, rows in said.items():
        if FollowUpKind.CORRECTED.value in about.split("."):
            yield from _was_right(seen, about, rows)
        elif FollowUpKind.GOES_ON.value in about.split("."):
            yield from _went_on(seen, rows)


def times_retracted(seen: Evidence, key: str, role: Role, by: datetime) -> int:
    """How often somebody had heard by a moment that the day of a clock holds no more.

    Or that it is the day of another clock of the same level. They are told anew where it holds.
    """
    timeline = seen.timeline
    abouts = [{about} for about, one in timeline.retractions.items() if one.key == key]
    abouts += [set(gone.instead) for gone in timeline.fell_away if gone.key == key]
    rows = [row for row in seen.received if row.role is role and row.at < by]
    return sum(any(row.about in about for row in rows) for about in abouts)


def back_at(timeline: Timeline, key: str, by: datetime) -> datetime:
    """When a clock that people were told by a moment had begun to stand as it did then."""
    return max(span.begun for span in timeline.of(key) if span.begun <= by)


def _fell_away(
    seen: Evidence, gone: FellAway, said: dict[str, list[Received]], could_by: CouldBy
) -> Iterator[str]:
    """Whoever was told its day hears that it holds no more."""
    names = [about for about, one in seen.timeline.retractions.items() if one == gone]
    for role in _who_go_by(seen, gone, said):
        begun = _to_be_said_from(seen, gone, role)
        if begun is None:
            continue
        at, night = begun, at_hour(gone.due_on + timedelta(days=1), 0, seen.timeline.zone)
        if night - at > AT_ONCE:
            at += MORE_MAY_FOLLOW
        about = names[0] if names else FollowUpKind.CORRECTED.value
        bound = _bound(about, FollowUpKind.CORRECTED, begun, at, role, seen, could_by)
        back = seen.timeline.back(gone)
        if bound is None or (back is not None and back <= bound):
            continue
        rows = [row for name in names for row in said[name] if row.role is role]
        yield from _heard(f"{gone.key} holds no more", rows, bound, seen, role)


def _who_go_by(seen: Evidence, gone: FellAway, said: dict[str, list[Received]]) -> set[Role]:
    """Whose last word of a clock, when it fell away, was a day of it.

    One that fell away before and came back settled was told to nobody again; and so was one that
    a report had overtaken, of which people heard instead.
    """
    retractions = seen.timeline.retractions.items()
    earlier = [about for about, one in retractions if one.key == gone.key and one.at < gone.at]

    def last(role: Role, *abouts: str) -> datetime | None:
        rows = (row for about in abouts for row in said[about] if row.role is role)
        return max((row.told_at for row in rows if row.told_at < gone.at), default=None)

    found = set()
    for role in Role:
        told, taken_back = last(role, gone.key), last(role, *earlier)
        if told is None or (gone.overtaken is not None and told <= gone.overtaken):
            continue
        if taken_back is None or told > taken_back:
            found.add(role)
    return found


def _instead(seen: Evidence, gone: FellAway, role: Role) -> set[str]:
    """The clocks as whose day somebody is told it, of which they had not heard."""
    rows = [row for row in seen.received if row.role is role and row.told_at < gone.at]
    return {one for one in gone.instead if all(row.about != one for row in rows)}


def _to_be_said_from(seen: Evidence, gone: FellAway, role: Role) -> datetime | None:
    """Since when somebody is to hear that it fell away; None where they hear of its day instead.

    That they do is judged by the other rule; unless that one falls away before.
    """
    others = _instead(seen, gone, role)
    if not others:
        return gone.at
    found = [one for one in seen.timeline.fell_away if one.key in others and one.at > gone.at]
    first = min(found, key=lambda one: one.at, default=None)
    if first is None or first.instead or first.due_on != gone.due_on:
        return None
    heard = any(
        row.role is role and row.about in others and gone.at <= row.told_at <= first.at
        for row in seen.received
    )
    return None if heard else first.at


def _holds_after_all(
    seen: Evidence, gone: FellAway, said: dict[str, list[Received]], could_by: CouldBy
) -> Iterator[str]:
    """Whoever heard that a day holds no more hears it anew, where it is back."""
    timeline = seen.timeline
    back = next((one for one in timeline.of(gone.key) if one.begun > gone.at), None)
    if back is None or not isinstance(back.facts, ClockFacts) or back.facts.due_on != gone.due_on:
        return
    if back.facts.schedule is Schedule.PLANNED:
        # A planned day is not told as it begins, so not as it comes back either.
        return
    ends = back.facts.expires_at
    later = back.begun + MORE_MAY_FOLLOW if ends - back.begun > AT_ONCE else back.begun
    names = [about for about, one in timeline.retractions.items() if one == gone]
    abouts = {*names, *gone.instead}
    heard = {
        row.role
        for about in abouts
        for row in said[about]
        if row.told_at < back.begun
        and (about in names or (row.at >= gone.at and about in _instead(seen, gone, row.role)))
    }
    # Who knew nothing of it was told nothing anew.
    for role in heard & _who_go_by(seen, gone, said):
        at = back.begun if role is Role.CASE_MANAGER else later
        bound = _bound(gone.key, None, back.begun, at, role, seen, could_by)
        if bound is None or ends <= bound or (back.until is not None and back.until <= bound):
            continue
        rows = [row for row in said[gone.key] if row.role is role and row.at >= back.begun]
        yield from _heard(f"{gone.key} holds after all", rows, bound, seen, role)


def _goes_on(seen: Evidence, moment: datetime, could_by: CouldBy) -> Iterator[str]:
    """Whoever heard that the case is closed hears that it goes on."""
    before = max((one for one in seen.timeline.revived if one < moment), default=None)
    closed = {
        row.role
        for row in seen.received
        if row.kind is MessageKind.CLOSED
        and row.told_at < moment
        and (before is None or row.at >= before)
    }
    told = [row for row in seen.received if FollowUpKind.GOES_ON.value in row.about]
    for role in closed:
        rows = [row for row in told if row.role is role and row.at >= moment]
        about = rows[0].about if rows else FollowUpKind.GOES_ON.value
        at = moment + MORE_MAY_FOLLOW
        bound = _bound(about, FollowUpKind.GOES_ON, moment, at, role, seen, could_by)
        if bound is not None:
            yield from _heard("the case goes on", rows, bound, seen, role)


def _bound(  # noqa: PLR0917 (each says another thing of one message)
    about: str,
    kind: FollowUpKind | None,
    begun: datetime,
    at: datetime,
    role: Role,
    seen: Evidence,
    could_by: CouldBy,
) -> datetime | None:
    """By when somebody could hear it; None where that was not to be expected any more."""
    timeline = seen.timeline
    if role not in timeline.roster_at(at).people:
        return None
    facts = MatterFacts(kind or FollowUpKind.CORRECTED, at, Readers.MANAGER, Cadence.BY_KIND)
    due = Due(Span(about, facts, since=begun, begun=begun), "1", role, at, None)
    bound = could_by(due, _FIRST if kind is not None else OPENED, role)
    if bound >= seen.horizon or (timeline.ended_at is not None and timeline.ended_at <= bound):
        return None
    changed = any(begun <= one.begun <= bound for one in timeline.rosters)
    return None if changed else bound


def _heard(
    what: str, rows: list[Received], bound: datetime, seen: Evidence, role: Role
) -> Iterator[str]:
    contact = seen.timeline.roster_at(bound).people[role]
    known = ((Channel.EMAIL, contact.email), (Channel.SMS, contact.phone))
    for channel in (channel for channel, address in known if address):
        first = min((row.at for row in rows if row.channel is channel), default=None)
        refused = any(
            one.role is role
            and one.channel is channel
            and one.outcome is DeliveryOutcome.REFUSED
            and one.at <= bound
            for one in seen.attempts
        )
        if not refused and (first is None or first > bound):
            yield f"not said that {what}: to {role.value} by {channel.value}, could by {bound}"


def _was_right(seen: Evidence, about: str, rows: list[Received]) -> Iterator[str]:
    gone = seen.timeline.retractions.get(about)
    if gone is None:
        yield f"nothing fell away: {about}"
        return
    back = seen.timeline.back(gone)
    for row in rows:
        what = f"{about} of {gone.key} to {row.role.value}, came {row.at}"
        if row.told_at < gone.at or (back is not None and back < row.told_at - SLACK):
            yield f"said to hold no more though it does: {what}"
        if not _knew(seen, gone, row.role):
            yield f"nobody had told them: {what}"


def _knew(seen: Evidence, gone: FellAway, role: Role) -> bool:
    """Whether somebody was told its day, or that was tried; the case manager hears for others."""
    told = any(
        row.about == gone.key and row.role is role and row.at <= gone.at for row in seen.received
    )
    tried = any(one.about == gone.key and one.at <= gone.at for one in seen.attempts)
    return told or tried or role is Role.CASE_MANAGER


def _went_on(seen: Evidence, rows: list[Received]) -> Iterator[str]:
    for row in rows:
        if not any(moment <= row.told_at for moment in seen.timeline.revived):
            yield f"it never went on: {row.about} to {row.role.value}, came {row.at}"
