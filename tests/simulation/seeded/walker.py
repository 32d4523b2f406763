"""A seeded case manager: mostly reports what is shown to come next, sometimes late or nonsense."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from models.cases.evidence import Element
from models.cases.kinds import CaseKind
from models.cases.log.entries import Nature
from models.cases.standing import Standing
from models.procedure.kinds import PROCEDURES
from tests.simulation.seeded.people import a_person, changed_contacts
from tests.workflows.appeal.ladder_walks import a_report
from tests.workflows.reports import (
    APPEAL,
    CMS_COMPLAINT,
    GRIEVANCE,
    RECORDS_TRANSFER,
    SECOND_OPINION,
)

Json = dict[str, Any]

AT_RANDOM: dict[CaseKind, Mapping[str, Any]] = {
    CaseKind.APPEAL: {
        **APPEAL,
        "record_extension": lambda chance, today: {"noticed_on": str(today), "days": 5},
        "recalculate": lambda chance, today: _corrected(chance, today, "notice_date"),
    },
    CaseKind.SECOND_OPINION: SECOND_OPINION,
    CaseKind.RECORDS_TRANSFER: RECORDS_TRANSFER,
    CaseKind.GRIEVANCE: {
        **GRIEVANCE,
        "recalculate": lambda chance, today: {
            "reason": "Typed wrong",
            chance.choice(["event_on", "filed_on"]): str(today - timedelta(days=3)),
        },
    },
    CaseKind.CMS_COMPLAINT: CMS_COMPLAINT,
}


def _corrected(chance: random.Random, today: date, field: str) -> Json:
    """A day that was typed wrong, or one that a notice in hand says: a clock moves."""
    if chance.random() < 0.4:
        return {"reason": "Typed wrong", field: str(today - timedelta(days=chance.randint(0, 9)))}
    due_on = str(today + timedelta(days=chance.choice([3, 12, 40, 90])))
    return {"reason": "Printed", "override": {"due_on": due_on, "reason": "On the notice"}}


_OFTEN: dict[CaseKind, tuple[str, ...]] = {
    CaseKind.APPEAL: (
        "record_evidence",
        "submit_evidence",
        "record_evidence",
        "submit_evidence",
        "record_extension",
        "recalculate",
    ),
    CaseKind.SECOND_OPINION: ("request_referral", "record_records_request", "book_visit"),
    CaseKind.RECORDS_TRANSFER: ("record_partial", "record_sent", "record_escalation"),
    CaseKind.GRIEVANCE: ("record_answer", "record_answer", "record_extension", "recalculate"),
    CaseKind.CMS_COMPLAINT: ("record_contact", "record_assigned", "record_answer"),
}
"""What can be reported again and again while a case goes on."""

_ENDS_IT = {"record_delivered", "record_confirmed", "conclude", "close", "record_effectuation"}

_LATE = (0, 0, 0, 0, 0, 1, 2, 4, 9)
"""How many days after the day it is about a report is made."""


def a_step(
    chance: random.Random, kind: CaseKind, standing: Standing, today: date, *, may_end: bool
) -> tuple[str, Json]:
    """The next report of a case: its update and what it says."""
    die = chance.random()
    step = standing.next_step
    keep_open = partial(
        _kept_open, chance, kind, today=today, may_end=may_end, is_last=_is_last(standing)
    )
    if die < 0.5 and step is not None and step.update is not None:
        return keep_open(step.update, dict(step.example))
    if die < 0.74:
        name = chance.choice(_OFTEN[kind])
        return keep_open(name, AT_RANDOM[kind][name](chance, today))
    if die < 0.92:
        return _besides(chance, kind, die)
    if kind is CaseKind.APPEAL and chance.random() < 0.6:
        return keep_open(*a_report(chance, today, str(getattr(standing, "level", ""))))
    name = chance.choice(sorted(AT_RANDOM[kind]))
    return keep_open(name, AT_RANDOM[kind][name](chance, today))


def _besides(chance: random.Random, kind: CaseKind, die: float) -> tuple[str, Json]:
    """What is no step of the course."""
    if die < 0.82:
        return _about_people(chance)
    return ("acknowledge", {}) if die < 0.89 else _nonsense(chance, kind)


def _is_last(standing: Standing) -> bool:
    """Whether an appeal is at the last level of its ladder."""
    return getattr(standing, "level", "") == "district_court"


def _kept_open(
    chance: random.Random,
    kind: CaseKind,
    name: str,
    content: Json,
    today: date,
    *,
    may_end: bool,
    is_last: bool = False,
) -> tuple[str, Json]:
    """The report, late on some days; while a case may not end yet, one that does not end it."""
    if not may_end:
        rushes = name == "record_decision" and chance.random() < 0.6
        if name in _ENDS_IT or rushes or (name == "record_decision" and is_last):
            name = chance.choice(_OFTEN[kind])
            content = AT_RANDOM[kind][name](chance, today)
        if "resolved" in content:
            content["resolved"] = False
        if name == "record_decision":
            content["outcome"] = chance.choice(["unfavorable", "unfavorable", "dismissed"])
        if "agreement" in content:
            content["agreement"] = "agrees"
            content["elements"] = content.get("elements", [])[:3]
        if name == "record_addendum":
            content["elements"] = [next(iter(Element)).value]
    type_ = PROCEDURES[kind].types.get(name)
    days = chance.choice(_LATE)
    if type_ is not None and days and type_.day in content and content[type_.day]:
        day = date.fromisoformat(str(content[type_.day])) - timedelta(days=days)
        content[type_.day] = str(day)
    return name, {key: value for key, value in content.items() if value is not None}


def _about_people(chance: random.Random) -> tuple[str, Json]:
    die = chance.random()
    if die < 0.7:
        return "update_contacts", changed_contacts(chance)
    if die < 0.85:
        return "assign", {"case_manager": a_person(chance, "case_manager")}
    return "stop_sms", {"role": chance.choice(["beneficiary", "case_manager", "physician"])}


def _nonsense(chance: random.Random, kind: CaseKind) -> tuple[str, Json]:
    """What cannot be recorded, to be refused in words."""
    names = [
        name
        for name, type_ in PROCEDURES[kind].types.items()
        if type_.nature in {Nature.HAPPENING, Nature.FACT}
    ]
    content: list[Json] = [
        {},
        {"on": "2999-01-01"},
        {"on": "yesterday", "filed_on": 7, "notice_date": None},
        {"resolved": "perhaps", "unknown": [1, 2]},
        {"notice_date": "2013-01-01", "filed_on": "2013-01-01", "outcome": "unfavorable"},
        {"role": "nobody"},
        {"deadline": "no such code"},
    ]
    return chance.choice([*names, "acknowledge", "stop_sms"]), chance.choice(content)
