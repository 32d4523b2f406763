"""Seeded people, and changes of how they are reached."""

import random
from typing import Any

from tests.simulation.sender import REFUSED_HERE

ZONES = (
    "America/New_York",
    "America/Chicago",
    "Pacific/Honolulu",
    "America/Los_Angeles",
    "Pacific/Auckland",
)

_OTHERS = ("beneficiary", "representative", "physician", "backup", "supervisor")

Json = dict[str, Any]


def a_person(chance: random.Random, role: str, *, email: bool = True) -> Json:
    """Somebody with an address of their own; now and then one that is refused."""
    person: Json = {}
    number = chance.randrange(1_000_000)
    if email:
        refused = chance.random() < 0.06
        name = f"{REFUSED_HERE}.{role}" if refused else role
        person["email"] = f"{name}.{number}@mail.example"
    if not email or chance.random() < 0.15:
        person["phone"] = f"+1202555{number % 10_000:04}"
    if chance.random() < 0.4:
        person["zone"] = chance.choice(ZONES)
    return person


def some_people(chance: random.Random) -> Json:
    """Who is on a case when it is opened."""
    people = {"case_manager": a_person(chance, "case_manager")}
    for role in _OTHERS:
        if chance.random() < 0.35:
            people[role] = a_person(chance, role, email=chance.random() < 0.9)
    return people


def changed_contacts(chance: random.Random) -> Json:
    """Another address, another zone, somebody new, or somebody who leaves."""
    role = chance.choice(("case_manager", *_OTHERS))
    if role != "case_manager" and chance.random() < 0.15:
        return {role: None}
    email = role == "case_manager" or chance.random() < 0.9
    return {role: a_person(chance, role, email=email)}


def a_policy(chance: random.Random) -> Json:
    """A schedule of reminders; most desks keep what is suggested."""
    if chance.random() < 0.8:
        return {}
    return {
        "days_before": chance.choice([[21, 7, 1], [60, 30, 10, 5, 2, 0], [3]]),
        "hour": chance.choice([8, 9, 13]),
        "shares_passed": chance.choice([[0.5], [0.25, 0.5, 0.9]]),
        "check_in_days": chance.choice([14, 30, 60]),
        "recipients": chance.choice([["case_manager"], ["case_manager", "physician"]]),
    }
