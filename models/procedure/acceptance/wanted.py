"""The intake of a case that is started beside another, and whether it can be one."""

from typing import Any

from pydantic import ValidationError

from models.cases.standing import Standing, WantedChild
from models.inputs.common_intake import AnyIntake
from models.inputs.validation import Refusal, explain
from models.procedure.kinds import INTAKES

_SHARED = {name for name in AnyIntake.model_fields if name != "case_id"}
"""What a case beside another takes over: the people, the place, the reminders."""


def child_intake(intake: AnyIntake, wanted: WantedChild) -> dict[str, Any]:
    """The intake of a case started beside another: the same people, and its own facts."""
    shared = intake.model_dump(mode="json", include=_SHARED)
    return {name: one for name, one in {**shared, **wanted.intake}.items() if one is not None}


def check_wanted(intake: AnyIntake, before: Standing, after: Standing) -> None:
    """Refuse what asks for a case that could not be opened.

    Raises:
        Refusal: naming the field that does not fit.
    """
    known = {(one.kind, one.report, one.place) for one in before.wanted}
    for wanted in after.wanted:
        if (wanted.kind, wanted.report, wanted.place) not in known:
            try:
                INTAKES[wanted.kind].model_validate(child_intake(intake, wanted))
            except ValidationError as error:
                raise Refusal(explain(error)) from None
