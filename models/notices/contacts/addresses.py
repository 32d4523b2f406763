"""Addresses as the memory keeps them: by a mark of theirs, never in plain.

Who was written to, and whose calendar shows a day, is an address and not a role: people are
replaced, and addresses are corrected. In the memory, the entry `role ROLE` has the `marks` that
somebody in the role was last written to at, by channel, and `here` while somebody is there.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from models.cases.log.entries import Report
from models.cases.log.rereading import reread
from models.cases.log.versions import steps_of
from models.cases.people import ROLES, CaseManager, Person, Role
from models.notices.memory import Memory
from models.notices.messages.channel import Channel


# Kept, as are addresses as they were read: each turn asks for those of everybody.
@lru_cache(maxsize=4096)
def mark_of(case_id: str, address: str) -> str:
    """What stands for an address in the memory of a case; another in every other case."""
    return hashlib.sha256(f"{case_id}\n{address.strip().lower()}".encode()).hexdigest()[:12]


def marks_of(case_id: str, person: Person | None) -> dict[str, str]:
    """The marks of a person, by channel."""
    if person is None:
        return {}
    given = {
        Channel.EMAIL: person.email,
        Channel.SMS: person.sms_number,
        Channel.FAX: person.fax,
    }
    return {
        channel.value: mark_of(case_id, address) for channel, address in given.items() if address
    }


def mail_mark(memory: Memory, role: Role) -> str | None:
    """The mark of the mail address of whoever is in a role now; None where there is none."""
    entry = memory.get("role", role) or {}
    mark: str | None = entry.get("marks", {}).get(Channel.EMAIL) if entry.get("here") else None
    return mark


def mail_marks(memory: Memory) -> dict[Role, str]:
    """The same of all who have a mail address, in the order of the roles."""
    marks = {role: mail_mark(memory, role) for role in ROLES}
    return {role: mark for role, mark in marks.items() if mark is not None}


def everybody(case_id: str, log: Iterable[Report]) -> dict[str, tuple[Role, Person]]:
    """Everybody whom a log ever named with a mail address, by its mark; the latest wins.

    Also who was taken back, or put in somebody else's place by a correction.
    """
    found = {}
    for report in log:
        for content in _contents(report):
            for role, person in _people(content):
                if person.email:
                    found[mark_of(case_id, person.email)] = role, person
    return found


def _contents(report: Report) -> Iterator[Mapping[str, Any]]:
    yield report.content
    for step in steps_of(report.kind, report.content):
        if isinstance(step.get("content"), Mapping):
            yield step["content"]


def _people(content: Mapping[str, Any]) -> Iterator[tuple[Role, Person]]:
    covers = content.get("covers")
    for cover in covers if isinstance(covers, list | tuple) else ():
        if isinstance(cover, Mapping):
            yield from _people(cover)
    for role in ROLES:
        given = content.get(role.value)
        if isinstance(given, Mapping):
            model = CaseManager if role is Role.CASE_MANAGER else Person
            yield role, reread(model, given).said
