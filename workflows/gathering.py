"""The evidence of an appeal: what gathers it beside the case, and its plan."""

from datetime import date

from temporalio import workflow

from workflows.consulting import Consulting
from workflows.docket import add, close_follow_ups, has_follow_up, record, today
from workflows.family import (
    HEAR_OF_RECORDS,
    REPLAN,
    child_intake,
    records_progress,
    serves_specialist,
    start_child,
    tell,
)

with workflow.unsafe.imports_passed_through():
    from models import events
    from models.any_event import Event
    from models.case import CaseState
    from models.consultation import Occasion
    from models.deadline import FollowUpKind
    from models.docket import Child, ChildReport, DocketKind
    from models.evidence import Evidence
    from models.grievance import GrievanceFacts, GrievanceIntake, GrievanceStarted
    from models.program import Phase, plan_program
    from models.records_transfer import RecordsFacts, RecordsIntake, RecordsStarted
    from models.second_opinion import (
        RecordsProgress,
        Replanned,
        SecondOpinionFacts,
        SecondOpinionIntake,
    )

_OWN_DAY = "a day of its own"
"""What a second opinion serves that was given the day on which its report is needed."""


class Gathering(Consulting):
    """The work beside one appeal. Each step gives back, in a sentence, what was recorded."""

    async def open(self) -> None:
        """Start what the intake asks for."""
        intake = self._state.intake
        if intake.second_opinion is not None:
            await self._start_second_opinion(intake.second_opinion)
        for facts in intake.records:
            await self._start_records(facts)

    async def start_second_opinion(self, event: events.SecondOpinionStarted) -> str:
        """A second opinion runs beside the case, with the day its report is needed."""
        child = await self._start_second_opinion(SecondOpinionFacts(**given_by(event)))
        return f"Second opinion started: {child.id}."

    async def _start_second_opinion(self, facts: SecondOpinionFacts) -> Child:
        state = self._state
        changes: dict[str, object] = {"program": plan_program(state.intake.program)}
        if "planning" not in facts.model_fields_set:
            changes["planning"] = state.intake.planning
        if facts.needed_by is None and state.plan is not None:
            changes["needed_by"] = state.told_goal = state.plan.goal_on
        serves = _OWN_DAY if facts.needed_by is not None else ""
        intake = child_intake(state.intake, SecondOpinionIntake, facts, **changes)
        return await start_child(state, DocketKind.SECOND_OPINION, intake, serves=serves)

    async def request_records(self, event: RecordsStarted) -> str:
        """A records transfer runs beside the case."""
        child = await self._start_records(RecordsFacts(**given_by(event)))
        return f"Records transfer started: {child.id}."

    async def _start_records(self, facts: RecordsFacts) -> Child:
        state = self._state
        intake = child_intake(state.intake, RecordsIntake, facts)
        return await start_child(
            state, DocketKind.RECORDS_TRANSFER, intake, serves=facts.recipient.value
        )

    async def file_grievance(self, event: GrievanceStarted) -> str:
        """A grievance runs beside the case."""
        state = self._state
        program = plan_program(state.intake.program)
        intake = child_intake(
            state.intake, GrievanceIntake, GrievanceFacts(**given_by(event)), program=program
        )
        child = await start_child(state, DocketKind.GRIEVANCE, intake)
        return f"Grievance started: {child.id}."

    async def record_evidence(self, event: events.EvidenceRecorded) -> str:
        """Evidence from elsewhere is listed with the rest."""
        state = self._state
        own = sum(1 for piece in state.evidence if piece.id.startswith(f"{state.case_id}.e"))
        piece = Evidence(id=f"{state.case_id}.e{own + 1}", **event.model_dump())
        state.evidence.append(piece)
        return record(state, f"Evidence received {event.received_on}: {piece.kind.value}.")

    async def submit_evidence(self, event: events.EvidenceSubmitted) -> str:
        """Evidence that came after the filing went to the adjudicator."""
        state = self._state
        chosen = unfiled(state)
        if event.evidence:
            chosen = [piece for piece in not_filed(state) if piece.id in event.evidence]
        attach(state, chosen, event.sent_on)
        if not unfiled(state):
            close_follow_ups(state, {FollowUpKind.SUPPLEMENT})
        count = len(chosen)
        pieces = "1 piece" if count == 1 else f"{count} pieces"
        return record(state, f"Evidence sent to {state.adjudicator} {event.sent_on}: {pieces}.")

    async def heard(self, report: ChildReport) -> None:
        """A workflow beside the case reported: pass on what others need of it, look at the plan."""
        progress = records_progress(self._state, report)
        if progress is not None:
            for child in self._running(DocketKind.SECOND_OPINION):
                await tell(child.id, HEAR_OF_RECORDS, progress)
        await self.look_ahead()

    async def lost(self, child: Child) -> None:
        """A workflow beside the case ended without a word: nothing it promised will come."""
        if serves_specialist(child):
            for opinion in self._running(DocketKind.SECOND_OPINION):
                await tell(opinion.id, HEAR_OF_RECORDS, RecordsProgress())
        await self.look_ahead()

    async def look_ahead(self) -> None:
        """Say at once when the plan no longer fits, and what to send after a filing."""
        state = self._state
        if state.ending is not None or (not state.children and not state.evidence):
            return
        await self._tell_the_day()
        await self._check_plan()
        waits = state.phase in {Phase.DECIDING, Phase.FORWARDING}
        if waits and unfiled(state) and not has_follow_up(state, FollowUpKind.SUPPLEMENT):
            add(state, await self._ask(Occasion.EVIDENCE_LATE, today(state)))
        if len(state.evidence) > state.evidence_seen:
            self._speak_up()
        state.evidence_seen = len(state.evidence)

    def _speak_up(self) -> None:
        """Whoever took care of sending some evidence has not heard of what came since."""
        for follow_up in self._state.follow_ups:
            silent = follow_up.is_open and follow_up.acknowledged
            # Runs of before stayed silent.
            if (
                silent
                and follow_up.kind is FollowUpKind.SUPPLEMENT
                and workflow.patched("more-evidence-rings-again")
            ):
                follow_up.acknowledged = False

    async def _tell_the_day(self) -> None:
        """The filing day moved, or was met: the second opinion plans anew."""
        state = self._state
        goal = state.plan.goal_on if state.plan is not None else None
        if goal == state.told_goal:
            return
        for child in self._running(DocketKind.SECOND_OPINION):
            if child.serves != _OWN_DAY:
                await tell(child.id, REPLAN, Replanned(needed_by=goal))
        state.told_goal = goal

    async def _check_plan(self) -> None:
        state = self._state
        broken = not all(step.fits(today(state)) for step in state.evidence_steps)
        if broken and not state.plan_broken:
            add(state, await self._ask(Occasion.PLAN_BROKEN, today(state)))
            record(state, "The plan does not fit any more: the evidence will be late.")
        elif state.plan_broken and not broken:
            close_follow_ups(state, {FollowUpKind.PLAN_BROKEN})
            if state.evidence_steps:
                record(state, "The plan fits again.")
        state.plan_broken = broken

    def _running(self, kind: DocketKind) -> list[Child]:
        return [child for child in self._state.children if child.is_open and child.kind is kind]


def not_filed(state: CaseState) -> list[Evidence]:
    """All that no adjudicator has yet."""
    return [piece for piece in state.evidence if piece.filed_at is None]


def unfiled(state: CaseState) -> list[Evidence]:
    """The evidence that no adjudicator has yet, and that goes there without being named.

    Whether an opinion against the treatment is sent is for the case manager to decide.
    """
    return [piece for piece in not_filed(state) if not piece.speaks_against]


def attach(state: CaseState, pieces: list[Evidence], day: date) -> None:
    """Pieces went to the present adjudicator on a day, with the filing or after it."""
    for number, piece in enumerate(state.evidence):
        if piece in pieces:
            filed = {"filed_at": state.level, "filed_on": day}
            state.evidence[number] = piece.model_copy(update=filed)


def refile(state: CaseState, before: date | None, day: date) -> None:
    """The filing was on another day: what went with it went on that day, if it was there."""
    for number, piece in enumerate(state.evidence):
        if piece.filed_at == state.level and piece.filed_on == before:
            with_it = piece.received_on <= day
            filed = {"filed_on": day} if with_it else {"filed_at": None, "filed_on": None}
            state.evidence[number] = piece.model_copy(update=filed)


def given_by(event: Event) -> dict[str, object]:
    """What the sender of an event wrote, without what was left out."""
    return {name: getattr(event, name) for name in event.model_fields_set}
