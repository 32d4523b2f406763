"""Every way into every ladder, and reports at random: what walks through an appeal begin with."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from pydantic import ValidationError

from models.cases.program import Kind, Outcome, Program, Speed, Stage
from models.inputs.appeal_intake import LEVELS, Intake

ZONES = ("America/New_York", "Pacific/Honolulu", "Pacific/Auckland")


@cache
def ways_in() -> tuple[dict[str, Any], ...]:
    """Every program, level, kind, speed and stage that an intake takes; read them only."""
    return tuple(_ways_in())


def _ways_in() -> Iterator[dict[str, Any]]:
    for program in Program:
        for level in LEVELS[program]:
            for kind in Kind:
                for speed in Speed:
                    for stage in Stage:
                        way = {
                            "program": program,
                            "level": level,
                            "kind": kind,
                            "speed": speed,
                            "stage": stage,
                        }
                        try:
                            intake_of(way, random.Random(0), date(2026, 11, 2))
                        except ValidationError:
                            continue
                        yield way


def intake_of(way: dict[str, Any], chance: random.Random, today: date) -> dict[str, Any]:
    """A whole intake for a way in, with what else it needs; days lie close before today."""
    intake: dict[str, Any] = {
        **{name: value.value if hasattr(value, "value") else value for name, value in way.items()},
        "service": "Care",
        "case_manager": {"email": "manager@legalaid.example"},
        "zone": chance.choice(ZONES),
    }
    day = today - timedelta(days=chance.choice([0, 0, 1, 2, 10, 70]))
    intake["filed_on" if way["stage"] is Stage.PENDING else "notice_date"] = str(day)
    if way["stage"] is Stage.PENDING and chance.random() < 0.3:
        intake["filed_at"] = "00:00"
    if Program(way["program"]).has_an_end and (
        Program(way["program"]).starts_with_an_end or chance.random() < 0.5
    ):
        intake["services_end"] = str(day + timedelta(days=chance.choice([0, 1, 3])))
        if chance.random() < 0.3:
            intake["services_end_at"] = "15:00"
    if chance.random() < 0.5:
        intake["amount_in_controversy"] = chance.choice(["150.00", "900.00", "1980.00", "9000.00"])
    Intake.model_validate(intake)
    return intake


def a_report(chance: random.Random, today: date, level: str) -> tuple[str, dict[str, Any]]:
    """Anything that a case manager may report, fitting or not."""
    day = str(today - timedelta(days=chance.choice([0, 0, 0, 1, 5])))
    hour = chance.choice([None, "00:30", "08:00"])
    reports: dict[str, dict[str, Any]] = {
        "record_receipt": {"received": {"on": day, "evidence": "postmark"}},
        "file_appeal": {
            "filed_on": day,
            "filed_at": hour,
            "records_on": chance.choice([None, day]),
            "incomplete": chance.choice([None, None, ["required_details"]]),
        },
        "record_decision": {
            "outcome": chance.choice(list(Outcome)).value,
            "notice_date": day,
            "level": chance.choice([None, None, level]),
        },
        "request_expedited": {
            "requested_on": day,
            "requested_at": hour,
            "answer": chance.choice(["pending", "granted", "denied"]),
        },
        "record_extension": {"noticed_on": day, "days": chance.choice([None, 5])},
        "escalate": {"on": day, "at": hour},
        "record_effectuation": {"on": day, "complete": chance.random() < 0.8},
        "request_good_cause": chance.choice(
            [
                {"filed_on": day, "circumstances": "In hospital"},
                {"answer": "granted", "answered_on": day},
                {"answer": "denied", "answered_on": day},
            ]
        ),
        "complete_request": {"on": day},
        "record_withdrawal": {"on": day},
        "record_death": {"on": day},
        "request_reopening": {
            "filed_on": day,
            "ground": chance.choice(["clerical_error", "any_reason", "good_cause"]),
        },
        "acknowledge": {},
        "update_contacts": {"beneficiary": {"email": "patient@mail.example"}},
        "assign": {"case_manager": {"email": "other@legalaid.example"}},
        "recalculate": {
            "reason": "Corrected",
            **chance.choice(
                [
                    {},
                    {"notice_date": day},
                    {"filed_on": day},
                    {"records_on": day, "records_at": hour},
                    {"services_end": day},
                    {"amount_in_controversy": chance.choice(["150.00", "9000.00"])},
                    {"override": {"due_on": str(today + timedelta(days=9)), "reason": "Printed"}},
                ]
            ),
        },
        "record_evidence": {"received_on": day},
        "submit_evidence": {"sent_on": day},
    }
    name = chance.choice(list(reports))
    return name, {key: value for key, value in reports[name].items() if value is not None}
