"""The written report of a second opinion: what it says, what it lacks, and what follows from it."""

from dataclasses import replace

from models.cases.deadline import FollowUpKind
from models.cases.evidence import Agreement, Evidence, EvidenceKind
from models.cases.log.entries import Nature
from models.cases.standing import Matter, Readers, Said
from models.inputs.second_opinion import ReportReceived, SecondOpinionEnding
from models.procedure.case import Played
from models.procedure.clocks import key
from models.procedure.play import note
from models.procedure.second_opinion.standing import (
    SECOND,
    THIRD,
    Conclusion,
    Opinion,
    OpinionCase,
    OpinionStanding,
    opinion_of,
)
from models.procedure.second_opinion.steps import REPORT, open_third, pass_step

_ENDINGS = {
    Agreement.AGREES: SecondOpinionEnding.AGREED,
    Agreement.DISAGREES: SecondOpinionEnding.CONFLICT,
    Agreement.COVERED_ALTERNATIVE: SecondOpinionEnding.COVERED_ALTERNATIVE,
}


def record_report(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """Agreement, conflict or a covered alternative, each goes its own way."""
    said, opinion = report.said, opinion_of(standing, report)
    third = opinion == THIRD
    kind = EvidenceKind.THIRD_OPINION if third else EvidenceKind.SECOND_OPINION
    piece = _piece(case, kind, report)
    written = Opinion(report.number, said.agreement, report.day, piece.id, piece.elements)
    standing.evidence.append(piece)
    standing.opinions.append(written)
    pass_step(standing, opinion, REPORT, report.day)
    which, words = "third" if third else "second", said.agreement.value.replace("_", " ")
    facts: dict[str, object] = {"which": which, "day": report.day, "words": words}
    note(standing, Said("second_opinion.report", facts), report)
    if said.agreement is Agreement.DISAGREES and not third:
        open_third(case, standing)
        note(standing, Said("second_opinion.third_opened"), report, main=False)
    elif written.lacking:
        _ask_for_the_rest(standing)
    else:
        standing.conclusion = Conclusion(_ENDINGS[said.agreement], report)


def record_addendum(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """What was missing came, or a part of it: the report's piece of evidence has it now."""
    written = opinion_named(standing, report)
    assert written is not None  # noqa: S101 (it would not have fitted)
    written.elements = tuple(dict.fromkeys([*written.elements, *report.said.elements]))
    standing.evidence = [
        one.model_copy(update={"elements": written.elements})
        if one.id == written.evidence_id
        else one
        for one in standing.evidence
    ]
    standing.evidence.append(_piece(case, EvidenceKind.ADDENDUM, report))
    note(standing, Said("second_opinion.addendum", {"day": report.day}), report)
    if written is not standing.opinions[-1] or written.agreement is not Agreement.AGREES:
        return
    if written.lacking:
        _ask_for_the_rest(standing)
    else:
        standing.conclusion = Conclusion(SecondOpinionEnding.AGREED, report)


def conclude(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """The opinion is taken as it is."""
    del case
    note(standing, Said("second_opinion.concluded", {"day": report.day}), report)
    standing.conclusion = Conclusion(_ENDINGS[standing.opinions[-1].agreement], report)


def opinion_named(standing: OpinionStanding, report: Played) -> Opinion | None:
    """The opinion that an addendum, or a conclusion, is about."""
    bound = str(report.binds.get("key", ""))
    found = [one for one in standing.opinions if opinion_key(one.number) == bound]
    if found or bound:
        return found[0] if found else None
    return standing.opinions[-1] if standing.opinions else None


def opinion_key(number: int) -> str:
    """The key of an opinion, by the number of the report that brought it."""
    return f"opinion.{number}"


def end_when_all_is_taken(case: OpinionCase, standing: OpinionStanding, *, now: bool) -> None:
    """The opinions have ended the work, once all that was reported before is taken.

    What was reported before the report that ends it was true as well, though of a later day.

    Args:
        case: As of now.
        standing: Where it stands.
        now: Whether nothing more can be taken.
    """
    conclusion = standing.conclusion
    if conclusion is None or standing.ending is not None:
        return
    over = {*standing.taken, *(misfit.number for misfit in standing.misfits)}
    before = (
        one
        for one in case.played(Nature.HAPPENING)
        if one.number < conclusion.report.number and one.number not in over
    )
    if now or next(before, None) is None:
        standing.finish(conclusion.ending, conclusion.report.day, conclusion.report.at)


def with_those_beside(case: OpinionCase, standing: OpinionStanding) -> list[Evidence]:
    """Its evidence and that of the cases beside it, in the order in which it became known."""
    brought = {str(version.binds.get("piece")): version.at for version in case.versions}
    pieces = [(heard, piece) for child in case.children for piece, heard in child.evidence]
    pieces += [(brought.get(piece.id, case.opened_at), piece) for piece in standing.evidence]
    return [piece for _, piece in sorted(pieces, key=lambda one: one[0])]


def next_piece(case: OpinionCase, standing: OpinionStanding) -> str:
    """The id of the next piece of evidence; it is written into the log with its report."""
    taken = {piece.id for piece in standing.evidence}
    number = len(standing.evidence) + 1
    while f"{case.id}.{number}" in taken:
        number += 1
    return f"{case.id}.{number}"


def _ask_for_the_rest(standing: OpinionStanding) -> None:
    """What the last report lacks is asked of the physician, for as long as it lacks anything."""
    written, kind = standing.opinions[-1], FollowUpKind.MISSING_ELEMENTS
    matter = Matter(
        key=key(SECOND, kind.value, written.number),
        kind=kind,
        level=SECOND,
        said=Said("second_opinion.incomplete"),
        readers=Readers.WRITER,
        elements=written.lacking,
    )
    if any(one.key == matter.key for one in standing.matters):
        standing.matters = [
            replace(one, elements=matter.elements) if one.key == matter.key else one
            for one in standing.matters
        ]
    else:
        standing.matters.append(matter)


def _piece(case: OpinionCase, kind: EvidenceKind, report: Played) -> Evidence:
    said = report.said
    written = said if isinstance(said, ReportReceived) else None
    return Evidence(
        id=str(report.binds.get("piece", f"{case.id}.r{report.number}")),
        kind=kind,
        name=said.name,
        location=said.location,
        given_by=written.given_by if written else None,
        received_on=said.received_on,
        elements=tuple(dict.fromkeys(said.elements)),
        agreement=written.agreement if written else None,
    )
