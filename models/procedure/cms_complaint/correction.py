"""What was typed wrong of a complaint to CMS: which report a correction changes."""

from models.inputs.cms_complaint import ComplaintIntake, ComplaintRecalculated
from models.inputs.validation import Refusal
from models.procedure.acceptance.checks import check_emptied
from models.procedure.case import Case
from models.procedure.cms_complaint.standing import ComplaintStanding


def bound_recalculation(
    case: Case[ComplaintIntake], said: ComplaintRecalculated
) -> dict[str, object]:
    """Which earlier reports it changes: field by field, each from a field of its own."""
    made = case.last("record_filed") or 1
    numbered = case.last("record_assigned") or made
    corrects: dict[str, dict[str, str]] = {}
    if said.filed_on is not None:
        corrects.setdefault(str(made), {})["filed_on"] = "filed_on"
    if said.tracking_number is not None:
        corrects.setdefault(str(numbered), {})["tracking_number"] = "tracking_number"
    if said.also_grievance is not None:
        corrects.setdefault("1", {})["also_grievance"] = "also_grievance"
    extension = case.last("record_extension")
    if extension is None or said.extension_days is None:
        return {"corrects": corrects}
    if said.extension_days == 0:
        return {"corrects": corrects, "takes_back": [extension]}
    corrects[str(extension)] = {"days": "extension_days"}
    return {"corrects": corrects}


def check_recalculation(
    case: Case[ComplaintIntake], standing: ComplaintStanding, said: ComplaintRecalculated
) -> None:
    """Refuse a correction of nothing, or of what is not recorded.

    Raises:
        Refusal: in a sentence.
    """
    del case
    check_emptied(said)
    if not said.model_dump(exclude={"reason"}, exclude_none=True):
        message = (
            "Nothing is corrected: expected at least one of filed_on, tracking_number, "
            "also_grievance, extension_days. A new day of assignment or grade goes by "
            "record_assigned."
        )
        raise Refusal(message)
    if standing.filed_on is None and said.filed_on is not None:
        message = "The complaint is not made yet: record_filed comes first."
        raise Refusal(message)
    if said.extension_days is not None and not standing.extended:
        message = "No extension is recorded that could be corrected; use record_extension."
        raise Refusal(message)
    if said.also_grievance is False and standing.extended and said.extension_days != 0:
        message = "also_grievance: an extension is recorded; take it back by extension_days 0."
        raise Refusal(message)
