"""How much one case can hold: what it carries goes from run to run as one payload."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from models.inputs.validation import Refusal

MOST_REPORTS = 400
"""Reports of one case. The longest that are known have a tenth of that."""

MOST_BYTES = 1_000_000
"""JSON of all that one case carries with a new report: its log, its memory, and what it knows of
its children. Temporal takes two megabytes as one payload; what is done without a report comes on
top, and the result of a run tells how it went beside all that."""

MOST_BYTES_WITH_WORDS = 1_200_000
"""JSON of the same with what a child tells of itself: a word that is too long for it is passed
over."""

MOST_BYTES_OF_A_WORD = 300_000
"""JSON of what another case signals. The longest that are known have a hundredth of that."""

MOST_BYTES_OF_NEWS = 400_000
"""JSON of what was heard and not taken in yet, as a case hands it on to its next run."""


def check_room(
    log: Sequence[Mapping[str, Any]],
    content: Mapping[str, Any],
    *,
    beside: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Refuse a report that a case has no room for.

    Args:
        log: The entries of the case's log.
        content: Of the report.
        beside: What the case carries beside its log.

    Raises:
        Refusal: saying what to do instead.
    """
    if len(log) >= MOST_REPORTS:
        message = f"The case holds {MOST_REPORTS} reports, as many as one can: close it."
        raise Refusal(message)
    if _size([*log, content, *beside]) > MOST_BYTES:
        message = "The case holds as much as one can: shorten this report, or close the case."
        raise Refusal(message)


def _size(carried: object) -> int:
    """Bytes of JSON: each report asks for those of its whole case."""
    try:
        return len(to_json(carried))
    except ValueError:
        # Half a character, which is refused where its field is read.
        return len(json.dumps(carried))


def has_room_for_words(*carried: object) -> bool:
    """Whether a case can carry all this, with what its children tell of themselves."""
    return len(json.dumps(carried)) <= MOST_BYTES_WITH_WORDS


def is_word(said: object) -> bool:
    """Whether what another case signals is JSON of a size that a case can carry."""
    try:
        return len(json.dumps(said, allow_nan=False)) <= MOST_BYTES_OF_A_WORD
    except (TypeError, ValueError, RecursionError):
        return False


def news_to_hand_on(news: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The news that a case takes along to its next run, in order.

    What became of its own doings is never left out. Of what others said the latest goes first: the
    latest word of a child says all.
    """
    left, kept = MOST_BYTES_OF_NEWS, []
    for one in reversed(news):
        size = len(json.dumps(one)) if "heard" in one else 0
        if size <= left:
            left -= size
            kept.append(one)
    return kept[::-1]
