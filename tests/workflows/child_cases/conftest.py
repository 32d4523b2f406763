"""Grievances and records transfers opened with the smallest intake, some of its fields changed."""

from typing import Any

import pytest

from deploy.rehearsal import Rehearsal
from tests.clock import days_ago
from tests.workflows.child_cases import records_plays
from tests.workflows.child_cases.complaint_plays import (
    SMALLEST,
    Opening,
    opening,
)
from tests.workflows.conftest import OpenCase


@pytest.fixture
def grieve(open_case: OpenCase) -> Opening:
    smallest = SMALLEST | {"about": "service", "event_on": str(days_ago(10))}
    return opening(open_case, "Grievance", smallest)


@pytest.fixture
def ask_for_records(open_case: OpenCase) -> records_plays.Opening:
    """Start a records transfer with some fields changed from the smallest intake."""

    async def opening(**changes: Any) -> Rehearsal:
        case: Rehearsal = await open_case("RecordsTransfer", records_plays.smallest(**changes))
        return case

    return opening
