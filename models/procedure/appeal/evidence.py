"""The evidence of an appeal: what is listed, with which filing it went, and what is still to send.

A piece went with a filing if it had arrived by the day of that filing and was known to the case
when the filing was first reported. Whether an opinion against the treatment is sent is for the
case manager to decide.
"""

from collections.abc import Iterator
from datetime import date, datetime

from models.cases.deadline import FollowUpKind
from models.cases.evidence import Evidence
from models.cases.program import Phase
from models.cases.standing import Matter, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.facts import level_of, rule_facts
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case, Played
from models.procedure.clocks import key
from models.procedure.play import note
from models.rulebook import RulebookError, rulebook

_OWN = ".e"
"""What the id of a piece from elsewhere adds to the case's own, before its number."""


def listed(case: Case[Intake]) -> list[Evidence]:
    """Every piece that the case has heard of, in the order in which it did; none filed."""
    return [piece for piece, _ in sorted(_known(case), key=lambda one: one[1])]


def next_own_id(case: Case[Intake]) -> str:
    """The id of the next piece from elsewhere."""
    numbers = [int(_id(case, fact, 0).rpartition(_OWN)[2]) for fact in _own(case)]
    return f"{case.id}{_OWN}{max(numbers, default=0) + 1}"


def not_filed(standing: AppealStanding) -> list[Evidence]:
    """All that no adjudicator has yet."""
    return [piece for piece in standing.evidence if piece.filed_at is None]


def to_send(standing: AppealStanding) -> list[Evidence]:
    """What no adjudicator has yet, and goes there without being named."""
    return [piece for piece in not_filed(standing) if not piece.speaks_against]


def attach_in_hand(case: Case[Intake], standing: AppealStanding, report: Played, day: date) -> None:
    """What was in hand goes with a filing; one reported late did not carry what came in between."""
    known = {
        fact.binds.get("id") or _id(case, fact, place)
        for place, fact in enumerate(_own(case), start=1)
        if fact.number < report.number
    }
    for child in case.children:
        known |= {piece.id for piece, heard in child.evidence if heard <= report.at}
    chosen = {
        piece.id for piece in to_send(standing) if piece.id in known and piece.received_on <= day
    }
    _attach(standing, chosen, day)


def submit(standing: AppealStanding, report: Played) -> None:
    """Evidence that came after the filing went to the adjudicator."""
    said: appeal_reports.EvidenceSubmitted = report.said
    named = set(report.binds.get("evidence", said.evidence))
    count = len(named)
    _attach(standing, named & {piece.id for piece in not_filed(standing)}, said.sent_on)
    facts = {
        "adjudicator": standing.adjudicator,
        "day": said.sent_on,
        "pieces": Said("appeal.one_piece" if count == 1 else "appeal.pieces", {"count": count}),
    }
    note(standing, Said("appeal.evidence_sent", facts), report)


def look_after_evidence(case: Case[Intake], standing: AppealStanding) -> None:
    """What is to be sent after a filing, and a plan that does not fit any more."""
    waits = standing.phase in {Phase.DECIDING, Phase.FORWARDING}
    if waits and to_send(standing):
        adjudicator = level_of(case, standing.level).adjudicator_on(case.today)
        facts = {"adjudicator": adjudicator, "more_time": _time_for_evidence(case, standing)}
        # One matter, whichever report brought the case to this adjudicator.
        standing.matters.append(
            _matter(standing, FollowUpKind.SUPPLEMENT, Said("appeal.supplement", facts), 1)
        )
    if standing.plan_broken:
        facts = {"more_time": _time_for_evidence(case, standing)}
        root = int(standing.at.rpartition(".")[2])
        standing.matters.append(
            _matter(standing, FollowUpKind.PLAN_BROKEN, Said("appeal.plan_broken", facts), root)
        )


def _matter(standing: AppealStanding, kind: FollowUpKind, said: Said, root: int) -> Matter:
    return Matter(
        key=key(standing.level, kind.value, root), kind=kind, level=standing.level, said=said
    )


def _time_for_evidence(case: Case[Intake], standing: AppealStanding) -> Said | str:
    """The extension that the law has for the decision at the present level."""
    level = level_of(case, standing.level)
    step = level.decision_step(rule_facts(case, standing, standing.known, level.level))
    if step is None or step.rule is None:
        return ""
    try:
        extension = rulebook.row(step.rule).version_on(case.today).extension
    except RulebookError:
        return ""
    if extension is None:
        return ""
    facts = {
        "days": extension.days,
        "who": extension.who,
        "ground": extension.ground,
        "citation": extension.citation,
    }
    return Said("appeal.more_time", facts)


def _attach(standing: AppealStanding, chosen: set[str], day: date) -> None:
    """Pieces went to the present adjudicator on a day, with the filing or after it."""
    for place, piece in enumerate(standing.evidence):
        if piece.id in chosen:
            filed = {"filed_at": standing.level, "filed_on": day}
            standing.evidence[place] = piece.model_copy(update=filed)


def _known(case: Case[Intake]) -> Iterator[tuple[Evidence, datetime]]:
    """Each piece with the moment since which it is known (UTC)."""
    for child in case.children:
        for piece, heard in child.evidence:
            yield piece.model_copy(update={"filed_at": None, "filed_on": None}), heard
    for place, fact in enumerate(_own(case), start=1):
        # What it says was read already, with each play of the case.
        yield Evidence.model_construct(id=_id(case, fact, place), **dict(fact.said)), fact.at


def _own(case: Case[Intake]) -> tuple[Played, ...]:
    return case.facts("record_evidence")


def _id(case: Case[Intake], fact: Played, place: int) -> str:
    return str(fact.binds.get("id") or f"{case.id}{_OWN}{place}")
