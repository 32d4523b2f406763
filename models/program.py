"""The words of a case: programs, kinds of request, levels, phases, outcomes and endings."""

from enum import StrEnum


class Program(StrEnum):
    """Which part of Medicare the denied item falls under."""

    ORIGINAL = "original"
    PART_C = "part_c"


PROGRAM_TITLES = {
    Program.ORIGINAL: "Original Medicare (Part A and B)",
    Program.PART_C: "Medicare Advantage (Part C)",
}


class Kind(StrEnum):
    """What was asked for: it decides which clock of a level applies."""

    SERVICE = "service"
    PAYMENT = "payment"
    PART_B_DRUG = "part_b_drug"


class Speed(StrEnum):
    """Whether the request runs on the ordinary or the expedited clock."""

    STANDARD = "standard"
    EXPEDITED = "expedited"


class Stage(StrEnum):
    """Where a case stands when it is opened."""

    DENIED = "denied"
    PENDING = "pending"


class Phase(StrEnum):
    """What a case waits for at its present level."""

    FILING = "filing"
    DECIDING = "deciding"
    FORWARDING = "forwarding"
    GOOD_CAUSE = "good_cause"
    EFFECTUATION = "effectuation"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How an adjudicator decided."""

    FAVORABLE = "favorable"
    PARTIALLY_FAVORABLE = "partially_favorable"
    UNFAVORABLE = "unfavorable"
    DISMISSED = "dismissed"


class Ending(StrEnum):
    """How a case ended."""

    WON = "won"
    PARTLY_WON = "partly_won"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    EXHAUSTED = "exhausted"
    CLOSED_OTHERWISE = "closed_otherwise"


class Urgency(StrEnum):
    """How near the nearest of our own deadlines is."""

    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    URGENT = "urgent"
    OVERDUE = "overdue"
    CLOSED = "closed"
