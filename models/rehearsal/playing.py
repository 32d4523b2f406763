"""Plays a case by its script, without a server."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any

from models.cases.deadline import Deadline
from models.cases.kinds import CaseKind
from models.cases.log.entries import MadeBy
from models.inputs.common_intake import EASTERN, AnyIntake
from models.inputs.validation import Refusal, read
from models.local_time import local_day, zone_named
from models.notices.messages.ordering import lines_of
from models.presentation import queries
from models.presentation.shapes import AccountLine
from models.procedure.acceptance.checks import check_start
from models.procedure.kinds import INTAKES, PROCEDURES
from models.rehearsal.account import Account, PlayedCase
from models.rehearsal.script import Script, ScriptedReport, ScriptError, dated
from models.rehearsal.simulation import SimulatedCase, Simulation, kind_of

AFTERWARDS = timedelta(days=400)
"""So long a case is left to itself after its script."""

ENDED = "It has ended; no report reaches it any more."
"""Why the entry of a script is refused that comes too late."""

Json = dict[str, Any]


def zone_of(content: Json) -> str:
    """The zone in which an intake tells its days; what is wrong with it is said with the rest."""
    zone = content.get("zone", EASTERN)
    try:
        return zone_named(zone).name if isinstance(zone, str) else EASTERN
    except ValueError:
        return EASTERN


def intake_of(workflow_type: str, content: Json, begins_at: datetime, *, case_id: str) -> AnyIntake:
    """An intake as it is begun with: the word TODAY stands for the day it is opened on.

    Raises:
        Refusal: A line for each field that does not fit.
    """
    today = local_day(begins_at, zone_of(content))
    intake = read(INTAKES[kind_of(workflow_type)], dated(content, today))
    check_start(intake, case_id, today)
    return intake


def rehearse(  # noqa: PLR0913 (each is a part of what is played)
    workflow_type: str,
    content: Json,
    script: Script,
    *,
    case_id: str,
    begins_at: datetime,
    reported_at: Sequence[datetime] | None = None,
    ends_at: datetime | None = None,
) -> Account:
    """Play a case by its script, let time go by, and tell what happened.

    Args:
        workflow_type: Names the kind of case, such as AppealCase.
        content: The intake, as it is typed.
        script: What is reported, and when.
        case_id: The id the case has.
        begins_at: When it is opened (UTC).
        reported_at: When each entry of the script is reported (UTC), instead of after its days.
        ends_at: Until when time goes by (UTC); by default `AFTERWARDS` after the script.

    Raises:
        Refusal: The intake is refused.
        ScriptError: An entry of the script is refused; with the line it stands in.
    """
    intake = intake_of(workflow_type, content, begins_at, case_id=case_id)
    given = dated(content, local_day(begins_at, intake.zone))
    simulation = Simulation(begins_at)
    refused = simulation.begin(workflow_type, case_id, given, None)
    if refused is not None:
        raise Refusal(refused["message"], refused["kind"])
    moments = []
    for number, entry in enumerate(script.reports):
        at = simulation.now + timedelta(days=entry.after_days)
        if reported_at is not None:
            at = reported_at[number]
        simulation.forward(at)
        moments.append(simulation.now)
        try:
            _report(simulation, case_id, entry, intake.zone)
        except Refusal as refusal:
            raise ScriptError(script.explained(number, refusal.message)) from None
    simulation.forward(ends_at or simulation.now + AFTERWARDS)
    return Account(
        begins_at=begins_at,
        reported_at=tuple(moments),
        ends_at=simulation.now,
        zone=intake.zone,
        cases=tuple(
            _played(simulation, member)
            # Those that open with the case are there before it.
            for member in sorted(simulation.members.values(), key=lambda one: one.id != case_id)
        ),
    )


def _report(simulation: Simulation, case_id: str, entry: ScriptedReport, zone: str) -> None:
    """Send an entry of the script.

    Raises:
        Refusal: Nobody is there to take it, or it is not taken.
    """
    member = _addressee(simulation, case_id, entry.to)
    check_update(member.kind, entry.update)
    today = local_day(simulation.now, zone)
    simulation.send(member.id, entry.update, entry.content_on(today))


def _addressee(simulation: Simulation, case_id: str, to: str) -> SimulatedCase:
    id_ = f"{case_id}.{to}" if to else case_id
    member = simulation.members.get(id_)
    if member is None:
        beside = [one.removeprefix(f"{case_id}.") for one in simulation.members if one != case_id]
        known = f"; there is {', '.join(beside)}" if beside else ""
        message = f"to: there is no such case beside it{known}"
        raise Refusal(message)
    if not member.is_running:
        raise Refusal(ENDED)
    return member


def check_update(kind: CaseKind, update: str) -> None:
    """Refuse a report that people do not make to a case of a kind.

    Raises:
        Refusal: naming one that is written alike.
    """
    types = PROCEDURES[kind].types.values()
    known = sorted(one.name for one in types if one.made_by is MadeBy.PERSON)
    if update not in known:
        near = get_close_matches(update, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
        message = f"update: no such report is made to this kind of case; {hint}"
        raise Refusal(message)


def _played(simulation: Simulation, member: SimulatedCase) -> PlayedCase:
    ask = simulation.ask(member)
    return PlayedCase(
        id=member.id,
        kind=member.kind,
        overview=queries.overview(ask),
        deadlines=tuple(Deadline.model_validate(one) for one in queries.deadlines(ask)),
        lines=tuple(AccountLine.model_validate(one) for one in queries.account(ask)),
        told=tuple(
            (at, line)
            for at, sender, order in simulation.sent
            if sender == member.id
            for line in lines_of(order)
        ),
        story=member.result,
    )
