"""What an appeal is about in dollars, as the case stands; counted by `models.recovery`."""

from models.cases.program import Phase
from models.cases.standing import PanelPart
from models.inputs.appeal_intake import Intake
from models.inputs.request.claim_details import DETAILS, ClaimDetails, details_of
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case
from models.recovery.recovery import Recovery, recovery
from models.recovery.words import recovery_lines
from models.rulebook import rulebook

_TO_FILE = frozenset({Phase.FILING, Phase.GOOD_CAUSE})


def recovery_of(case: Case[Intake], standing: AppealStanding) -> Recovery:
    """What it is about, as of the moment it is asked about."""
    ladder = rulebook.levels(case.intake.program.value)
    places = {one.level: place for place, one in enumerate(ladder)}
    # A case that cannot be counted is at no level of the ladder.
    at = places.get(standing.level, len(ladder))
    first = at if standing.phase in _TO_FILE else at + 1
    left = ladder[first:] if standing.ending is None else ()
    return recovery(case.intake, _details(case), standing.amount, left, case.today)


def recovery_part(case: Case[Intake], standing: AppealStanding) -> PanelPart | None:
    """The part of the panel, where amounts of the claim were given."""
    if _details(case).amounts is None or standing.ending is not None:
        return None
    title, lead, *lines = recovery_lines(recovery_of(case, standing))
    return PanelPart(title=title, lead=lead, lines=tuple(lines))


def _details(case: Case[Intake]) -> ClaimDetails:
    return details_of(case.intake, [one.said for one in case.facts(DETAILS)])
