"""The ids of the cases beside another, for the sentences that name one that is about to start."""

from models.cases.kinds import child_id
from models.cases.standing import Standing, WantedChild
from models.procedure.case import Case, IntakeT


def id_beside(case: Case[IntakeT], standing: Standing, wanted: WantedChild) -> str:
    """The workflow id of a child that is wanted: as it was started, or as it will be.

    Args:
        case: The one beside which it runs.
        standing: With all that was wanted before this one.
        wanted: The child.
    """
    place = (wanted.kind, wanted.report, wanted.place)
    started = [one for one in case.children if one.kind is wanted.kind]
    for child in started:
        if (child.kind, child.report, child.place) == place:
            return child.id
    known = {(one.kind, one.report, one.place) for one in started}
    before = {
        (one.kind, one.report, one.place) for one in standing.wanted if one.kind is wanted.kind
    }
    return child_id(case.id, wanted.kind, 1 + len(started) + len(before - known - {place}))
