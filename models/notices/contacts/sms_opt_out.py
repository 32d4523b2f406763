"""A person who wants no SMS gets none, and somebody else is told how they are reached then."""

from datetime import datetime
from typing import Any

from models.cases.deadline import FollowUpKind
from models.cases.log.people_now import roles_changed
from models.cases.log.versions import Version
from models.cases.people import Role
from models.notices.contacts.delivery_matters import (
    close,
    close_kinds,
    delivery_matters,
    look_after,
)
from models.notices.contacts.people import OnCase
from models.notices.memory import Memory
from models.procedure.case import Case

STOP_SMS = "stop_sms"


def look_at_sms(memory: Memory, case: Case[Any], people: OnCase, now: datetime) -> None:
    """Look after those who want no SMS any more, and who can be written to again."""
    latest: dict[Role, Version] = {
        Role(version.content["role"]): version
        for version in case.versions
        # None where this build does not know the role.
        if version.kind == STOP_SMS and roles_changed(version)
    }
    for role, version in latest.items():
        entry = memory.get("role", role.value) or {}
        if version.number > int(entry.get("sms", 0)):
            memory.put("role", role.value, entry={**entry, "sms": version.number})
            stopped = bool(version.content.get("stopped", True))
            _stopped(memory, case.id, role, people, now, stopped=stopped)
    for one in delivery_matters(memory):
        if one.kind is FollowUpKind.OUT_OF_REACH and one.role and people.reaches(one.role):
            close(memory, [one.key])


def _stopped(  # noqa: PLR0913 (each says another thing of one wish)
    memory: Memory, case_id: str, role: Role, people: OnCase, now: datetime, *, stopped: bool
) -> None:
    close_kinds(memory, FollowUpKind.SMS_STOPPED, FollowUpKind.OUT_OF_REACH, role=role)
    if stopped:
        reached = people.reaches(role)
        kind = FollowUpKind.SMS_STOPPED if reached else FollowUpKind.OUT_OF_REACH
        look_after(memory, case_id, kind, now, role=role)
