"""How much one case can hold: what it carries goes from run to run as one payload."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from models.cases.validation import Refusal

MOST_REPORTS = 400
"""Reports of one case. The longest that are known have a tenth of that."""

MOST_BYTES = 1_000_000
"""JSON of one case's log: Temporal takes two megabytes as one payload."""

MOST_BYTES_OF_A_WORD = 300_000
"""JSON of what another case signals. The longest that are known have a hundredth of that."""


def check_room(log: Sequence[Mapping[str, Any]], content: Mapping[str, Any]) -> None:
    """Refuse a report that a case has no room for.

    Args:
        log: The entries of the case's log.
        content: Of the report.

    Raises:
        Refusal: saying what to do instead.
    """
    if len(log) >= MOST_REPORTS:
        message = f"The case holds {MOST_REPORTS} reports, as many as one can: close it."
        raise Refusal(message)
    if len(json.dumps([*log, content])) > MOST_BYTES:
        message = "The case holds as much as one can: shorten this report, or close the case."
        raise Refusal(message)
