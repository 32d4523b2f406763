"""Reports at random: whatever a case manager may send to each workflow beside an appeal.

The days lie in the past ten days, so most reports fit; some contradict one another on purpose.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from models.cases.evidence import Element, EvidenceKind

Chance = random.Random
Report = Callable[[Chance, date], dict[str, Any]]


def a_day(chance: Chance, today: date) -> str:
    return str(today - timedelta(days=chance.randint(0, 10)))


def on(chance: Chance, today: date) -> dict[str, Any]:
    return {"on": a_day(chance, today)}


def some_elements(chance: Chance, least: int) -> list[str]:
    elements = [element.value for element in Element]
    return chance.sample(elements, chance.choice([least, 3, 5, 5]))


SECOND_OPINION: dict[str, Report] = {
    "request_referral": lambda chance, today: {
        "requested_on": a_day(chance, today),
        "expedited": chance.random() < 0.3,
        "out_of_network": chance.random() < 0.2,
    },
    "record_referral": on,
    "record_refusal": lambda chance, today: {
        "notice_date": a_day(chance, today),
        "only_the_fast_track": chance.random() < 0.3,
    },
    "answer_refusal": lambda chance, today: {"appeal": chance.random() < 0.3},
    "choose_specialist": lambda chance, today: {
        "on": a_day(chance, today),
        "in_network": chance.random() < 0.7,
    },
    "book_visit": lambda chance, today: {
        "visit_on": str(today + timedelta(days=chance.randint(-5, 60)))
    },
    "record_records_request": on,
    "record_records": on,
    "record_visit": on,
    "record_report": lambda chance, today: {
        "received_on": a_day(chance, today),
        "agreement": chance.choice(["agrees", "agrees", "disagrees", "covered_alternative"]),
        "elements": some_elements(chance, 0),
    },
    "record_addendum": lambda chance, today: {
        "received_on": a_day(chance, today),
        "elements": some_elements(chance, 1),
    },
    "conclude": on,
}

RECORDS_TRANSFER: dict[str, Report] = {
    "record_sent": lambda chance, today: {"sent_on": a_day(chance, today)},
    "record_received": lambda chance, today: {"received_on": a_day(chance, today)},
    "record_extension": lambda chance, today: {"noticed_on": a_day(chance, today)},
    "record_partial": on,
    "record_delivered": on,
    "record_confirmed": on,
    "record_escalation": lambda chance, today: {
        "on": a_day(chance, today),
        "to": chance.choice(["privacy_officer", "ocr"]),
    },
}

GRIEVANCE: dict[str, Report] = {
    "record_filed": lambda chance, today: {"filed_on": a_day(chance, today)},
    "record_extension": lambda chance, today: {"noticed_on": a_day(chance, today)},
    "record_answer": lambda chance, today: {
        "on": a_day(chance, today),
        "resolved": chance.random() < 0.3,
    },
    "file_cms_complaint": lambda chance, today: {
        "category": chance.choice(["immediate_need", "urgent", "other"])
    },
}

CMS_COMPLAINT: dict[str, Report] = {
    "record_filed": lambda chance, today: {"filed_on": a_day(chance, today)},
    "record_assigned": lambda chance, today: {
        "assigned_on": a_day(chance, today),
        "category": chance.choice(["immediate_need", "urgent", "other"]),
    },
    "record_extension": lambda chance, today: {"noticed_on": a_day(chance, today)},
    "record_contact": on,
    "record_answer": lambda chance, today: {
        "on": a_day(chance, today),
        "resolved": chance.random() < 0.3,
    },
}

APPEAL: dict[str, Report] = {
    "record_evidence": lambda chance, today: {
        "received_on": a_day(chance, today),
        "kind": chance.choice([kind.value for kind in EvidenceKind]),
    },
    "submit_evidence": lambda chance, today: {"sent_on": str(today)},
    "file_appeal": lambda chance, today: {"filed_on": str(today)},
    "record_decision": lambda chance, today: {
        "outcome": chance.choice(["unfavorable", "dismissed", "partially_favorable"]),
        "notice_date": str(today),
    },
    "request_records": lambda chance, today: {
        "recipient": chance.choice(["specialist", "case_manager", "adjudicator"])
    },
    "start_second_opinion": lambda chance, today: {},
    "file_grievance": lambda chance, today: {
        "about": chance.choice(["service", "refused_to_expedite", "quality_of_care"]),
        "event_on": a_day(chance, today),
    },
}

ANYWHERE: dict[str, Report] = {
    "acknowledge": lambda chance, today: {},
    "update_contacts": lambda chance, today: {
        "beneficiary": {"email": "patient@mail.example", "zone": "Pacific/Honolulu"}
    },
}
"""What every workflow takes."""

EVIDENCE = {
    "record_report",
    "record_addendum",
    "record_partial",
    "record_delivered",
    "record_evidence",
}
"""The reports of which each that is taken lists one more piece of evidence."""
