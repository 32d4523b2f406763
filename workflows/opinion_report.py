"""The written report of a second opinion: what it says, what it lacks, and what follows from it."""

from temporalio import workflow

from workflows.docket import add, finish, record
from workflows.opinion_part import OpinionPart
from workflows.opinion_steps import REPORT, add_third, pass_step, take_plan

with workflow.unsafe.imports_passed_through():
    from models import second_opinion as facts
    from models.deadline import FollowUpKind
    from models.evidence import Agreement, Evidence, EvidenceKind
    from models.second_opinion import Opinion, SecondOpinionEnding, SecondOpinionOccasion

_ENDINGS = {
    Agreement.AGREES: SecondOpinionEnding.AGREED,
    Agreement.DISAGREES: SecondOpinionEnding.CONFLICT,
    Agreement.COVERED_ALTERNATIVE: SecondOpinionEnding.COVERED_ALTERNATIVE,
}


class OpinionReport(OpinionPart):
    """The report and what is added to it. Each step gives back what was recorded."""

    async def record_report(self, event: facts.ReportReceived) -> str:
        """Agreement, conflict or a covered alternative, each goes its own way."""
        state = self._state
        kind = EvidenceKind.THIRD_OPINION if state.third else EvidenceKind.SECOND_OPINION
        piece = self._piece(kind, event)
        opinion = Opinion(
            agreement=event.agreement,
            received_on=event.received_on,
            evidence_id=piece.id,
            elements=piece.elements,
        )
        which = "third" if state.third else "second"
        if event.agreement is Agreement.AGREES and len(piece.missing) > 0:
            answer = await self._ask(
                SecondOpinionOccasion.INCOMPLETE, event.received_on, lacking=piece.missing
            )
            add(state, answer)
        pass_step(state, REPORT, event.received_on)
        state.evidence.append(piece)
        state.opinions.append(opinion)
        words = event.agreement.value.replace("_", " ")
        what = record(state, f"Report of the {which} opinion {event.received_on}: {words}.")
        if event.agreement is Agreement.DISAGREES and not state.third:
            add_third(state)
            take_plan(state)
            record(state, "The opinions differ: a third is opened, which is covered as well.")
        elif not state.lacking:
            finish(state, _ENDINGS[event.agreement])
        return what

    async def record_addendum(self, event: facts.AddendumReceived) -> str:
        """What was missing came, or a part of it: the report's piece of evidence has it now."""
        state = self._state
        opinion = state.opinions[-1]
        opinion.elements = tuple(dict.fromkeys([*opinion.elements, *event.elements]))
        state.evidence.append(self._piece(EvidenceKind.ADDENDUM, event))
        for number, piece in enumerate(state.evidence):
            if piece.id == opinion.evidence_id:
                more = {"elements": opinion.elements}
                state.evidence[number] = piece.model_copy(update=more)
        what = record(state, f"Addendum received {event.received_on}.")
        awaits_third = state.third and len(state.opinions) == 1
        if opinion.agreement is Agreement.AGREES and not state.lacking and not awaits_third:
            finish(state, SecondOpinionEnding.AGREED)
            return what
        for follow_up in state.follow_ups:
            if follow_up.is_open and follow_up.kind is FollowUpKind.MISSING_ELEMENTS:
                follow_up.elements = state.lacking
        return what

    async def conclude(self, event: facts.OpinionConcluded) -> str:
        """The opinion is taken as it is."""
        what = record(self._state, f"Concluded {event.on}.")
        finish(self._state, _ENDINGS[self._state.opinions[-1].agreement])
        return what

    def _piece(
        self, kind: EvidenceKind, event: facts.ReportReceived | facts.AddendumReceived
    ) -> Evidence:
        state = self._state
        return Evidence(
            id=f"{state.case_id}.{len(state.evidence) + 1}",
            kind=kind,
            name=event.name,
            location=event.location,
            given_by=event.given_by if isinstance(event, facts.ReportReceived) else None,
            received_on=event.received_on,
            elements=tuple(dict.fromkeys(event.elements)),
            agreement=event.agreement if isinstance(event, facts.ReportReceived) else None,
        )
