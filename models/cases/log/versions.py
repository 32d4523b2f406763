"""What the reports of a log say after every correction and every take-back.

Corrections may themselves be corrected or taken back, and that again. The newest that stands wins.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from models.cases.log.entries import CORRECT, TAKE_BACK, Report


@dataclass(frozen=True)
class Version:
    """One report as it stands now."""

    number: int
    kind: str
    content: Mapping[str, Any]
    at: datetime
    """When it was first made (UTC)."""

    binds: Mapping[str, Any]
    latest: int
    """The number of the report that last changed what it says; its own where none did."""

    said_at: datetime
    """When that was (UTC)."""

    said_by: str = ""
    """Who first sent it, as their token proved it; empty where nothing proved it."""


@dataclass(frozen=True)
class ReportStatus:
    """What became of one report: whether it stands, and the numbers of what changed it."""

    report: Report
    stands: bool
    said: Mapping[str, Any]
    """What it says now; what was taken back says what was typed."""

    corrected_by: tuple[int, ...] = ()
    taken_back_by: int | None = None


@dataclass(frozen=True)
class _Change:
    """What one report does to others."""

    corrects: Mapping[int, Mapping[str, Any]]
    replaces: Mapping[int, Mapping[str, Any]]
    takes_back: frozenset[int]
    rebinds: Mapping[int, Mapping[str, Any]]
    """What it leaves out, resolved again as it says something else now."""


@dataclass(frozen=True)
class _Resolved:
    """A report with all that later ones make of it."""

    report: Report
    said: Report
    """As it stands: with what it says, and what it leaves out, now."""

    last: Report
    """What last changed what it says: the report itself where none did."""

    changed: Sequence["_Patch"] = ()
    taken_back_by: int | None = None


@dataclass(frozen=True)
class _Patch:
    """What one report makes of another that stood before it."""

    by: Report
    last: Report
    """What last changed what it makes of it: the report itself, or a correction of it."""

    fields: Mapping[str, Any]
    whole: bool
    """Whether nothing is left of what was said before."""


_CHANGES = {"corrects", "clears", "takes_back", "replaces", "rebinds"}


def changes_others(report: Report) -> bool:
    """Whether a report, as it was accepted, changes what earlier ones say: most do not."""
    return report.kind in {CORRECT, TAKE_BACK} or not _CHANGES.isdisjoint(report.binds)


def standing_versions(log: Sequence[Report]) -> tuple[Version, ...]:
    """The reports that stand, oldest first, each with what it says now.

    Reports that only change others (`correct`, `take_back`, and what takes the place of an earlier
    report) are not among them.
    """
    return tuple(_version(one.said, one.last) for one in _resolved(log) if _is_played(one))


def intake_over_time(log: Sequence[Report]) -> Iterator[tuple[Report, Mapping[str, Any]]]:
    """What the intake said at first, and after each report that changes others, oldest first."""
    intake, *later = log
    said, before = intake.content, [intake]
    yield intake, said
    for report in later:
        if not changes_others(report):
            continue
        change = _change_of(report)
        named = {*change.corrects, *change.replaces, *change.takes_back, *change.rebinds}
        if named.isdisjoint(one.number for one in before[1:]):
            # All that was changed before stands as it did: what this one changes comes on top.
            fields = change.corrects.get(intake.number, {})
            said = _patched(said, [_Patch(report, report, fields, whole=False)])
            before.append(report)
        else:
            before.append(report)
            # What the intake says depends on these alone.
            said = standing_versions(before)[0].content
        yield report, said


def as_made(report: Report) -> Version:
    """A report as it stands where no later one changes it."""
    return _version(report, report)


def report_statuses(log: Sequence[Report]) -> tuple[ReportStatus, ...]:
    """What became of each report, oldest first."""
    return tuple(
        ReportStatus(
            report=one.report,
            stands=one.taken_back_by is None,
            said=one.said.content,
            corrected_by=tuple(sorted(patch.by.number for patch in one.changed)),
            taken_back_by=one.taken_back_by,
        )
        for one in _resolved(log)
    )


def _version(said: Report, last: Report) -> Version:
    return Version(
        number=said.number,
        kind=said.kind,
        content=said.content,
        at=said.at,
        binds=said.binds,
        latest=last.number,
        said_at=last.at,
        said_by=said.said_by,
    )


def _is_played(one: _Resolved) -> bool:
    """Whether a report stands, and says something itself."""
    if one.taken_back_by is not None or one.report.kind in {CORRECT, TAKE_BACK}:
        return False
    return "replaces" not in one.said.binds


def _resolved(log: Sequence[Report]) -> Iterator[_Resolved]:
    taken_back: dict[int, int] = {}
    patches: dict[int, list[_Patch]] = {}
    rebinds: dict[int, Mapping[str, Any]] = {}
    found: list[_Resolved] = []
    # From the newest to the oldest: whatever changes a report was made after it.
    for report in sorted(log, key=lambda one: one.number, reverse=True):
        if report.number in taken_back:
            by_whom = taken_back[report.number]
            found.append(_Resolved(report, report, report, taken_back_by=by_whom))
            continue
        changed, said, last = patches.get(report.number, ()), report, report
        if changed:
            said = replace(report, content=_patched(report.content, changed))
            last = max((report, *(one.last for one in changed)), key=lambda one: one.number)
        if report.number in rebinds:
            said = replace(said, binds=rebinds[report.number])
        if changes_others(said):
            change = _change_of(said)
            for target, binds in change.rebinds.items():
                rebinds.setdefault(target, binds)
            for target in change.takes_back:
                taken_back.setdefault(target, report.number)
            for whole, targets in ((False, change.corrects), (True, change.replaces)):
                for target, fields in targets.items():
                    patches.setdefault(target, []).append(_Patch(report, last, fields, whole))
        found.append(_Resolved(report, said, last, changed))
    return reversed(found)


def _patched(content: Mapping[str, Any], changed: Iterable[_Patch]) -> dict[str, Any]:
    """What a report says with the changes to it, which come newest first."""
    newest_first = list(changed)
    until = next((n for n, one in enumerate(newest_first) if one.whole), None)
    said = dict(content)
    if until is not None:
        said = {}
        newest_first = newest_first[: until + 1]
    for one in reversed(newest_first):
        said |= one.fields
        if not one.whole:
            # A correction to null takes a field out. In a report itself null may say something:
            # that there is nobody in a role any more.
            said = {
                name: value
                for name, value in said.items()
                if one.fields.get(name, name) is not None
            }
    return said


def _change_of(report: Report) -> _Change:
    """What a report, as it stands, does to earlier ones."""
    content, binds = report.content, report.binds
    corrects: dict[int, Mapping[str, Any]] = {}
    replaces: dict[int, Mapping[str, Any]] = {}
    takes_back = {int(number) for number in binds.get("takes_back", ())}
    for step in steps_of(report.kind, content):
        if step.get("content") is not None and step.get("report") is not None:
            corrects[int(step["report"])] = step["content"]
        elif step.get("report") is not None:
            takes_back.add(int(step["report"]))
    for target, names in binds.get("clears", {}).items():
        corrects[int(target)] = {**corrects.get(int(target), {}), **dict.fromkeys(names)}
    for target, fields in binds.get("corrects", {}).items():
        given = {name: content[own] for name, own in fields.items() if content.get(own) is not None}
        corrects[int(target)] = {**corrects.get(int(target), {}), **given}
    if binds.get("replaces") is not None:
        target = int(binds["replaces"])
        if binds.get("merges"):
            corrects[target] = content
        else:
            replaces[target] = {**binds.get("keeps", {}), **content}
    earlier = range(2, report.number)
    return _Change(
        corrects={n: fields for n, fields in corrects.items() if n == 1 or n in earlier},
        replaces={n: fields for n, fields in replaces.items() if n in earlier},
        takes_back=frozenset(number for number in takes_back if number in earlier),
        rebinds={int(n): one for n, one in binds.get("rebinds", {}).items() if int(n) in earlier},
    )


def steps_of(kind: str, content: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What a correction or a take-back does, report by report; nothing where it is neither.

    Each has the number of a `report`, and `content` where that is corrected and not taken back.
    """
    if kind not in {CORRECT, TAKE_BACK}:
        return ()
    return [content, *content.get("also", ())]
