"""What the ledger of deliveries has of addresses that were just replaced in a case."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, Table, or_, select

from activities.delivery.ledger import SENDING
from models.notices.contacts.left_addresses import Left
from models.notices.messages.channel import Channel
from models.notices.messages.order import MAY_HAVE_COME
from models.storage.tables import DeliveryRow

_ROWS: Table = DeliveryRow.__table__  # type: ignore[attr-defined]

_ARRIVED = (SENDING, *sorted(one.value for one in MAY_HAVE_COME))
"""What the ledger says of a message that may be there; of one under way nobody knows yet."""


def clocks_sent_to(
    engine: Engine, case_id: str, opening: str, left: Sequence[Left]
) -> dict[str, dict[str, datetime]]:
    """The clocks of which something may have come by mail to each of some addresses.

    Args:
        engine: Where the ledger is.
        case_id: The workflow id.
        opening: Tells this opening of the case from others under the same id.
        left: The addresses. The ledger has none, but in which role somebody was written to, and how
            often their contact details had been changed by then.

    Returns:
        When each was last sent (UTC), by the id of the clock, by the mark of the address.
    """
    rows = select(_ROWS.c.role, _ROWS.c.contact, _ROWS.c.about, _ROWS.c.last_attempt_at).where(
        _ROWS.c.case_id == case_id,
        _ROWS.c.edition.startswith(f"{opening}/", autoescape=True),
        _ROWS.c.channel == Channel.EMAIL.value,
        _ROWS.c.role.in_({one.role.value for one in left}),
        # As `Delivery.may_have_come`: what failed last may have arrived by a try before.
        or_(_ROWS.c.status.in_(_ARRIVED), _ROWS.c.possibly_doubled),
        _ROWS.c.due_on.is_not(None),
    )
    with engine.connect() as connection:
        found = connection.execute(rows.order_by(_ROWS.c.last_attempt_at)).all()
    return {
        one.mark: {
            about: at
            for role, contact, about, at in found
            if (role, contact) == (one.role, one.contact)
        }
        for one in left
    }
