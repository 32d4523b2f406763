"""Drafts of the request for appeal that the service wrote: somebody has to review and sign them."""

from collections.abc import Iterator
from datetime import timedelta

from models.cases.deadline import FollowUpKind
from models.cases.program import Phase
from models.cases.standing import Matter, Note, Said
from models.inputs.appeal_intake import Intake
from models.inputs.request.drafting import DRAFT, DraftAsked
from models.inputs.validation import Refusal
from models.procedure.appeal.facts import level_of
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case, Played
from models.procedure.clocks import key

_BROUGHT_UP_FOR = timedelta(days=14)
"""How long somebody is reminded to review a draft that was not filed."""


def drafted_level(standing: AppealStanding, said: DraftAsked) -> str:
    """The level that a draft is for: the one named, else where a request is or was made."""
    if said.level is not None:
        return said.level
    if standing.phase in {Phase.FILING, Phase.GOOD_CAUSE} or not standing.levels:
        return standing.level
    return standing.levels[-1].level


def draft_folder(case_id: str, number: int) -> str:
    """The name of the folder with the draft that a report asked for: each has its own."""
    return f"{case_id}.draft.{number}"


def check_draft(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Refuse a draft for a level that the program does not have.

    Raises:
        Refusal: in a sentence.
    """
    del standing
    said: DraftAsked = report.said
    if said.level is not None and said.level not in case.intake.levels:
        message = f"level: expected one of {', '.join(case.intake.levels)}."
        raise Refusal(message)


def look_after_drafts(case: Case[Intake], standing: AppealStanding) -> None:
    """The latest draft is to be reviewed, for two weeks or until its request is filed."""
    drafts = _drafts(case)
    if not drafts:
        return
    latest, level = drafts[-1]
    step = standing.visited(level)
    is_filed = step is not None and (step.filed_in or 0) > latest.number
    if is_filed or case.now >= latest.at + _BROUGHT_UP_FOR:
        return
    facts = {
        "level": level_of(case, level).title,
        "folder": draft_folder(case.id, latest.number),
    }
    standing.matters.append(
        Matter(
            key=key(level, FollowUpKind.DRAFT.value, latest.number),
            kind=FollowUpKind.DRAFT,
            level=level,
            said=Said("appeal.draft_ready", facts),
        )
    )


def draft_notes(case: Case[Intake]) -> Iterator[Note]:
    """The lines of the account about drafts."""
    for report, level in _drafts(case):
        facts = {
            "level": level_of(case, level).title,
            "folder": draft_folder(case.id, report.number),
        }
        yield Note(report.at, Said("appeal.drafted", facts), report.number)


def _drafts(case: Case[Intake]) -> list[tuple[Played, str]]:
    """The reports of drafts with their levels; without those of levels that are no more."""
    found = [(one, str(one.binds.get("level", ""))) for one in case.facts(DRAFT)]
    return [(one, level) for one, level in found if level in case.intake.levels]
