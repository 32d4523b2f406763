"""Tells open cases to look again, by the lists that Temporal keeps of them."""

from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from models.look_again import WORD, is_mark, looked_at_by_another, next_part, part_of

_HEAR = "hear"
_PAGE = 500


@activity.defn(name="look_again")
async def look_again(order: dict[str, Any]) -> dict[str, Any]:
    """Tell the cases of one part that another release looked at last.

    Safe to run again: who has looked by then is not found any more.

    Args:
        order: `release` (the mark of the one that is wanted) and `part`.

    Returns:
        `told` (how many), `left` (how many are of other parts) and `next` (the first part after
        this one that has cases, or None). No ids: what is answered stays in the history.
    """
    release = str(order["release"])
    if not is_mark(release):
        # Temporal would take no such filter, however often it is asked, and no release after this
        # one would have its turn.
        return {"told": 0, "left": 0, "next": None}
    client, part = activity.client(), int(order["part"])
    found = []
    async for case in client.list_workflows(looked_at_by_another(release), page_size=_PAGE):
        found.append(case.id)
        if len(found) % _PAGE == 0:
            activity.heartbeat()
    mine = [name for name in found if part_of(name) == part]
    told = 0
    for name in mine:
        activity.heartbeat()
        told += await tell_to_look_again(client, name)
    return {"told": told, "left": len(found) - len(mine), "next": next_part(found, part)}


async def tell_to_look_again(client: Client, case_id: str) -> bool:
    """Have one case take a turn; whether it was there to be told.

    Raises:
        RPCError: Temporal did not take the word.
    """
    try:
        await client.get_workflow_handle(case_id).signal(_HEAR, WORD)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True
