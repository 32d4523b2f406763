"""What a new report about an appeal leaves out, and which earlier report it changes."""

from typing import Any

from models.cases.deadline import Purpose
from models.cases.program import Phase
from models.cases.standing import Clock
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.decisions.effectuation import waiting
from models.procedure.appeal.decisions.sent_back import vacates_itself
from models.procedure.appeal.evidence import next_own_id, not_filed, to_send
from models.procedure.appeal.facts import notice_at
from models.procedure.appeal.requests.delivery import bound_to
from models.procedure.appeal.requests.drafts import drafted_level
from models.procedure.appeal.requests.reopening import last_decided, reopened
from models.procedure.appeal.standing import AppealStanding, LevelReached
from models.procedure.case import Case, Played

_NOTICE_FIELDS = {
    "intake": "notice_date",
    "record_decision": "notice_date",
    "request_good_cause": "answered_on",
    "escalate": "on",
}
"""The field with the date of the notice, in each kind of report that may bring one."""

_FILING_FIELDS = {
    "intake": ("filed_on", "filed_at"),
    "file_appeal": ("filed_on", "filed_at"),
    "request_good_cause": ("filed_on", None),
    "escalate": ("on", "at"),
}
"""The fields with the day and hour of a filing, in each kind of report that may tell of one."""


def bound(  # noqa: PLR0911 (each kind leaves out something else)
    case: Case[Intake], standing: AppealStanding, report: Played
) -> dict[str, object]:
    """What a report leaves out, resolved as the case stands now; see `models.cases.log.entries`."""
    match report.kind:
        case "record_receipt" | "record_hearing":
            return {"key": standing.at}
        case "recalculate":
            return _recalculation(case, standing, report.said)
        case "record_decision":
            return _decision(case, standing, report.said)
        case "record_effectuation":
            levels = list(waiting(standing))
            return {"level": levels[0]} if len(levels) == 1 else {}
        case "request_reopening" if report.said.level is None:
            return {"level": last_decided(case, standing)}
        case "record_evidence":
            return {"id": next_own_id(case)}
        case "submit_evidence":
            named = set(report.said.evidence)
            if named:
                chosen = [piece.id for piece in not_filed(standing) if piece.id in named]
            else:
                chosen = [piece.id for piece in to_send(standing)]
            return {"evidence": chosen}
        case "draft_letter":
            return {"level": drafted_level(standing, report.said)}
        case "record_delivery":
            return bound_to(case, standing, report)
        case _:
            return {}


def correctable(standing: AppealStanding, level: str | None) -> LevelReached | None:
    """The level whose decision a report takes the place of, as nothing was filed upon it.

    Args:
        standing: Where the case stands now.
        level: Which level decided by the report, or None where it leaves that open.
    """
    last = standing.levels[-1] if standing.levels else None
    if last is None or last.decided_on is None:
        return None
    if level is None and (standing.phase is Phase.FORWARDING or standing.late_request_pending):
        # The office that the file was sent on to, or that has a late request, may have decided.
        return None
    return last if level in {None, last.level} else None


def limits_of(standing: AppealStanding) -> list[Clock]:
    """The open clocks that a day set by hand may be for; a hearing is reported anew."""
    return [one for one in standing.open_clocks if one.purpose is not Purpose.HEARING]


def clock_to_set(standing: AppealStanding, name: str | None) -> Clock | None:
    """The clock that an override is for: the one named, else ours, else the only kind open."""
    running = limits_of(standing)
    ours = standing.filing_clock
    missed = standing.phase is Phase.GOOD_CAUSE and ours is not None
    if missed and ours is not None and ours not in running:
        running = [*running, ours]
    if name is not None:
        return next((clock for clock in running if clock.key == name), None)
    if any(clock.purpose.ours for clock in running):
        return ours
    return running[0] if running else None


def withdraws_override(said: appeal_reports.Recalculated) -> bool:
    """Whether a day that was set by hand is to hold no more: said with null, not left out."""
    return "override" in said.model_fields_set and said.override is None


def overrides_of(case: Case[Intake], standing: AppealStanding, key: str) -> tuple[int, ...]:
    """The numbers of the reports that set the day of a clock by hand, or whose notice prints it."""
    numbers = [
        fact.number
        for fact in case.facts("recalculate")
        if fact.said.override is not None and fact.binds.get("clock") == key
    ]
    ours, notice = standing.filing_clock, standing.notice
    printed = notice is not None and notice.override is not None and notice.number is not None
    if printed and notice is not None and ours is not None and ours.key == key:
        numbers.append(notice.number or 1)
    return tuple(numbers)


def _decision(
    case: Case[Intake], standing: AppealStanding, said: appeal_reports.DecisionRecorded
) -> dict[str, object]:
    """Which level decided; and the proof of receipt that stays where a decision is corrected."""
    anew = vacates_itself(said) or (said.level is not None and reopened(standing, said.level))
    mistaken = None if anew else correctable(standing, said.level)
    level = said.level or (mistaken.level if mistaken is not None else standing.level)
    binds: dict[str, object] = {"level": level}
    notice = standing.notice
    if mistaken is None or notice is None:
        return binds
    proofs = [
        fact.number for fact in case.facts("record_receipt") if fact.binds.get("key") == standing.at
    ]
    if said.received is not None:
        return {**binds, "takes_back": proofs} if proofs else binds
    proven = notice_at(case, notice, standing.at).received
    # Proof of when the notice came holds for its corrected date too, where it can.
    if proven is not None and proven.on >= said.notice_date and not proofs:
        return {**binds, "keeps": {"received": proven.model_dump(mode="json")}}
    return binds


def _recalculation(
    case: Case[Intake], standing: AppealStanding, said: appeal_reports.Recalculated
) -> dict[str, object]:
    """What is corrected: facts of what the case waits for, and days that earlier reports say."""
    binds: dict[str, Any] = {"key": standing.at}
    if withdraws_override(said):
        clock = clock_to_set(standing, said.deadline)
        numbers = overrides_of(case, standing, clock.key) if clock is not None else ()
        return {
            **binds,
            "withdraws": clock.key if clock is not None else "",
            "day": str(clock.due_on) if clock is not None else "",
            "clears": {str(number): ["override"] for number in numbers},
        }
    if said.override is not None:
        clock = clock_to_set(standing, said.deadline)
        if clock is not None and not clock.purpose.ours:
            return {"clock": clock.key}
        if clock is not None:
            binds["clock"] = clock.key
    corrects: dict[str, dict[str, str]] = {}
    clears: dict[str, list[str]] = {}
    notice = standing.notice
    if said.notice_date is not None and notice is not None and notice.number is not None:
        field = _NOTICE_FIELDS[_kind_of(case, notice.number)]
        corrects[str(notice.number)] = {field: "notice_date"}
    if said.filed_on is not None and standing.levels:
        number = standing.levels[-1].filed_in or 1
        day, hour = _FILING_FIELDS[_kind_of(case, number)]
        corrects[str(number)] = {day: "filed_on"}
        if hour is not None:
            # An hour belongs to its day: of another day it is not known unless it is given.
            corrects[str(number)][hour] = "filed_at"
            clears[str(number)] = [hour]
    if corrects:
        binds["corrects"] = corrects
    if clears:
        binds["clears"] = clears
    return binds


def _kind_of(case: Case[Intake], number: int) -> str:
    if number == 1:
        return "intake"
    return next(version.kind for version in case.versions if version.number == number)
