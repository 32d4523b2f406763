"""The proof of filing: how a request or its evidence was sent, and whether it has arrived.

A filing counts from the day it was reported to be received. What proves another day moves nothing
by itself: the case manager is asked which of the two is right.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.cases.deadline import FollowUpKind
from models.cases.standing import Matter, Note, PanelPart, Said
from models.inputs.appeal_intake import Intake
from models.inputs.request.sending import DELIVERY, DeliveryRecorded, Sending
from models.inputs.validation import Refusal
from models.procedure.acceptance.checks import not_before
from models.procedure.appeal.standing import AppealStanding, SentOut
from models.procedure.case import Case, Played
from models.procedure.clocks import key
from models.procedure.play import note


def send_out(
    standing: AppealStanding, report: Played, *, evidence: bool = False, proven: bool = False
) -> None:
    """A request or its evidence was sent: its receipt is asked for, where it is said how.

    Args:
        standing: Where the case stands after it.
        report: Of the filing, or of the evidence.
        evidence: Whether it is evidence that went after the filing.
        proven: Whether the report itself brings what proves the receipt.
    """
    said: Sending = report.said
    one = replace(
        note_sent(standing, report.number, report.day), by=said.sent_by, evidence=evidence
    )
    standing.sent[-1] = one
    if said.sent_by is None:
        return
    note(standing, Said(f"appeal.sent_by_{said.sent_by}"), report, main=False)
    if said.tracking:
        tracked = Said("appeal.tracked", {"tracking": said.tracking})
        note(standing, tracked, report, main=False)
    if not proven:
        standing.matters.append(_unproven(one))


def note_sent(standing: AppealStanding, number: int, day: date) -> SentOut:
    """Something went to the present adjudicator, by a report that does not say how."""
    one = SentOut(
        key=key(standing.level, FollowUpKind.CONFIRM_RECEIPT.value, number),
        number=number,
        level=standing.level,
        title=standing.level_title,
        adjudicator=standing.adjudicator,
        on=day,
    )
    standing.sent.append(one)
    return one


def forget_receipts(standing: AppealStanding) -> None:
    """The case has gone past an adjudicator: whether that one has its papers matters no more."""
    standing.matters = [
        one
        for one in standing.matters
        if one.kind is not FollowUpKind.CONFIRM_RECEIPT or one.level == standing.level
    ]


def look_after_receipts(case: Case[Intake], standing: AppealStanding) -> None:
    """What is proven is not asked for any more; of a filing, a proof of another day is."""
    proofs = _proofs(case)
    sent = {one.key: one for one in standing.sent}
    kept = []
    for matter in standing.matters:
        proof = proofs.get(matter.key)
        if matter.kind is not FollowUpKind.CONFIRM_RECEIPT or proof is None:
            kept.append(matter)
        elif _differs(sent[matter.key], proof):
            kept.append(replace(matter, said=_otherwise(sent[matter.key], proof)))
    standing.matters = kept


def bound_to(case: Case[Intake], standing: AppealStanding, report: Played) -> dict[str, object]:
    """What a delivery is of, as its report is accepted: what is named, or what waits for it."""
    found = _meant(case, standing, report)
    return {"key": found[0].key} if len(found) == 1 else {}


def check_delivery(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Refuse a delivery of nothing that was sent, or of one of several.

    Raises:
        Refusal: in a sentence.
    """
    said: DeliveryRecorded = report.said
    if not standing.sent:
        message = (
            "Nothing was sent yet: record the filing with file_appeal, or evidence that goes "
            "after it with submit_evidence."
        )
        raise Refusal(message)
    found = _meant(case, standing, report)
    if len(found) != 1:
        numbers = [str(one.number) for one in found or standing.sent]
        message = f"of: expected the number of the report of what arrived: {' or '.join(numbers)}."
        raise Refusal(message)
    if found[0].evidence:
        not_before("on", said.on, found[0].on, "the evidence was sent")


def delivery_notes(case: Case[Intake], standing: AppealStanding) -> Iterator[Note]:
    """The lines of the account about what has arrived."""
    sent = {one.key: one for one in standing.sent}
    for report in case.facts(DELIVERY):
        one = sent.get(str(report.binds.get("key")))
        if one is not None:
            said = Said("appeal.delivered", {"what": _what(one), "day": report.said.on})
            yield Note(report.at, said, report.number)
            proof = Said("appeal.delivery_proof", {"evidence": report.said.evidence})
            yield Note(report.at, proof, report.number, main=False)


def delivery_part(case: Case[Intake], standing: AppealStanding) -> PanelPart | None:
    """The part of the panel about what went to the present level, where it is said how."""
    proofs = _proofs(case)
    lines = []
    for one in standing.sent:
        if one.by is None or one.level != standing.level or standing.ending is not None:
            continue
        facts: dict[str, object] = {"what": _what(one), "means": Said(f"appeal.by_{one.by}")}
        proof = proofs.get(one.key)
        if proof is not None:
            lines.append(Said("appeal.part_delivered", {**facts, "on": proof.said.on}))
        elif _is_asked_for(standing, one):
            lines.append(Said("appeal.part_unproven", facts))
        else:
            lines.append(Said("appeal.part_sent", facts))
    return PanelPart(title=Said("appeal.proof"), lines=tuple(lines)) if lines else None


def _meant(case: Case[Intake], standing: AppealStanding, report: Played) -> list[SentOut]:
    said: DeliveryRecorded = report.said
    if said.of is not None:
        return [one for one in standing.sent if one.number == said.of]
    proofs = _proofs(case)
    without = [one for one in standing.sent if one.key not in proofs]
    asked = [one for one in without if _is_asked_for(standing, one)]
    return asked or without[-1:]


def _proofs(case: Case[Intake]) -> dict[str, Played]:
    """The latest report of the delivery of each thing, by its key."""
    return {str(one.binds["key"]): one for one in case.facts(DELIVERY) if "key" in one.binds}


def _is_asked_for(standing: AppealStanding, one: SentOut) -> bool:
    return any(matter.key == one.key for matter in standing.matters)


def _differs(one: SentOut, proof: Played) -> bool:
    """Whether a filing is recorded as received on another day than its proof says."""
    return not one.evidence and proof.said.on != one.on


def _what(one: SentOut) -> Said:
    if one.evidence:
        return Said("appeal.the_evidence_sent", {"day": one.on})
    return Said("appeal.the_request", {"level": one.title})


def _unproven(one: SentOut) -> Matter:
    facts = {
        "level": one.title,
        "day": one.on,
        "means": Said(f"appeal.sent_by_{one.by}"),
        "how": Said(f"appeal.prove_{one.by}", {"adjudicator": one.adjudicator}),
    }
    code = "evidence_unproven" if one.evidence else "request_unproven"
    return Matter(
        key=one.key,
        kind=FollowUpKind.CONFIRM_RECEIPT,
        level=one.level,
        said=Said(f"appeal.{code}", facts),
    )


def _otherwise(one: SentOut, proof: Played) -> Said:
    facts = {"level": one.title, "day": one.on, "on": proof.said.on, "number": one.number}
    return Said("appeal.received_otherwise", facts)
