"""Hands messages and alerts over to be sent, and brings back what became of each.

An order is in nobody's hands twice: the delivery ledger sees to that. What fails here is tried
again by the case, on its own timer.
"""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

SEND_REMINDER, SEND_ALERT = "send_reminder", "send_alert"

_ATTEMPT = timedelta(minutes=10)
"""One attempt covers several people and channels, each bounded by the channel's own time-out."""

_SILENCE = timedelta(seconds=50)
"""An attempt says that it lives before each message, which may take 30 s; silent, it is dead."""

_QUEUE = timedelta(minutes=15)
"""How long an order may wait its turn and be tried; then the case asks again what is due."""

_ROUND = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2)
"""A second chance for a passing fault; then the case waits, on a timer its timeline shows."""

_ALERT = timedelta(minutes=1)

_DELIVERY_FAILED = "DeliveryFailed"
"""Type of the failure whose detail says what was delivered all the same."""


async def send(order: dict[str, Any], *, within: timedelta = _QUEUE) -> dict[str, Any]:
    """Have one message sent.

    Args:
        order: Its `key`, the `message` and the `summary` for the timeline.
        within: How long to wait for it at most.

    Returns:
        The news: `sent` (the key), `outcome` (what was delivered, as far as is known) and
        `failure` (why some of it was not; empty where all is settled).
    """
    news = {"sent": order["key"], "outcome": None, "failure": ""}
    try:
        outcome = await workflow.execute_activity(
            SEND_REMINDER,
            order["message"],
            start_to_close_timeout=min(_ATTEMPT, within),
            heartbeat_timeout=_SILENCE,
            schedule_to_close_timeout=within,
            retry_policy=_ROUND,
            summary=order["summary"],
        )
    except ActivityError as error:
        return news | _what_is_known(error)
    return news | {"outcome": outcome}


async def alert(order: dict[str, Any]) -> dict[str, Any]:
    """Tell the operator; the news says whether that is done with."""
    try:
        await workflow.execute_activity(
            SEND_ALERT,
            order,
            start_to_close_timeout=_ALERT,
            schedule_to_close_timeout=_QUEUE,
            retry_policy=_ROUND,
            summary="Alert the operator",
        )
    except ActivityError:
        return {"alerted": order["reminder"], "ok": False}
    return {"alerted": order["reminder"], "ok": True}


def _what_is_known(error: ActivityError) -> dict[str, Any]:
    cause = error.cause
    if not isinstance(cause, ApplicationError):
        return {"failure": "the delivery took too long"}
    # In the activity's own words, which hold no address.
    known: dict[str, Any] = {"failure": cause.message}
    if cause.type == _DELIVERY_FAILED and cause.details:
        known["outcome"] = cause.details[0]
    return known
