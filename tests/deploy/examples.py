"""The examples that the forms carry, as they read on the day on which a stack began."""

from datetime import timedelta
from typing import Any

from deploy.embedded.start_forms import as_of
from tests import clock


def written_lately(example: dict[str, Any]) -> list[dict[str, Any]]:
    """The example of now, and of a little before, should midnight have passed since."""
    now = clock.real_now()
    return [as_of(example, now), as_of(example, now - timedelta(minutes=30))]
