"""Whether a new report can be recorded: bound to what it is about, played, and judged by that.

A report is refused when it does not fit where its day puts it, or when a report that stood before
does not fit any more because of it. What was accepted is never judged again.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import CORRECT, INTAKE, Again, Nature, Report
from models.cases.log.versions import Version, as_made, changes_others, standing_versions
from models.cases.standing import Misfit, Standing
from models.inputs.spelling import as_meant
from models.inputs.validation import INVALID_INPUT, Refusal, read, unfit
from models.local_time import short_day
from models.procedure.acceptance.checks import check_addresses, check_calendar, check_sms
from models.procedure.acceptance.corrections import (
    CHANGES,
    Binding,
    check_changes,
    check_children,
    check_corrected,
    rebound,
    targets_of,
)
from models.procedure.acceptance.covers import check_cover
from models.procedure.acceptance.wanted import check_wanted
from models.procedure.case import Case, Played, played_of
from models.procedure.kinds import INTAKES, PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of

Names = Callable[[Case[Any], Standing, str | None], str]
"""Finds the key of what a person names by its code or key; the next matter where none is named."""


@dataclass(frozen=True)
class Accepted:
    """A report that was recorded, and where the case stands before and after it."""

    report: Report
    state: CaseState
    before: Standing
    case: Case[Any]
    """With the report."""

    after: Standing
    lapsed: tuple[Version, ...] = ()
    """The facts and acknowledgments whose clock or matter does not stand any more."""


def accept(  # noqa: PLR0913 (each says another thing of one report)
    state: CaseState,
    kind: str,
    content: Mapping[str, Any],
    now: datetime,
    *,
    update: str = "",
    said_by: str = "",
    said_with: str = "",
    names: Names | None = None,
) -> Accepted:
    """Record a report, or refuse it.

    Args:
        state: The case before it.
        kind: Of the report: the name of its update.
        content: As typed: a JSON object.
        now: When it is made (UTC).
        update: The id of the update that brought it.
        said_by: Who sent it, as their token proved it.
        said_with: What was made for this one report then.
        names: Finds what an acknowledgment names; without it, only keys are known.

    Raises:
        Refusal: in a sentence, or a line per field; nothing is recorded.
    """
    _refuse_copied(state, said_with)
    procedure = PROCEDURES[state.kind]
    type_ = procedure.types[kind]
    case = case_of(state, now)
    before: Standing = play(procedure, case)
    content = as_meant(type_.model, content)
    read(type_.model, content)
    content = _steps_as_meant(state, kind, content)
    report = Report(
        number=state.next_number,
        kind=kind,
        content=content,
        at=now,
        update=update,
        said_by=said_by,
        said_with=said_with,
    )
    if before.ending is not None and kind not in SECOND_THOUGHTS:
        raise Refusal(_ended(state, before))
    resolve = _binding(state.kind, names)
    if kind in CHANGES:
        binds = _changes(state, report, now, resolve)
    else:
        binds = _binds(state.kind, case, before, report, resolve)
    recorded = state.with_report(replace(report, binds=binds))
    _refuse_unfit(state, recorded)
    after_case = case_of(recorded, now)
    after: Standing = play(procedure, after_case)
    _refuse_misfits(recorded, after_case, before, after)
    if kind in CHANGES:
        check_children(after_case, before, after)
    check_wanted(after_case.intake, before, after)
    lapsed = _lapsed(case, before, after) if kind in CHANGES else ()
    return Accepted(recorded.log[-1], recorded, before, after_case, after, lapsed)


def _steps_as_meant(state: CaseState, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """A correction in which what it says of other reports is written as their forms have it."""
    models = {
        one.number: INTAKES[state.kind]
        if one.kind == INTAKE
        else PROCEDURES[state.kind].types[one.kind].model
        for one in state.log
        if one.kind == INTAKE or one.kind in PROCEDURES[state.kind].types
    }

    def meant(step: Mapping[str, Any]) -> dict[str, Any]:
        model, said = models.get(step.get("report", 0)), step.get("content")
        if model is None or said is None:
            return dict(step)
        return {**step, "content": as_meant(model, said)}

    if kind not in CHANGES:
        return content
    also = [meant(step) for step in content.get("also", ())]
    return {**meant(content), **({"also": also} if also else {})}


SECOND_THOUGHTS = CHANGES | {"add_note"}
"""What a case takes that has ended, for as long as it stays."""


def _refuse_copied(state: CaseState, said_with: str) -> None:
    """Refuse what somebody copied out of the history: it proves who typed it then, not now."""
    for report in state.log:
        if said_with and report.said_with == said_with:
            message = (
                f"Not recorded: this very message was recorded already, as report {report.number}. "
                "If you mean it, type it again."
            )
            raise Refusal(message)


def _ended(state: CaseState, standing: Standing) -> str:
    what = "case" if state.kind.value == "appeal" else state.kind.value.replace("_", " ")
    assert standing.ended_on is not None  # noqa: S101 (what ended has its day)
    return f"The {what} ended on {short_day(standing.ended_on)}; nothing more can be recorded."


def _binding(kind: CaseKind, names: Names | None) -> Binding:
    """What resolves what a report of a kind of case leaves out."""
    procedure = PROCEDURES[kind]

    def resolve(case: Case[Any], standing: Standing, said: Played) -> dict[str, Any]:
        binds = dict(procedure.bind(case, standing, said))
        if said.kind == "acknowledge" and names is not None:
            binds["key"] = names(case, standing, said.said.deadline)
        return binds

    return resolve


def _binds(
    kind: CaseKind, case: Case[Any], before: Standing, report: Report, resolve: Binding
) -> Mapping[str, Any]:
    """What a new report leaves out; refused where it is likely a slip of the hand."""
    procedure = PROCEDURES[kind]
    type_ = procedure.types[report.kind]
    said = played_of(as_made(report), type_, case)
    check_calendar(case, said)
    check_addresses(said)
    procedure.check(case, before, said)
    check_sms(case, said)
    check_cover(case, said)
    binds = dict(resolve(case, before, said))
    if type_.again is not Again.ADDS and "replaces" not in binds:
        said_before = procedure.said_before(case, before, said)
        if said_before is not None:
            binds |= {"replaces": said_before, "merges": type_.again is Again.CORRECTS}
    return binds


def _changes(
    state: CaseState, report: Report, now: datetime, resolve: Binding
) -> Mapping[str, Any]:
    """What the reports that it corrects leave out now; refused where they cannot be changed."""
    check_changes(state, report.kind, report.content)
    recorded = state.with_report(report)
    _refuse_unfit(state, recorded)
    check_corrected(state, recorded, now)
    rebinds = rebound(state, recorded, resolve)
    return {"rebinds": rebinds} if rebinds else {}


def _lapsed(case: Case[Any], before: Standing, after: Standing) -> tuple[Version, ...]:
    """What was about a clock or matter that a correction made fall away."""
    gone = before.keys - after.keys
    return tuple(
        version
        for version in case.versions
        if gone.intersection(str(version.binds.get(name)) for name in ("key", "clock"))
    )


def _refuse_unfit(before: CaseState, after: CaseState) -> None:
    """Refuse a report that corrects another one, or the intake, to what does not fit its form.

    What an earlier release took and today's form would not is not held against it.
    """
    if not changes_others(after.log[-1]):
        return
    new, types = after.log[-1].number, PROCEDURES[after.kind].types
    also = targets_of(after.log[-1]) - {after.log[-1].content.get("report")}
    known = {version.number: version for version in standing_versions(before.log)}
    for version in standing_versions(after.log):
        if version.latest != new or version.number == new:
            continue
        model = INTAKES[after.kind] if version.number == 1 else types[version.kind].model
        was = known.get(version.number)
        lines = unfit(model, dict(was.content)) if was is not None else ()
        worse = [line for line in unfit(model, dict(version.content)) if line not in lines]
        if worse:
            about = f"Report {version.number}: " if version.number in also else ""
            raise Refusal("\n".join(f"{about}{line}" for line in worse), INVALID_INPUT)


def _refuse_misfits(state: CaseState, case: Case[Any], before: Standing, after: Standing) -> None:
    """Refuse what does not fit, or makes another report not fit any more."""
    known = {misfit.number for misfit in before.misfits}
    new = [misfit for misfit in after.misfits if misfit.number not in known]
    report = state.log[-1]
    own, targets = {report.number, 1}, targets_of(report)
    for misfit in new:
        if misfit.number in own | targets:
            about = "" if misfit.number in own else f"Report {misfit.number}: "
            raise Refusal(f"{about}{_too_early(state, case, misfit) or misfit.reason}")
    if new:
        other, more = new[0], len(new) - 1
        others = f" So do {more} more." if more > 1 else " So does one more." if more else ""
        mend = (
            " Say in also what it should say, or name it there without content to take it back."
            if report.kind in CHANGES
            else ""
        )
        message = f"Report {other.number} rests on it: {other.reason}{others}{mend}"
        raise Refusal(message)


def _too_early(state: CaseState, case: Case[Any], misfit: Misfit) -> str | None:
    """Where a report would fit on a later day: the day it must not precede."""
    played = next(
        (one for one in case.played(Nature.HAPPENING) if one.number == misfit.number), None
    )
    if played is None:
        return None
    type_ = PROCEDURES[state.kind].types[played.kind]
    if type_.day not in type_.model.model_fields:
        return None
    known = {one.day for one in case.played(Nature.HAPPENING)} | {case.today}
    days = sorted(day for day in known if day > played.day)
    day = _first_that_fits(state, case, (misfit.number, type_.day), days)
    if day is None:
        return None
    if misfit.reason.startswith(f"{type_.day}: "):
        # It says already which day it must not precede.
        return misfit.reason
    return (
        f"{type_.day}: {short_day(played.day)} is before {short_day(day)}, and does not fit "
        f"there. {misfit.reason}"
    )


_NEAREST = 3
"""So many days are tried where today is none. A case is played for each, and a validator, under
which the whole worker waits, has two seconds."""


def _first_that_fits(
    state: CaseState, case: Case[Any], place: tuple[int, str], days: Sequence[date]
) -> date | None:
    """The day from which on a report fits.

    Args:
        state: The case with the report.
        case: The same.
        place: Its number, and the field that holds its day.
        days: The later ones on which something happened, and today, in order.
    """

    def fits(day: date) -> bool:
        return _fits_on(state, case.now, place, day)

    if not days:
        return None
    if not fits(days[-1]):
        return next((day for day in days[:_NEAREST] if fits(day)), None)
    # By halves: of hundreds of days each takes a play of the whole case.
    return days[bisect_left(days[:-1], 1, key=fits)]


def _fits_on(state: CaseState, now: datetime, place: tuple[int, str], day: date) -> bool:
    """Whether a report would fit if it were of another day."""
    number, field = place
    content = {"report": number, "content": {field: day.isoformat()}}
    moved = state.with_report(Report(state.next_number, CORRECT, content, now))
    after: Standing = play(PROCEDURES[state.kind], case_of(moved, now))
    return all(misfit.number != number for misfit in after.misfits)
