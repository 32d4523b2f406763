"""The account of a case: what was recorded and what the calendar did, line by line.

What moves a case writes its lines as it is played (`models.cases.standing.Note`). The lines of
what is never played are written here: people and contacts, corrections, the cases beside it.
What became of messages is remembered by `models.notices`.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from models.cases.account_lines import written_lines
from models.cases.case_state import CaseState
from models.cases.children import Child
from models.cases.kinds import KINDS
from models.cases.log.entries import CORRECT, INTAKE, TAKE_BACK, Report
from models.cases.log.people_now import cover_of, roles_changed
from models.cases.log.rereading import reread
from models.cases.log.versions import Version, report_statuses
from models.cases.standing import Note, Said, Standing
from models.inputs.common_intake import Override
from models.local_time import hour_in_words, short_day
from models.notices.contacts.delivery_problems import delivery_notes
from models.presentation.account.changes import said_of_change
from models.presentation.shown import Shown
from models.procedure.standing_of import standing_of
from models.words.english.tables import codes, say

_FACTS_CORRECTED = "recalculate"

_COMPARED = 12
"""So many of the latest corrections tell what was said before: each takes two plays of the case."""


@dataclass(frozen=True)
class Line:
    """One line of the account."""

    at: datetime
    """When it was made known (UTC)."""

    what: str
    """In words, without health details."""

    report: int | None = None
    """The number of the report; None where the calendar or a case beside it did it."""


def account(shown: Shown) -> list[Line]:
    """Every line, the oldest first; of one moment in the order in which they came about."""
    lines = [_line_of(note) for note in shown.standing.notes]
    lines += _of_reports(shown)
    written = [_line_of(note) for note in written_lines(shown.state.memory)]
    told, heard = {line.what for line in lines}, {line.at for line in written}
    for child in shown.state.children:
        # A step of the play may have said already that it was started.
        lines += [line for line in _of_child(child, heard) if line.what not in told]
    lines += written
    lines += [_line_of(note) for note in delivery_notes(shown.state.memory)]
    return sorted(lines, key=lambda line: line.at)


def sentence(shown: Shown, report: Report, before: Standing) -> str:
    """The sentence that answers a report: what was recorded of it.

    Args:
        shown: The case with the report.
        report: The one that is answered.
        before: Where the case stood without it.
    """
    own = _main_note(shown.standing, report.number)
    if own is not None:
        return say(own)
    told = _said_again(shown, shown.standing, report)
    if told is not None:
        return say(_corrected(told, _said_again(shown, before, report)))
    started = shown.case.children_of(report.number)
    if started:
        return say(_started(started[0]))
    lines = [say(said) for said in _said_of(shown, report)]
    if report.kind in {CORRECT, TAKE_BACK}:
        return " ".join(lines)
    return lines[0] if lines else say(Said("account.recorded", {"kind": _in_words(report.kind)}))


def _line_of(note: Note) -> Line:
    return Line(note.at, say(note.said), note.report)


def _main_note(standing: Standing, number: int) -> Said | None:
    found = [note for note in standing.notes if note.report == number]
    return next((note.said for note in found if note.main), found[0].said if found else None)


def _said_again(shown: Shown, standing: Standing, report: Report) -> Said | None:
    """The line of what a report says again, as it stands; None where it says nothing again."""
    number = report.binds.get("replaces")
    if number != 1:
        return _main_note(standing, int(number)) if number is not None else None
    # What an intake brought has lines without a number: the one about the same step is meant.
    opened = [
        note.said
        for note in standing.notes
        if note.report is None and note.at == shown.case.opened_at
    ]
    step = report.kind.removeprefix("record_")
    alike = [said for said in opened if said.code.rpartition(".")[2] == step]
    return (alike or opened)[-1] if opened else None


def _corrected(now: Said, was: Said | None) -> Said:
    """What is said now in the place of something else, where there are words for that.

    They are those of the code with `_corrected`; what was said before has `was_` before each fact.
    """
    code = f"{now.code}_corrected"
    if was is None or was.code != now.code or code not in codes():
        return now
    return Said(code, {**now.facts, **{f"was_{name}": fact for name, fact in was.facts.items()}})


def _correction(shown: Shown, report: Report, told: Said) -> Said | None:
    """What a report that said something again changed by that, where there are words for it."""
    if f"{told.code}_corrected" not in codes():
        return None
    now, was = (
        _said_again(shown, standing_of(_until(shown.state, number), report.at), report)
        for number in (report.number, report.number - 1)
    )
    if now is None or now == was:
        return None
    corrected = _corrected(now, was)
    return None if corrected == now else corrected


def _until(state: CaseState, number: int) -> CaseState:
    """The case as it was with the reports up to a number."""
    return replace(state, log=tuple(one for one in state.log if one.number <= number))


def _of_reports(shown: Shown) -> Iterator[Line]:
    """The lines of the reports that stand and that no step of the play has told of."""
    told = {note.report for note in shown.standing.notes}
    stand = [status.report for status in report_statuses(shown.state.log) if status.stands]
    corrections = [report.number for report in stand if "replaces" in report.binds]
    compared = set(corrections[-_COMPARED:])
    for report in stand:
        if report.kind != INTAKE and report.number not in told:
            for said in _said_of(shown, report, compared=report.number in compared):
                yield Line(report.at, say(said), report.number)


def _said_of(shown: Shown, report: Report, *, compared: bool = True) -> Iterator[Said]:
    """What a report that is not played says; the sentence that answers it comes first."""
    content = _content(shown, report)
    match report.kind:
        case "acknowledge":
            yield Said("common.acknowledged", {"key": report.binds.get("key", "")})
        case "assign":
            yield _assigned(shown, report)
        case "update_contacts":
            yield Said("common.contacts_updated", {"fields": _fields(shown, report)})
        case "change_people":
            yield Said("common.taken_over", {"fields": _fields(shown, report)})
        case "stop_sms":
            code = "no_sms" if content.get("stopped", True) else "sms_again"
            yield Said(f"delivery.{code}", {"whom": Said(f"delivery.{content['role']}")})
        case "add_details":
            yield Said("account.details_added", {"fields": ", ".join(sorted(content))})
        case "confirm_dates":
            yield Said("appeal.dates_confirmed")
        case "add_note":
            yield Said("common.noted", {"text": content["text"]})
        case _ if report.kind == _FACTS_CORRECTED and "withdraws" in report.binds:
            facts = {"key": report.binds["withdraws"], "day": report.binds["day"]}
            yield Said("account.no_longer_set", facts)
            yield Said("common.reason", {"reason": content["reason"]})
        case _ if report.kind == _FACTS_CORRECTED and (override := _set_by_hand(report, content)):
            day = short_day(override.due_on)
            day = f"{hour_in_words(override.due_at)} on {day}" if override.due_at else day
            yield Said("account.set_by_hand", {"key": report.binds["clock"], "day": day})
            yield Said("common.reason", {"reason": content["reason"]})
        case _ if report.kind == _FACTS_CORRECTED:
            own = f"{shown.state.kind.value}.recalculated"
            yield Said(own if own in codes() else "common.recalculated")
            yield Said("common.reason", {"reason": content["reason"]})
        case _:
            yield from _of_change(shown, report, content, compared=compared)


def _assigned(shown: Shown, report: Report) -> Said:
    """That the case was assigned, or is covered: on the days that count."""
    version = _version(shown, report.number)
    cover = cover_of(version, shown.case.zone) if version is not None else None
    if cover is None:
        return Said("common.assigned")
    shift = next((one for one in reversed(shown.case.shifts) if one.cover == cover), None)
    last = shift.last_day if shift is not None else cover.until
    if last < cover.starts_on:
        return Said("common.covered_never")
    return Said("common.covered", {"day": cover.starts_on, "until": last})


def _set_by_hand(report: Report, content: Mapping[str, Any]) -> Override | None:
    """The day that it sets by hand, as far as it can be read; None where it sets none.

    Withdrawn since, it says no day any more: it was set all the same.
    """
    given = content.get("override") or report.content.get("override")
    if "clock" not in report.binds or not isinstance(given, Mapping):
        return None
    override = reread(Override, given).said
    return override if override.due_on is not None else None


def _of_change(
    shown: Shown, report: Report, content: Mapping[str, Any], *, compared: bool
) -> Iterator[Said]:
    """What a report says that changes earlier ones, or that was set aside."""
    if report.kind in {CORRECT, TAKE_BACK}:
        yield from said_of_change(shown.state, report, content)
    elif "replaces" in report.binds:
        told = _said_again(shown, shown.standing, report)
        if told is not None:
            again = {"number": report.binds["replaces"], "what": told}
            correction = _correction(shown, report, told) if compared else None
            yield correction or Said("account.said_again", again)
    elif any(misfit.number == report.number for misfit in shown.standing.misfits):
        yield Said("account.set_aside", {"number": report.number, "kind": _in_words(report.kind)})


def _content(shown: Shown, report: Report) -> Mapping[str, Any]:
    """What a report says now: corrected, where it was."""
    if report.kind in {CORRECT, TAKE_BACK}:
        found = report_statuses(shown.state.log)
        return next(status.said for status in found if status.report.number == report.number)
    version = _version(shown, report.number)
    return version.content if version is not None else report.content


def _fields(shown: Shown, report: Report) -> str:
    version = _version(shown, report.number)
    return ", ".join(sorted(roles_changed(version))) if version is not None else ""


def _version(shown: Shown, number: int) -> Version | None:
    return next((one for one in shown.case.versions if one.number == number), None)


def _of_child(child: Child, heard: Set[datetime]) -> Iterator[Line]:
    """That a case was started beside this one, and how it ended where it did not say so itself.

    Args:
        child: That case.
        heard: When something was heard of any.
    """
    yield Line(child.started_at, say(_started(child)))
    if child.ended_at is not None and (child.lost or child.ended_at not in heard):
        code = "child_lost" if child.lost else "child_ended"
        facts = {"title": KINDS[child.kind].title, "ending": _in_words(child.ending or "")}
        yield Line(child.ended_at, say(Said(f"account.{code}", facts)))


def _started(child: Child) -> Said:
    return Said("account.child_started", {"title": KINDS[child.kind].title, "id": child.id})


def _in_words(name: str) -> str:
    return name.replace("_", " ")
