"""Who is on a case now: the people of its intake, and every change of them since."""

from collections.abc import Iterable, Mapping

from models.cases.log.rereading import reread
from models.cases.log.versions import Version
from models.cases.people import CaseManager, ContactChanges, Person, Role
from models.inputs.common_intake import AnyIntake

DEATH = "record_death"
"""The report that the person has died."""

_ROLES = frozenset(role.value for role in Role)
"""Those that this build knows."""


def with_people(intake: AnyIntake, versions: Iterable[Version]) -> dict[str, Person | None]:
    """The people who differ from those of the intake, by the names of their roles."""
    people: dict[str, Person | None] = {}
    died = False
    for version in versions:
        people |= _changed(intake, people, version)
        died = died or version.kind == DEATH
    if died:
        # Nothing more goes to the person, whatever is reported of their contact details.
        people["beneficiary"] = None
    return people


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
            return (Role.CASE_MANAGER.value,)
        case "update_contacts" | "change_people":
            return tuple(name for name in ContactChanges.model_fields if name in version.content)
        case _ if version.kind == DEATH:
            return (Role.BENEFICIARY.value,)
        case "stop_sms":
            role = str(version.content["role"])
            return (role,) if role in _ROLES else ()
        case _:
            return ()


def _changed(
    intake: AnyIntake, before: Mapping[str, Person | None], version: Version
) -> dict[str, Person | None]:
    match version.kind:
        case "assign":
            return {"case_manager": reread(CaseManager, version.content["case_manager"]).said}
        case "update_contacts" | "change_people":
            changes = reread(ContactChanges, dict(version.content)).said
            return {name: getattr(changes, name) for name in changes.model_fields_set}
        case "stop_sms" if version.content["role"] in _ROLES:
            role = str(version.content["role"])
            person = before.get(role, getattr(intake, role))
            if person is None:
                return {}
            return {
                role: person.model_copy(update={"sms": not version.content.get("stopped", True)})
            }
        case _:
            return {}
