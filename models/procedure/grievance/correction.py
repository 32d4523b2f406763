"""What was typed wrong of a grievance: which report a correction changes."""

from models.cases.program import Program
from models.inputs.grievance import GrievanceIntake, GrievanceRecalculated
from models.inputs.validation import Refusal
from models.local_time import short_day
from models.procedure.acceptance.checks import check_emptied, check_hour, not_before
from models.procedure.case import Case
from models.procedure.grievance.standing import GrievanceStanding

_OF_THE_INTAKE = ("event_on", "about", "drug_obtained")
_OF_THE_FILING = ("filed_on", "filed_at")


def bound_recalculation(
    case: Case[GrievanceIntake], said: GrievanceRecalculated
) -> dict[str, object]:
    """Which earlier reports it changes: field by field, each from a field of its own."""
    corrects: dict[str, dict[str, str]] = {}
    filing = case.last("record_filed") or 1
    for target, names in ((1, _OF_THE_INTAKE), (filing, _OF_THE_FILING)):
        for name in names:
            if getattr(said, name) is not None:
                corrects.setdefault(str(target), {})[name] = name
    extension = case.last("record_extension")
    if extension is None or said.extension_days is None:
        return {"corrects": corrects}
    if said.extension_days == 0:
        return {"corrects": corrects, "takes_back": [extension]}
    return {"corrects": corrects | {str(extension): {"days": "extension_days"}}}


def check_recalculation(
    case: Case[GrievanceIntake], standing: GrievanceStanding, said: GrievanceRecalculated
) -> None:
    """Refuse a correction of nothing, or of what is not recorded.

    Raises:
        Refusal: in a sentence.
    """
    check_emptied(said)
    problem = None
    if not said.model_dump(exclude={"reason"}, exclude_none=True):
        problem = (
            "Nothing is corrected: expected at least one of event_on, about, drug_obtained, "
            "filed_on, filed_at, extension_days."
        )
    elif said.drug_obtained and case.intake.program is not Program.PART_D:
        problem = "drug_obtained: belongs to part_d."
    elif standing.filing is None and (said.filed_on or said.filed_at) is not None:
        problem = "The grievance is not filed yet: record_filed comes first."
    elif said.extension_days is not None and standing.extension is None:
        problem = "No extension is recorded that could be corrected; use record_extension."
    if problem is not None:
        raise Refusal(problem)
    if standing.filing is None:
        return
    filed_on = said.filed_on or standing.filing.on
    not_before("filed_on", filed_on, said.event_on or case.intake.event_on, "the event")
    check_hour(case, "filed_at", filed_on, said.filed_at or standing.filing.at)
    if standing.answered_on is not None and filed_on > standing.answered_on:
        message = (
            f"filed_on: {short_day(filed_on)} is after the plan's answer, "
            f"{short_day(standing.answered_on)}."
        )
        raise Refusal(message)
