"""What `appealclock rehearse --json` prints, as docs/json.md describes it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.rehearsal.account import Account


def document(account: "Account") -> dict[str, Any]:
    """What a rehearsal showed, as JSON."""
    return {
        "begins_at": account.begins_at.isoformat(timespec="seconds"),
        "zone": account.zone,
        "happenings": [one.model_dump(mode="json") for one in account.happenings],
        "deadlines": [one.model_dump(mode="json") for one in account.case.deadlines],
        "beside": [
            {
                "case": one.id,
                "kind": one.kind.value,
                "ending": one.overview["ending"],
                "deadlines": [deadline.model_dump(mode="json") for deadline in one.deadlines],
            }
            for one in account.cases[1:]
        ],
        "story": account.case.story,
        "events": account.events,
    }
