"""What people and other workflows send, as raw JSON: exactly one object, or an answer in words."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.cases.log.entries import INTAKE, SAID_BY, SAID_WITH
    from models.inputs.validation import INVALID_INPUT, Refusal

_NO_OBJECT = "expected one JSON object as the input"

_COPIED = "Expected an intake; this is the state of another run, copied from its form."

CARRIED = "carried"
"""The one field of what a run hands on to the next one."""

REOPEN = "reopen"
"""The one field of a start that goes on with a case that had ended: its state."""

STATE = "state"
"""The field of a run's result that holds all of the case."""

CAME_PLAIN, TYPED_STATE = "came_plain", "typed_state"
"""Fields of what a turn is told; see `Begin`."""

TIMES_OUT, BY_CRON = "times_out", "by_cron"
"""Two more: that Temporal ends the run after a time whatever is open, or starts it over when it has
ended."""

_PLAIN_WORD = "a word between cases that arrived unencrypted"

_NOT_ITS_STATE = (
    "reopen: expected the state of this very case, as the result of its last run holds it; a case "
    "keeps its id. The command appealclock reopen does it."
)

_CARRIES = {"log": list, "memory": dict, "children": dict, "turns": int}
"""What a case carries, and as what."""


@dataclass(frozen=True)
class Begin:
    """What a run begins with: one of the three."""

    intake: dict[str, Any] | None = None
    carried: dict[str, Any] | None = None
    refusal: Refusal | None = None

    came_plain: bool = False
    """Whether what the run begins with was not encrypted although keys are set."""

    typed_state: bool = False
    """Whether it is the state of a case that had ended, and a person typed it: then it may say
    anything, who reported included."""

    sender: dict[str, Any] = field(default_factory=dict)
    """Who typed the intake, as `proven_sender` has it."""

    def origin(self, info: workflow.Info) -> dict[str, Any]:
        """What a turn is told of how the run came to be, for it to judge.

        Args:
            info: Of this run.
        """
        plain = {CAME_PLAIN: info.run_id} if self.came_plain else {}
        found = {
            TYPED_STATE: self.typed_state,
            TIMES_OUT: bool(info.execution_timeout or info.run_timeout),
            BY_CRON: bool(info.cron_schedule),
        }
        return plain | {name: True for name, is_so in found.items() if is_so}

    def case(self, now: datetime, run_id: str) -> dict[str, Any]:
        """What the case carries at first: its intake alone, or all that the run before carried.

        Args:
            now: When the run begins (UTC).
            run_id: Of the first run, by which a start that is repeated is known.
        """
        intake = {
            "number": 1,
            "kind": INTAKE,
            "content": self.intake,
            "at": now.isoformat(),
            "update": run_id,
            **self.sender,
        }
        carried = self.carried or {}
        return {
            "log": carried.get("log") or ([intake] if self.intake is not None else []),
            "memory": carried.get("memory", {}),
            "children": carried.get("children", {}),
            "turns": carried.get("turns", 0),
        }


MOST_LEVELS = 64
"""Values within values of what is sent. Temporal's converter reads 200 of them, and of what is
nearly as deep no turn could be asked: the question wraps it in some more."""


def one_object(given: Sequence[Any]) -> dict[str, Any]:
    """The one JSON object that was sent.

    Raises:
        Refusal: Something else was, or nothing, or more, or one that is too deep.
    """
    if len(given) != 1 or not isinstance(given[0], dict) or _is_too_deep(given[0]):
        raise Refusal(_NO_OBJECT, INVALID_INPUT)
    return given[0]


def proven_sender(given: Sequence[Any]) -> dict[str, Any]:
    """Who typed what was sent, as an entry of the log has it; nothing where no token proved it."""
    said_by = getattr(given[0], "said_by", None) if given else None
    if said_by is None:
        return {}
    said_with = getattr(given[0], "said_with", None)
    return {SAID_BY: said_by} | ({} if said_with is None else {SAID_WITH: said_with})


def came_plain(given: Sequence[Any]) -> bool:
    """Whether what was sent was not encrypted although keys are set."""
    return any(getattr(one, "came_plain", False) for one in given)


def one_word(given: Sequence[Any], origin: dict[str, Any]) -> dict[str, Any]:
    """The word of another case.

    Args:
        given: The arguments of the signal.
        origin: Of the run that hears it, see `Begin.origin`. A run that began before keys were set
            has words in its history that were not encrypted; to any other they come from nobody.

    Raises:
        Refusal: It is not one object, or it was not encrypted.
    """
    if came_plain(given) and CAME_PLAIN not in origin:
        raise Refusal(_PLAIN_WORD)
    return one_object(given)


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [inner for one in level for inner in _within(one)]
        if not level:
            return False
    return True


def _within(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def begin_of(given: Sequence[Any], *, case: tuple[str, str], continued: bool) -> Begin:
    """What a run of a case begins with. Raises nothing: a failed run shows why it failed.

    Args:
        given: The arguments of the run.
        case: The workflow id and the kind of case.
        continued: Whether it follows another run of the case.
    """
    try:
        content = one_object(given)
    except Refusal as refusal:
        return Begin(refusal=refusal)
    plain, sender = came_plain(given), proven_sender(given)
    if REOPEN in content:
        begin = _reopened(content[REOPEN], case)
        return dataclasses.replace(begin, came_plain=plain, typed_state=bool(sender))
    if CARRIED not in content:
        return Begin(content, came_plain=plain, sender=sender)
    carried = content[CARRIED]
    if not continued or not isinstance(carried, dict):
        return Begin(refusal=Refusal(_COPIED))
    return Begin(carried=carried, came_plain=plain)


def _reopened(state: object, case: tuple[str, str]) -> Begin:
    """A case that had ended goes on: what it carried, and that it is open again."""
    if isinstance(state, dict) and (state.get("id"), state.get("kind")) == case:
        carried = state.get("case")
        if (
            isinstance(carried, dict)
            and all(isinstance(carried.get(name), one) for name, one in _CARRIES.items())
            and carried["log"]
            and carried["turns"] > 0
            # The workflow itself asks which of them run. All else is read by turns, which judge it.
            and all(isinstance(child, dict) for child in carried["children"].values())
        ):
            more = {"parent": state.get("parent"), "news": [{"reopened": True}]}
            return Begin(carried={**carried, **more})
    return Begin(refusal=Refusal(_NOT_ITS_STATE))


def failure(refusal: Refusal) -> ApplicationError:
    """The failure by which a person is told what is not recorded, and why."""
    return ApplicationError(refusal.message, type=refusal.kind, non_retryable=True)


def refusal_of(answer: dict[str, Any]) -> Refusal:
    """The refusal that a turn answered."""
    refused = answer["refused"]
    return Refusal(str(refused["message"]), str(refused["kind"]))
