"""A request that lacks something: the adjudicator's time waits until it is complete."""

from dataclasses import replace

from models.cases.deadline import FollowUpKind
from models.cases.program import Missing
from models.cases.standing import Matter, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.decisions.decision import filed, incomplete_matter
from models.procedure.appeal.facts import level_of
from models.procedure.appeal.position import go_on
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case, Played
from models.procedure.play import note


def complete_request(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Something that the request lacked has come; with the last of it the time begins."""
    said: appeal_reports.RequestCompleted = report.said
    before, level = standing.levels[-1], level_of(case, standing.level)
    came = said.what or before.incomplete
    left = tuple(one for one in before.incomplete if one not in came)
    step = replace(before, incomplete=left)
    if _lacks_appointment(before.incomplete) and not _lacks_appointment(left):
        step = replace(step, appointment_on=report.day)
    if left:
        standing.change_level(before, step)
        standing.matters = [
            _still(case, standing, one, step.incomplete) for one in standing.matters
        ]
    else:
        step, position = filed(
            case, standing, level, replace(step, clock_on=report.day, clock_at=None)
        )
        standing.change_level(before, step)
        standing.drop(FollowUpKind.INCOMPLETE)
        go_on(standing, position)
    code = "request_complete" if not left else "request_completed_in_part"
    note(standing, Said(f"appeal.{code}", {"level": level.title, "day": report.day}), report)


def _lacks_appointment(parts: tuple[Missing, ...]) -> bool:
    return any(one.paper == Missing.APPOINTMENT_OF_REPRESENTATIVE.value for one in parts)


def _still(
    case: Case[Intake], standing: AppealStanding, matter: Matter, left: tuple[Missing, ...]
) -> Matter:
    if matter.kind is not FollowUpKind.INCOMPLETE:
        return matter
    root, level = standing.levels[-1].root, level_of(case, matter.level)
    return incomplete_matter(case, level, standing.adjudicator, root, left)
