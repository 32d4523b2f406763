"""Questions to the rulebook about grievances and complaints, and the instants they count to."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.cms_complaint import Category, ComplaintOccasion, ComplaintQuestion
from models.grievance import GrievanceOccasion, GrievanceQuestion, Ground
from models.people import Role
from models.program import Program
from models.reminder_policy import ReminderPolicy

NEW_YORK, HONOLULU, GUAM = "America/New_York", "Pacific/Honolulu", "Pacific/Guam"


def midnight_after(day: date, zone: str) -> datetime:
    """The instant at which a day ends, by the standard library alone."""
    local = datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone))
    return local.astimezone(UTC)


def _asked(on: date, zone: str) -> dict[str, Any]:
    return {
        "case_id": "AC-1",
        "on": on,
        "count": 0,
        "now": datetime.combine(on, time(12), ZoneInfo(zone)).astimezone(UTC),
        "zone": zone,
        "zones": {Role.CASE_MANAGER: zone},
        "policy": ReminderPolicy(),
    }


def grievance(
    occasion: GrievanceOccasion, on: date, *, zone: str = NEW_YORK, **changes: Any
) -> GrievanceQuestion:
    values = {
        **_asked(on, zone),
        "program": Program.PART_C,
        "occasion": occasion,
        "about": Ground.SERVICE,
        "event_on": on,
    }
    return GrievanceQuestion(**values | changes)


def complaint(
    occasion: ComplaintOccasion, on: date, *, zone: str = NEW_YORK, **changes: Any
) -> ComplaintQuestion:
    values = {
        **_asked(on, zone),
        "program": Program.PART_C,
        "occasion": occasion,
        "category": Category.OTHER,
    }
    return ComplaintQuestion(**values | changes)
