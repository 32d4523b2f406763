"""Seeded intakes: every kind of case, and every way into every ladder of appeal."""

import random
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.cases.kinds import KINDS, CaseKind
from models.procedure.kinds import PROCEDURES
from tests.simulation.seeded.people import ZONES, a_policy, some_people
from tests.workflows.appeal.ladder_walks import intake_of, ways_in

Json = dict[str, Any]


def kinds_played() -> tuple[CaseKind, ...]:
    """The kinds of case to simulate; appeals most of all."""
    others = [kind for kind in CaseKind if kind in PROCEDURES and kind is not CaseKind.APPEAL]
    appeals = [CaseKind.APPEAL] * 6 if CaseKind.APPEAL in PROCEDURES else []
    return (*appeals, *others)


NEWER = frozenset(
    {"integrated", "irmaa", "entitlement", "late_enrollment_penalty", "prior_authorization"}
)
"""Programs that came later: seeds of their own draw them, so that older seeds stay as they are."""


def an_intake(
    chance: random.Random, kind: CaseKind, today: date, *, newer: bool = False
) -> tuple[str, Json]:
    """The workflow type of a kind, and an intake for it; `newer`: an appeal of a newer program."""
    facts = _appeal(chance, today, newer=True) if newer else _FACTS[kind](chance, today)
    intake = {"service": "Care", "zone": chance.choice(ZONES), **facts, **some_people(chance)}
    policy = a_policy(chance)
    if policy:
        intake["reminders"] = policy
    return KINDS[kind].workflow_type, intake


@cache
def _ways() -> tuple[Json, ...]:
    # Where nothing but a court's decision is awaited, too little is left to report.
    return tuple(way for way in ways_in() if way["level"] != "district_court")


def _appeal(chance: random.Random, today: date, *, newer: bool = False) -> Json:
    ways = [way for way in _ways() if (way["program"].value in NEWER) is newer]
    program = chance.choice(sorted({way["program"] for way in ways}))
    way = chance.choice([way for way in ways if way["program"] == program])
    # A case that is opened further up has less of a course before it.
    first = next(one["level"] for one in ways if one["program"] == program)
    if chance.random() < 0.6:
        way = chance.choice(
            [one for one in ways if (one["program"], one["level"]) == (program, first)]
        )
    facts = intake_of(way, chance, today)
    if facts["program"] in {"original", "part_c"} and chance.random() < 0.25:
        facts["second_opinion"] = {}
    if chance.random() < 0.2:
        facts["records"] = [{"recipient": chance.choice(["specialist", "case_manager"])}]
    return facts


def _second_opinion(chance: random.Random, today: date) -> Json:
    facts: Json = {"program": chance.choice(["original", "part_c"])}
    if chance.random() < 0.6:
        facts["needed_by"] = str(today + timedelta(days=chance.choice([20, 45, 90, 200])))
    return facts


def _records(chance: random.Random, today: date) -> Json:
    facts: Json = {
        "program": chance.choice(["original", "part_c", "part_d"]),
        "recipient": chance.choice(["specialist", "case_manager", "adjudicator"]),
        "what": chance.choice(["medical_records", "medical_records", "case_file"]),
    }
    if chance.random() < 0.3:
        facts["needed_on"] = str(today + timedelta(days=40))
    return facts


def _grievance(chance: random.Random, today: date) -> Json:
    program = chance.choice(["part_c", "part_d"])
    return {
        "program": program,
        "about": chance.choice(
            ["service", "refused_to_expedite", "quality_of_care", "extension", "other"]
        ),
        "event_on": str(today - timedelta(days=chance.choice([0, 1, 5, 30, 55]))),
    }


def _complaint(chance: random.Random, today: date) -> Json:
    made: Json = {"filed_on": str(today)} if chance.random() < 0.2 else {}
    return {
        **made,
        "program": chance.choice(["part_c", "part_d"]),
        "category": chance.choice(["immediate_need", "urgent", "other", "other"]),
        "also_grievance": chance.random() < 0.5,
    }


_FACTS = {
    CaseKind.APPEAL: _appeal,
    CaseKind.SECOND_OPINION: _second_opinion,
    CaseKind.RECORDS_TRANSFER: _records,
    CaseKind.GRIEVANCE: _grievance,
    CaseKind.CMS_COMPLAINT: _complaint,
}
