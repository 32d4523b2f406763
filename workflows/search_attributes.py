"""The search attributes of every workflow, by name and type: one more is one more line here.

What each says of a case stands in `models.presentation.attributes`, under the same name;
by whom it was looked at last is added with each turn.
Search attributes are never encrypted: no name, address or health detail goes into one.
"""

from temporalio.common import SearchAttributeKey

CASE_STAGE = SearchAttributeKey.for_keyword("CaseStage")
PROGRAM = SearchAttributeKey.for_keyword("Program")
CASE_MANAGER = SearchAttributeKey.for_keyword("CaseManager")
NEXT_ACTION = SearchAttributeKey.for_keyword("NextAction")
URGENCY = SearchAttributeKey.for_keyword("Urgency")
WAITING_ON = SearchAttributeKey.for_keyword("WaitingOn")
"""Whose act the case waits for: `models.cases.program.WaitingOn`."""

NEXT_DEADLINE = SearchAttributeKey.for_datetime("NextDeadline")
"""Within the last day of the deadline that ends first: its noon, or the instant it ends at."""

LOOKED_AT_BY = SearchAttributeKey.for_keyword("LookedAtBy")
"""By which edition of the rulebook and which build the case was last looked at."""

SEARCH_ATTRIBUTES = (
    CASE_STAGE,
    PROGRAM,
    CASE_MANAGER,
    NEXT_ACTION,
    URGENCY,
    WAITING_ON,
    NEXT_DEADLINE,
    LOOKED_AT_BY,
)
