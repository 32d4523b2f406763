"""Whether a report may be corrected or taken back, and what the correction leaves out.

Asked once, of a new `correct` or `take_back`. Whether what it leaves can be played is asked by
`models.procedure.acceptance.accept`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import CORRECT, INTAKE, TAKE_BACK, MadeBy, Report
from models.cases.log.versions import (
    ReportStatus,
    Version,
    report_statuses,
    standing_versions,
    steps_of,
)
from models.cases.people import ContactChanges
from models.cases.standing import Standing
from models.inputs.common_intake import AnyIntake
from models.inputs.validation import INVALID_INPUT, LINES_SHOWN, Refusal, read
from models.local_time import local_day
from models.procedure.acceptance.checks import (
    check_addresses,
    check_calendar,
    check_hour,
    check_start,
)
from models.procedure.acceptance.covers import check_cover_corrected
from models.procedure.case import Case, Played, played_of
from models.procedure.kinds import INTAKES, PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of

CHANGES = frozenset({CORRECT, TAKE_BACK})
"""The kinds of report that change what others say."""

Binding = Callable[[Case[Any], Standing, Played], Mapping[str, Any]]
"""What a report leaves out, as the case stands."""

_PEOPLE = frozenset({*ContactChanges.model_fields})
_FIXED = frozenset({"case_id"})

_WITH_THE_CHILD = {CaseKind.SECOND_OPINION: frozenset({"needed_by"})}
"""What of a child's intake its parent reports to it when that changes."""


def targets_of(report: Report) -> frozenset[int]:
    """The numbers of the reports that a correction or take-back names."""
    return frozenset(int(step["report"]) for step in steps_of(report.kind, report.content))


def check_changes(state: CaseState, kind: str, content: Mapping[str, Any]) -> None:
    """Refuse a change of what cannot be changed.

    Args:
        state: The case before it.
        kind: `correct` or `take_back`.
        content: What it says; fits its form.

    Raises:
        Refusal: in a sentence, or a line per field.
    """
    _Judge(state).check(kind, content, below=state.next_number)


def check_corrected(before: CaseState, after: CaseState, now: datetime) -> None:
    """Refuse a correction to what would not have been taken: days to come, addresses, slips.

    Args:
        before: The case before the correction.
        after: The same with it.
        now: The moment of it (UTC).

    Raises:
        Refusal: naming the field.
    """
    case = case_of(after, now)
    known = {one.number: one for one in standing_versions(before.log)}
    for version in _changed(before, after):
        if version.kind == INTAKE:
            _check_intake(case)
            continue
        if version.latest != after.log[-1].number:
            # It says again what was taken once.
            continue
        said = _read(version, case)
        if said is None:
            continue
        check_calendar(case, said)
        check_addresses(said)
        check_cover_corrected(said)
        for name in ("filed", "records", "statement", "requested"):
            day = getattr(said.said, f"{name}_on", None)
            check_hour(case, f"{name}_at", day, getattr(said.said, f"{name}_at", None))
        _check_slip(before, known.get(version.number), version)


def check_children(case: Case[Any], before: Standing, after: Standing) -> None:
    """Refuse to correct here what another case was started with, naming that case.

    Raises:
        Refusal: saying where it is corrected.
    """
    wanted = {(one.kind, one.report, one.place): one for one in before.wanted}
    for one in after.wanted:
        was = wanted.get((one.kind, one.report, one.place))
        child = next(
            (
                child
                for child in case.children
                if (child.kind, child.report, child.place) == (one.kind, one.report, one.place)
            ),
            None,
        )
        if was is None or child is None:
            continue
        told = _WITH_THE_CHILD.get(one.kind, frozenset())
        names = sorted(
            name
            for name in {*was.intake, *one.intake} - told
            if was.intake.get(name) != one.intake.get(name)
        )
        if names:
            message = f"{', '.join(names)}: {child.id} was started with it; correct it there."
            raise Refusal(message)


def rebound(before: CaseState, after: CaseState, resolve: Binding) -> dict[str, Mapping[str, Any]]:
    """What each corrected report leaves out, resolved as the case stood when it was made.

    Only what the correction makes another is resolved anew.

    Args:
        before: The case before the correction.
        after: The same with it.
        resolve: What resolves it.
    """
    found: dict[str, Mapping[str, Any]] = {}
    reports = {report.number: report for report in before.log}
    said_again = {
        status.report.binds.get("replaces")
        for status in report_statuses(after.log)
        if status.stands
    }
    for version in _changed(before, after):
        if version.kind == INTAKE or version.number in said_again:
            # Whatever said it again was resolved itself, as the one before it stood.
            continue
        original = reports[version.number]
        case, standing = _when_made(before, original)
        typed = _read(replace(version, content=original.content), case)
        said = _read(version, case)
        if typed is None or said is None:
            continue
        then, now = resolve(case, standing, typed), resolve(case, standing, said)
        binds = {
            name: value
            for name, value in original.binds.items()
            if then.get(name) == now.get(name) or name not in then
        }
        binds |= {name: value for name, value in now.items() if then.get(name) != value}
        if binds != version.binds:
            found[str(version.number)] = binds
    return found


def _changed(before: CaseState, after: CaseState) -> Iterator[Version]:
    """The reports that stand in both and do not say the same."""
    known = {one.number: one.content for one in standing_versions(before.log)}
    for version in standing_versions(after.log):
        if version.number in known and version.content != known[version.number]:
            yield version


def _when_made(state: CaseState, report: Report) -> tuple[Case[Any], Standing]:
    """The case as it stood before a report was made, at that moment."""
    log = tuple(one for one in state.log if one.number < report.number)
    case = case_of(replace(state, log=log), report.at)
    standing: Standing = play(PROCEDURES[state.kind], case)
    return case, standing


def _read(version: Version, case: Case[Any]) -> Played | None:
    """What a report says; None where it does not fit its form, which is asked elsewhere."""
    type_ = case.types.get(version.kind)
    try:
        return played_of(version, type_, case) if type_ is not None else None
    except ValidationError:
        return None


def _check_intake(case: Case[AnyIntake]) -> None:
    check_start(case.intake, case.id, case.today, typed=False)
    PROCEDURES[_kind_of(case)].check_intake(case)


def _kind_of(case: Case[AnyIntake]) -> CaseKind:
    return next(kind for kind, model in INTAKES.items() if type(case.intake) is model)


def _check_slip(state: CaseState, was: Version | None, now: Version) -> None:
    """Refuse what would have been refused of a new report then, where it would not have as it was.

    Not where it says that something happened later than the report was made.
    """
    report = next(one for one in state.log if one.number == now.number)
    case, standing = _when_made(state, report)
    said = _read(now, case)
    if was is None or said is None or said.day > local_day(report.at, case.zone):
        return
    procedure = PROCEDURES[state.kind]
    before = _read(was, case)
    try:
        if before is not None:
            procedure.check(case, standing, before)
    except Refusal:
        return
    procedure.check(case, standing, said)


@dataclass(frozen=True)
class _Judge:
    """Judges which reports of a case can be changed, and to what."""

    state: CaseState

    def check(self, kind: str, content: Mapping[str, Any], *, below: int) -> None:
        """Refuse a change that names what cannot be changed by a report of a number."""
        found = {status.report.number: status for status in report_statuses(self.state.log)}
        named: set[int] = set()
        for step in steps_of(kind, content):
            number = int(step["report"])
            if number in named:
                message = f"also: report {number} is named twice."
                raise Refusal(message)
            named.add(number)
            status = found.get(number)
            if status is None or number >= below:
                message = (
                    f"report: there is no report {number} before this one; the latest is "
                    f"{below - 1}. The query history lists them."
                )
                raise Refusal(message)
            self._check_step(status, step.get("content"))

    def _check_step(self, status: ReportStatus, fields: Mapping[str, Any] | None) -> None:
        number = status.report.number
        if status.taken_back_by is not None:
            message = (
                f"Report {number} was taken back by report {status.taken_back_by}; take that back "
                "to have it stand again."
            )
            raise Refusal(message)
        self._check_made_by(status.report)
        if fields is None:
            if number == 1:
                message = "The intake cannot be taken back: correct it, or end the case with close."
                raise Refusal(message)
            return
        type_ = PROCEDURES[self.state.kind].types.get(status.report.kind)
        if type_ is not None and type_.made_by is MadeBy.SERVER:
            message = (
                f"Report {number} was made by the Temporal server and says nothing that could be "
                "corrected; it can be taken back."
            )
            raise Refusal(message)
        if type_ is not None and type_.is_fixed:
            message = (
                f"Report {number} cannot be corrected, as who sent it is what counts. Take it back "
                "with take_back, and send it again."
            )
            raise Refusal(message)
        self._check_fields(status, fields)

    def _check_made_by(self, report: Report) -> None:
        """Refuse to change what another case reported."""
        if report.kind == INTAKE:
            return
        type_ = PROCEDURES[self.state.kind].types.get(report.kind)
        if type_ is None:
            message = (
                f"Report {report.number} is of a kind that this release does not know: it can be "
                "changed once a newer one runs."
            )
            raise Refusal(message)
        if type_.made_by is MadeBy.PARENT or report.binds.get("parent"):
            theirs = report.binds.get("parent")
            where = f", as its report {theirs}" if theirs else ""
            message = (
                f"Report {report.number} was made by {self.state.parent_id}{where}: correct it "
                "there."
            )
            raise Refusal(message)

    def _check_fields(self, status: ReportStatus, fields: Mapping[str, Any]) -> None:
        report = status.report
        model: type[BaseModel]
        if report.kind == INTAKE:
            model = INTAKES[self.state.kind]
            self._check_intake_fields(fields)
        else:
            model = PROCEDURES[self.state.kind].types[report.kind].model
        _check_known(model, fields)
        _check_emptied(model, fields, report)
        if report.kind in CHANGES:
            said = {**status.said, **fields}
            said = {name: one for name, one in said.items() if fields.get(name, name) is not None}
            read(model, said)
            # As things stood when it was made: what it takes back stood then.
            before = replace(self.state, log=self.state.log[: report.number - 1])
            _Judge(before).check(report.kind, said, below=report.number)

    def _check_intake_fields(self, fields: Mapping[str, Any]) -> None:
        people = sorted(_PEOPLE & set(fields))
        if people:
            message = (
                f"{', '.join(people)}: people are not corrected in the intake; use "
                "update_contacts, or assign for the case manager."
            )
            raise Refusal(message)
        if _FIXED & set(fields):
            message = "case_id: is the Workflow ID, which a case keeps."
            raise Refusal(message)
        started = [child.id for child in self.state.children]
        if "program" in fields and started:
            message = (
                f"program: cannot be corrected any more, as {started[0]} was started beside the "
                "case; close this one and start another."
            )
            raise Refusal(message)


def _check_known(model: type[BaseModel], fields: Mapping[str, Any]) -> None:
    """Refuse fields that a report of its kind does not have."""
    unknown = [name for name in fields if name not in model.model_fields]
    if not unknown:
        return
    lines = [_unknown(str(name), model) for name in unknown[:LINES_SHOWN]]
    more = len(unknown) - LINES_SHOWN
    raise Refusal("\n".join([*lines, f"and {more} more"] if more > 0 else lines), INVALID_INPUT)


def _unknown(name: str, model: type[BaseModel]) -> str:
    known = sorted(model.model_fields)
    near = get_close_matches(name[:40], known, n=1)
    if near:
        return f"a field that this report does not have: did you mean {near[0]}?"
    return f"a field that this report does not have: expected one of {', '.join(known)}"


def _check_emptied(model: type[BaseModel], fields: Mapping[str, Any], report: Report) -> None:
    """Refuse to empty a field that a report cannot do without."""
    for name, value in fields.items():
        if value is None and model.model_fields[name].is_required():
            instead = (
                "give another value"
                if report.kind == INTAKE
                else f"give another value, or take report {report.number} back"
            )
            message = f"{name}: cannot be emptied; {instead}."
            raise Refusal(message)
