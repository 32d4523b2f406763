"""Who is on a case: the people of its intake, and every change of them since.

Whose case it is and who covers it are kept apart here. Who manages it on a day follows from both,
see `models.cases.cover`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models.cases.cover import Cover, PeopleChanged, is_same_person, shift_on, shifts_of
from models.cases.log.rereading import reread
from models.cases.log.versions import Version
from models.cases.people import CaseManager, ContactChanges, Person, Role
from models.inputs.common_intake import AnyIntake
from models.inputs.common_report import Assigned
from models.local_time import local_day

ASSIGN = "assign"
"""The report that another case manager takes the case, for good or until a day."""

DEATH = "record_death"
"""The report that the person has died."""

_ROLES = frozenset(role.value for role in Role)
"""Those that this build knows."""

_MANAGER = Role.CASE_MANAGER.value


def with_people(intake: AnyIntake, versions: Iterable[Version]) -> dict[str, Any]:
    """The people who differ from those of the intake, by the names of their roles, and `covers`."""
    now = _PeopleNow(intake)
    for version in versions:
        now.take(version)
    return now.changed


def contact_numbers(versions: Iterable[Version]) -> Mapping[Role, int]:
    """How often each person's contact details were changed; those never changed are left out."""
    numbers: dict[Role, int] = {}
    for version in versions:
        for name in roles_changed(version):
            numbers[Role(name)] = numbers.get(Role(name), 0) + 1
    return numbers


def roles_changed(version: Version) -> tuple[str, ...]:
    """The names of the roles in which a report puts other people or contact details."""
    match version.kind:
        case "assign":
            return (_MANAGER,)
        case "update_contacts" | "change_people":
            return tuple(name for name in ContactChanges.model_fields if name in version.content)
        case _ if version.kind == DEATH:
            return (Role.BENEFICIARY.value,)
        case "stop_sms":
            role = str(version.content["role"])
            return (role,) if role in _ROLES else ()
        case _:
            return ()


def cover_of(version: Version, zone: str) -> Cover | None:
    """The cover that an `assign` tells of; None where it assigns the case for good.

    Args:
        version: The report as it stands.
        zone: The zone of the case (IANA), for the day on which it was made.
    """
    said: Assigned = reread(Assigned, dict(version.content)).said
    if said.until is None:
        return None
    first: date = said.starts_on or local_day(version.at, zone)
    # Not judged again: a correction may leave no day of it.
    return Cover.model_construct(case_manager=said.case_manager, starts_on=first, until=said.until)


class _PeopleNow:
    """The people of a case, while its reports are read one after the other."""

    def __init__(self, intake: AnyIntake) -> None:
        self._intake = intake
        self.changed: dict[str, Any] = {}
        self._died = False

    def take(self, version: Version) -> None:
        """Read the next report."""
        content = version.content
        match version.kind:
            case "assign":
                self._assign(version)
            case "update_contacts":
                changes = reread(ContactChanges, dict(content)).said
                self._put({name: getattr(changes, name) for name in changes.model_fields_set})
            case "change_people":
                taken_over = reread(PeopleChanged, dict(content)).said
                names = set(taken_over.model_fields_set)
                if _MANAGER in names:
                    # With whose case it is, the parent tells all who cover it.
                    names.add("covers")
                self.changed |= {name: getattr(taken_over, name) for name in names}
            case "stop_sms" if content["role"] in _ROLES:
                self._stop_sms(str(content["role"]), version)
            case _ if version.kind == DEATH:
                self._died = True
        if self._died:
            # Nothing more goes to the person, whatever is reported of their contact details.
            self.changed["beneficiary"] = None

    def _now(self, role: str) -> Any:  # noqa: ANN401 (a person, or the covers)
        return self.changed.get(role, getattr(self._intake, role))

    def _assign(self, version: Version) -> None:
        cover = cover_of(version, self._intake.zone)
        if cover is None:
            # Whoever has the case now has it without the covers of whoever had it before.
            said: Assigned = reread(Assigned, dict(version.content)).said
            owner, manager = self._now(_MANAGER), said.case_manager
            if self._now("covers") and is_same_person(owner, manager):
                # It comes back: that says nothing of their name and number.
                manager = owner
            self.changed |= {_MANAGER: manager, "covers": ()}
        else:
            self.changed["covers"] = (*self._now("covers"), cover)

    def _put(self, people: dict[str, Person | None]) -> None:
        """Contact details: of the case manager those of whoever it is, their own or of a cover."""
        manager = people.pop(_MANAGER, None)
        self.changed |= people
        if not isinstance(manager, CaseManager):
            return
        covers, covered = self._now("covers"), False
        for place, cover in enumerate(covers):
            if is_same_person(manager, cover.case_manager):
                covers, covered = _with_manager(covers, place, manager), True
        if covered:
            self.changed["covers"] = covers
        if not covered or is_same_person(manager, self._now(_MANAGER)):
            self.changed[_MANAGER] = manager

    def _stop_sms(self, role: str, version: Version) -> None:
        sms = {"sms": not version.content.get("stopped", True)}
        if role == _MANAGER:
            covers = self._now("covers")
            shifts = shifts_of(covers)
            shift = shift_on(shifts, local_day(version.at, self._intake.zone))
            if shift is not None:
                manager = shift.manager.model_copy(update=sms)
                self.changed["covers"] = _with_manager(covers, shifts.index(shift), manager)
                return
        person = self._now(role)
        if person is not None:
            self.changed[role] = person.model_copy(update=sms)


def _with_manager(covers: tuple[Cover, ...], place: int, manager: CaseManager) -> tuple[Cover, ...]:
    """The covers, one of them by somebody with other contact details."""
    changed = covers[place].model_copy(update={"case_manager": manager})
    return (*covers[:place], changed, *covers[place + 1 :])
