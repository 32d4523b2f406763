"""Which cases should run beside a case, and what each of them is still to be told.

Wanted are the children of the reports that stand. The turn starts and withdraws the difference,
and reports to those that run what has changed since they were started.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from models.cases.cover import handed_on
from models.cases.kinds import KINDS, CaseKind, child_id
from models.cases.log.entries import CORRECT, TAKE_BACK
from models.cases.log.people_now import roles_changed
from models.cases.people import ContactChanges, Role
from models.cases.standing import Standing, WantedChild
from models.inputs.common_intake import AnyIntake
from models.procedure.acceptance.wanted import child_intake
from models.procedure.case import Case
from models.procedure.common import CHANGE_PEOPLE, REVIVE, WITHDRAW
from models.procedure.standing_of import case_of
from models.turns.carried import Carried, Entry
from models.turns.closed import can_be_revived


def start_wanted(carried: Carried, case: Case[Any], standing: Standing, days: int) -> list[Entry]:
    """The children to start now, each written down under an id that was never given before.

    Args:
        carried: The case, in which they are written down.
        case: The same, as it was played.
        standing: Where it stands.
        days: How many days a case stays that has ended.
    """
    if standing.ending is not None:
        return []
    started = []
    for wanted in standing.wanted:
        if _entry_of(carried, wanted, days) is not None:
            continue
        number = 1 + sum(one["kind"] == wanted.kind.value for one in carried.children.values())
        name = child_id(carried.id, wanted.kind, number)
        carried.children[name] = {
            "kind": wanted.kind.value,
            "report": wanted.report,
            "place": wanted.place,
            "serves": wanted.serves,
            "started_at": carried.now.isoformat(),
            "people": carried.log[-1]["number"],
            "told": _begun_with(wanted),
        }
        known = KINDS[wanted.kind]
        started.append(
            {
                "id": name,
                "type": known.workflow_type,
                "intake": child_intake(_shared(case), wanted),
                "summary": known.title,
            }
        )
    return started


def _shared(case: Case[Any]) -> AnyIntake:
    """The intake from which those beside the case take over; of the covers those to come."""
    intake: AnyIntake = case.intake
    return intake.model_copy(update={"covers": handed_on(intake.covers, case.today)})


def tell_children(carried: Carried, case: Case[Any], standing: Standing, days: int) -> list[Entry]:
    """What is to be reported to the children that run: people, days, and that they are over.

    One that was withdrawn is revived when it serves again, as long as it stays.
    """
    words = []
    for name, entry in carried.children.items():
        if entry.get("withdrawn") and not _is_over(carried, entry, standing):
            if not can_be_revived(entry["withdrawn"], carried.now, days):
                continue
            del entry["withdrawn"]
            entry.pop("ended_at", None)
            words.append({"to": name, "word": _word(carried, REVIVE, {})})
        if entry.get("ended_at") or entry.get("withdrawn"):
            continue
        for kind, content in _to_report(carried, case, standing, name):
            words.append({"to": name, "word": _word(carried, kind, content)})
    return words


def _word(carried: Carried, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    number = carried.log[-1]["number"]
    return {"parent": carried.id, "report": kind, "content": content, "number": number}


def _entry_of(carried: Carried, wanted: WantedChild, days: int) -> Entry | None:
    place = (wanted.kind.value, wanted.report, wanted.place)
    for entry in carried.children.values():
        withdrawn = entry.get("withdrawn")
        if withdrawn and not can_be_revived(withdrawn, carried.now, days):
            # It is gone for good: where it is wanted again, another takes its place.
            continue
        if (entry["kind"], entry["report"], entry["place"]) == place and not entry.get("taken"):
            return entry
    return None


def _begun_with(wanted: WantedChild) -> dict[str, Any]:
    """What a second opinion was told of its day by its very intake."""
    if wanted.kind is not CaseKind.SECOND_OPINION:
        return {}
    return {"replan": {"needed_by": wanted.intake.get("needed_by")}}


def _to_report(
    carried: Carried, case: Case[Any], standing: Standing, name: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What one child is to be told now; written down as told."""
    entry = carried.children[name]
    if _is_over(carried, entry, standing):
        entry["withdrawn"] = carried.now.isoformat()
        yield WITHDRAW, {"keep_grievances": standing.keep_grievances}
        return
    people = _people_since(carried, case, int(entry.get("people", 0)))
    entry["people"] = carried.log[-1]["number"]
    if people:
        yield CHANGE_PEOPLE, people
    told = entry.setdefault("told", {})
    for kind, content in standing.tells.get(name, {}).items():
        if told.get(kind) != content:
            told[kind] = content
            yield kind, content


def _is_over(carried: Carried, entry: Entry, standing: Standing) -> bool:
    """Whether a child no longer serves: its case has ended, or its report was taken back."""
    kind = str(entry["kind"])
    if standing.ending is None:
        wanted = {(one.kind.value, one.report, one.place) for one in standing.wanted}
        # What asked for it cannot be read by this build, or does not fit by the law of today: it
        # was not taken back.
        unknown = int(entry["place"]) < 0 or kind not in set(CaseKind)
        aside = {misfit.number for misfit in standing.misfits}
        stays = unknown or entry["report"] in aside
        return not stays and (kind, entry["report"], entry["place"]) not in wanted
    if kind == CaseKind.GRIEVANCE and carried.kind is not CaseKind.GRIEVANCE:
        return not standing.keep_grievances
    return kind in set(CaseKind) and KINDS[CaseKind(kind)].ends_with_parent


def _people_since(carried: Carried, case: Case[Any], number: int) -> dict[str, Any]:
    """The people who were put on the case, or whose contact changed, after a report."""
    roles = [
        role
        for version in case.versions
        if version.number > number
        for role in roles_changed(version)
    ]
    later = [report for report in case.log if report.number > number]
    if any(report.kind in {CORRECT, TAKE_BACK} for report in later):
        state = carried.state
        log = tuple(report for report in state.log if report.number <= number)
        before = case_of(replace(state, log=log), carried.now).intake if log else case.intake
        roles += [
            role
            for role in ContactChanges.model_fields
            if getattr(before, role) != getattr(case.intake, role)
        ]
        if before.covers != case.intake.covers:
            roles.append(Role.CASE_MANAGER.value)
    changed: dict[str, Any] = {}
    for role in roles:
        person = getattr(case.intake, role)
        changed[role] = person.model_dump(mode="json") if person is not None else None
    if Role.CASE_MANAGER in changed:
        covers = handed_on(case.intake.covers, case.today)
        changed["covers"] = [one.model_dump(mode="json") for one in covers]
    return changed
