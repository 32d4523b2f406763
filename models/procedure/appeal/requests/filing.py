"""Our own time to file at a level: what it counts from, what a filing does, what a missed day does.

42 CFR parts 405, 422 and 423 name each limit; the ladders of the rulebook say which row runs.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.program import Phase, Speed
from models.cases.standing import Clock, Matter, Readers, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.local_time import local_day
from models.procedure.appeal.amounts import amount_needed
from models.procedure.appeal.decisions.decision import filed
from models.procedure.appeal.evidence import attach_in_hand
from models.procedure.appeal.facts import (
    known_at,
    late_office,
    level_of,
    notice_at,
    optional_moment,
    receiver_zone,
    rule_facts,
)
from models.procedure.appeal.position import LASTING, Position, end_of_ladder, go_on, our_clock
from models.procedure.appeal.requests.delivery import send_out
from models.procedure.appeal.standing import AppealStanding, KnownFacts, LevelReached, Notice
from models.procedure.case import Case, Played
from models.procedure.clocks import (
    count,
    due_said,
    ground_said,
    is_by_the_day_to_work_to,
    key,
    last_said,
    moment,
    start_of_day,
    stated,
)
from models.procedure.planning import PlanningBasis, plan_for_filing
from models.procedure.play import note
from models.rulebook import Facts, Level, NotInForceError, RulebookError, rulebook

_BEFORE_THE_YEAR_ENDS = timedelta(days=14)
"""How long before it is asked to file, where the amount is enough until the year's end only."""

LATE = "late"
"""The variant of a later time to file, which the law gives when the first has passed."""


def to_file(  # noqa: PLR0913 (each says another thing of the filing)
    case: Case[Intake],
    standing: AppealStanding,
    level: Level,
    notice: Notice,
    *,
    base: KnownFacts | None = None,
    late: bool = False,
    speed: Speed | None = None,
) -> Position:
    """A request for a level is to be filed: our clock, the amount it asks for, and the plan.

    Args:
        case: The case.
        standing: Where it stands before.
        level: Where the request goes up to.
        notice: What the time to file counts from.
        base: What was known before; what the standing holds when left out.
        late: Whether the first time to file has passed.
        speed: How the request is to be handled; as the case is, when left out.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    at = key(level.level, Purpose.FILING.value, notice.root)
    known = known_at(case, standing, at, base)
    proven = replace(notice, received=None) if late else notice_at(case, notice, at)
    facts = rule_facts(
        case,
        standing,
        known,
        level.level,
        proven.received,
        late=late,
        speed=(speed or standing.speed).value,
    )
    step = level.filing_step(facts)
    if step is None or step.rule is None:
        message = f"{level.program} {level.level}: the rulebook has no filing rule for these facts"
        raise RulebookError(message)
    when: date | datetime | None = None
    if step.counted_from == "services_end":
        when = optional_moment(known.services_end, known.services_end_at)
    elif step.counted_from == "receipt" and proven.received is not None:
        when = proven.received.on
    reckoning = count(step.rule, when or moment(proven.on, proven.at), case.zone, facts)
    clock = our_clock(
        case,
        level,
        reckoning,
        key(level.level, Purpose.FILING.value, notice.root, LATE if late else ""),
        purpose=Purpose.FILING,
        where=level.files_with,
        begins_on=proven.on,
        override=None if late else proven.override,
        receiver=receiver_zone(case, notice, at),
    )
    position = open_to_file(case, level, clock, at, known)
    beside = () if late else _beside(case, level, proven, facts)
    return replace(position, clocks=(*position.clocks, *beside))


def _beside(case: Case[Intake], level: Level, notice: Notice, facts: Facts) -> Iterator[Clock]:
    """The day of ours beside the filing, by which a request keeps benefits going."""
    rule = level.beside_rule(facts)
    if rule is None:
        return
    clock = our_clock(
        case,
        level,
        count(rule, moment(notice.on, notice.at), case.zone, facts),
        key(level.level, Purpose.CONTINUATION.value, notice.root),
        purpose=Purpose.CONTINUATION,
        where=level.files_with,
        begins_on=notice.on,
    )
    clock.about = Said("appeal.continue_benefits")
    yield clock


def open_to_file(
    case: Case[Intake], level: Level, clock: Clock, at: str, known: KnownFacts
) -> Position:
    """The case waits for us to file before a clock ends, if the amount in controversy will do."""
    amount = amount_needed(known, level, clock.begins_on, clock.last_arguable, case.zone)
    matters = []
    if amount.enough_until is not None:
        matters.append(_before_the_new_year(case, level, clock, amount.enough_until, known))
    basis = PlanningBasis(case.intake.program, case.intake.planning, case.zone)
    planned_on = local_day(known.since or case.opened_at, case.zone)
    return Position(
        level=level,
        adjudicator=level.adjudicator_on(clock.begins_on),
        phase=Phase.FILING,
        at=at,
        known=known,
        clocks=(clock,),
        matters=tuple(matters),
        remarks=(*_stated(level, clock.begins_on), *amount.remarks),
        amount_short=amount.short,
        amount_until=amount.enough_until,
        plan=plan_for_filing(clock, basis, planned_on),
    )


def _stated(level: Level, day: date) -> Iterator[Said]:
    """What the rulebook says besides to whoever files a request for a level."""
    for fact in level.states:
        # Of a day before the text that was seen, nothing is known.
        with suppress(NotInForceError):
            yield Said("common.law", {"law": stated(fact, day)})


def _before_the_new_year(
    case: Case[Intake], level: Level, clock: Clock, last: date, known: KnownFacts
) -> Matter:
    """The amount is enough until a day before the filing day: ask to file by then."""
    begins = start_of_day(last - _BEFORE_THE_YEAR_ENDS, case.zone)
    return Matter(
        key=key(level.level, FollowUpKind.AMOUNT_RISES.value, clock.root),
        kind=FollowUpKind.AMOUNT_RISES,
        level=level.level,
        said=Said("appeal.before_the_year_ends", {"day": last, "level": level.title}),
        begins_at=begins if known.since is not None and begins > known.since else None,
        readers=Readers.EVERYONE,
    )


def amount_outrun(case: Case[Intake], standing: AppealStanding, until: date) -> None:
    """A new year has begun that asks for more than the amount in controversy."""
    clock, level = standing.filing_clock, level_of(case, standing.level)
    first = until + timedelta(days=1)
    last = clock.last_arguable if clock is not None else first
    amount = amount_needed(
        replace(standing.known, since=standing.moment), level, first, last, case.zone
    )
    standing.amount_short, standing.amount_until = amount.short, amount.enough_until
    standing.remarks.extend(amount.remarks)
    standing.drop(FollowUpKind.AMOUNT_RISES)
    note(standing, Said("appeal.year_outrun", {"day": until}))


def own_clock(case: Case[Intake], standing: AppealStanding, speed: Speed) -> Clock | None:
    """The clock of a request at another speed than the case has; None where speed changes nothing.

    In Part D an expedited hearing is asked for within 60 days of the notice's date, another
    within 60 days of its receipt (42 CFR 423.2002).

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    clock, notice = standing.filing_clock, standing.notice
    if clock is None or notice is None or clock.purpose is not Purpose.FILING:
        return None
    if speed is standing.speed or clock.override is not None:
        return None
    level, late = level_of(case, standing.level), standing.late_window
    own, *_ = to_file(case, standing, level, notice, speed=speed, late=late).clocks
    return own


def file_appeal(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """The request reached the right office: our clock stops, theirs starts."""
    said: appeal_reports.AppealFiled = report.said
    speed, late = said.speed or standing.speed, standing.late_window
    own, level = own_clock(case, standing, speed), level_of(case, standing.level)
    step = LevelReached(
        level=level.level,
        title=level.title,
        adjudicator=level.adjudicator_on(said.filed_on),
        root=report.number,
        filed_in=report.number,
        filed_on=said.filed_on,
        reviews=standing.reviewed,
        incomplete=said.incomplete,
        late_filing=late,
        services_over=said.services_over,
        clock_on=said.filed_on,
        clock_at=said.filed_at,
        records_on=said.records_on,
        records_at=said.records_at,
    )
    step, position = filed(case, standing, level, step, speed=speed)
    clock = standing.filing_clock
    on_ground: dict[str, object] = {}
    if clock is not None and own is not None and own.due_on != clock.due_on:
        standing.clocks[standing.clocks.index(clock)] = clock = own
    if clock is not None:
        clock.settle(DeadlineStatus.MET, said.filed_on)
        on_ground = _still_counted(clock, report)
    beside = standing.running(Purpose.CONTINUATION)
    if beside is not None:
        beside.settle(DeadlineStatus.MET, said.filed_on)
    enter(standing, step, position, speed=speed)
    attach_in_hand(case, standing, report, said.filed_on)
    facts: dict[str, object] = {"level": level.title, "day": said.filed_on}
    code = "appeal.filed_while_it_counted" if on_ground else "appeal.filed"
    note(standing, Said(code, facts | on_ground), report)
    if said.confirmation:
        facts = {"confirmation": said.confirmation}
        note(standing, Said("appeal.confirmation", facts), report, main=False)
    send_out(standing, report, proven=bool(said.confirmation))


def is_late(case: Case[Intake], standing: AppealStanding, report: Played) -> bool:
    """Whether a filing comes after the last day on which it counts: then it asks for more time.

    Raises:
        RulebookError: The rulebook has no time for these facts.
    """
    said: appeal_reports.AppealFiled = report.said
    if standing.phase is not Phase.GOOD_CAUSE:
        return False
    # A request at another speed may have a last day of its own.
    own = own_clock(case, standing, said.speed or standing.speed)
    return own is None or said.filed_on > own.last_arguable


def _still_counted(clock: Clock, report: Played) -> dict[str, object]:
    """On what ground a filing is in time that came after the day to work to; else nothing."""
    ground = ground_said(clock)
    if ground is None or is_by_the_day_to_work_to(clock, report.day, report.hour):
        return {}
    return {"due": due_said(clock), "last": last_said(clock), "ground": ground}


def safe_day_passed(standing: AppealStanding, clock: Clock) -> None:
    """The day to work to is over; the clock stays open, as a filing still counts."""
    clock.passed = True
    facts = {"due": due_said(clock), "last": last_said(clock), "ground": ground_said(clock)}
    note(standing, Said("appeal.safe_day_passed", facts))


def enter(
    standing: AppealStanding, step: LevelReached, position: Position, *, speed: Speed | None = None
) -> None:
    """The request for a level has reached its adjudicator, whose clock counts from then."""
    standing.keep_matters(*LASTING)
    standing.withdrawn = False
    standing.speed = speed or standing.speed
    standing.levels.append(step)
    standing.forget_late_request()
    go_on(standing, position)


def filing_expired(
    case: Case[Intake], standing: AppealStanding, clock: Clock, ended_on: date
) -> None:
    """Our own day passed: a later one that the law gives, the good-cause path, or the end.

    Args:
        case: The case.
        standing: Where it stands.
        clock: That ran out.
        ended_on: The day on which it had, in the zone of the case.
    """
    if standing.amount_short:
        # The next level was closed to this amount, and nothing was combined to reach it.
        clock.settle(DeadlineStatus.SUPERSEDED, clock.last_arguable)
        end_of_ladder(standing, ended_on)
        return
    position = _late_window(case, standing, clock) or good_cause(case, standing, clock)
    clock.settle(DeadlineStatus.MISSED, clock.last_arguable)
    standing.late_window = position.phase is Phase.FILING
    go_on(standing, position)


def _late_window(case: Case[Intake], standing: AppealStanding, clock: Clock) -> Position | None:
    """The later time to file, where the law has one."""
    level, notice = level_of(case, clock.level), standing.notice
    now = rule_facts(case, standing, standing.known, level.level)
    late = rule_facts(case, standing, standing.known, level.level, late=True)
    if standing.late_window or notice is None:
        return None
    if level.filing_step(late) == level.filing_step(now):
        return None
    missed = replace(notice, on=clock.last_arguable, at=None)
    position = to_file(case, standing, level, missed, late=True)
    return replace(position, remarks=(Said("appeal.first_time_passed"), *position.remarks))


def good_cause(case: Case[Intake], standing: AppealStanding, clock: Clock) -> Position:
    """A late request may still be accepted for good cause."""
    level = level_of(case, clock.level)
    facts: dict[str, object] = {
        "due": due_said(clock),
        "counted": _counted(clock),
        "law": lateness_of(clock),
        "office": late_office(level, clock),
    }
    matter = Matter(
        key=key(level.level, FollowUpKind.GOOD_CAUSE.value, clock.root),
        kind=FollowUpKind.GOOD_CAUSE,
        level=level.level,
        said=Said("appeal.good_cause", facts),
        readers=Readers.EVERYONE,
    )
    return Position(
        level=level,
        adjudicator=level.adjudicator_on(clock.last_arguable),
        phase=Phase.GOOD_CAUSE,
        at=standing.at,
        known=standing.known,
        matters=(matter,),
    )


def lateness_of(clock: Clock | None) -> str:
    """What the law says of a request after the last day, or nothing where it does not say."""
    lateness = rulebook.row(clock.reckoning.rule).lateness if clock is not None else None
    return f"{lateness.words} ({lateness.citation})" if lateness else ""


def _counted(clock: Clock) -> tuple[object, ...]:
    """How the last day to file was counted, and until when a filing still counted."""
    told: list[object] = list(clock.reckoning.steps)
    if clock.override is not None:
        told.append(Said("appeal.was_set_by_hand", {"due": due_said(clock)}))
    ground = ground_said(clock)
    if ground is not None:
        told.append(Said("appeal.counted_until", {"last": last_said(clock), "ground": ground}))
    return tuple(told)
