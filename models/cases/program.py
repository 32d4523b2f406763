"""The words of a case: programs, kinds of request, levels, phases, outcomes and endings."""

from enum import StrEnum


class Program(StrEnum):
    """Which appeal it is: a part of Medicare, or one of the fast-track appeals."""

    ORIGINAL = "original"
    PART_C = "part_c"
    PART_D = "part_d"
    HOSPITAL_DISCHARGE_ORIGINAL = "hospital_discharge_original"
    HOSPITAL_DISCHARGE_MA = "hospital_discharge_ma"
    TERMINATION_ORIGINAL = "termination_original"
    TERMINATION_MA = "termination_ma"
    STATUS_CHANGE = "status_change"

    @property
    def fast_track(self) -> bool:
        """Whether it is heard by a QIO within days, while care goes on."""
        return self not in {Program.ORIGINAL, Program.PART_C, Program.PART_D}

    @property
    def starts_with_an_end(self) -> bool:
        """Whether its first clock counts from the discharge or release, not from the notice."""
        return self in {
            Program.HOSPITAL_DISCHARGE_ORIGINAL,
            Program.HOSPITAL_DISCHARGE_MA,
            Program.STATUS_CHANGE,
        }


def plan_program(program: Program) -> Program:
    """The part of Medicare whose rules on complaints and second opinions apply to a case."""
    match program:
        case Program.HOSPITAL_DISCHARGE_MA | Program.TERMINATION_MA:
            return Program.PART_C
        case (
            Program.HOSPITAL_DISCHARGE_ORIGINAL
            | Program.TERMINATION_ORIGINAL
            | Program.STATUS_CHANGE
        ):
            return Program.ORIGINAL
        case _:
            return program


PROGRAM_TITLES = {
    Program.ORIGINAL: "Original Medicare (Part A and B)",
    Program.PART_C: "Medicare Advantage (Part C)",
    Program.PART_D: "Medicare drug coverage (Part D)",
    Program.HOSPITAL_DISCHARGE_ORIGINAL: "Hospital discharge (Original Medicare)",
    Program.HOSPITAL_DISCHARGE_MA: "Hospital discharge (Medicare Advantage)",
    Program.TERMINATION_ORIGINAL: "End of services (Original Medicare)",
    Program.TERMINATION_MA: "End of services (Medicare Advantage)",
    Program.STATUS_CHANGE: "Hospital status change (Original Medicare)",
}


PROGRAM_NAMES = {
    "original medicare": Program.ORIGINAL,
    "traditional medicare": Program.ORIGINAL,
    "part a and b": Program.ORIGINAL,
    "parts a and b": Program.ORIGINAL,
    "original medicare part a and b": Program.ORIGINAL,
    "medicare advantage": Program.PART_C,
    "medicare advantage part c": Program.PART_C,
    "medicare part c": Program.PART_C,
    "medicare part d": Program.PART_D,
    "medicare drug coverage": Program.PART_D,
    "medicare drug coverage part d": Program.PART_D,
    "hospital discharge original medicare": Program.HOSPITAL_DISCHARGE_ORIGINAL,
    "hospital discharge medicare advantage": Program.HOSPITAL_DISCHARGE_MA,
    "end of services original medicare": Program.TERMINATION_ORIGINAL,
    "end of services medicare advantage": Program.TERMINATION_MA,
    "hospital status change original medicare": Program.STATUS_CHANGE,
    "hospital status change": Program.STATUS_CHANGE,
}
"""What else the programs are called, in small letters and without punctuation."""


PROGRAM_NAMES_UNSURE = dict.fromkeys(
    ("part a", "part b", "medicare part a", "medicare part b", "part b drug", "part b drugs"),
    (Program.ORIGINAL, Program.PART_C),
)
"""What is paid by either of several programs: a plan of Part C covers what Part A and B do, and its
limits are others. Nobody is held to one of them by such a name."""


def program_title(program: Program | None) -> str:
    """A program in words; empty where this release does not know it."""
    return PROGRAM_TITLES[program] if program else ""


class Kind(StrEnum):
    """What was asked for: it decides which clock of a level applies."""

    SERVICE = "service"
    PAYMENT = "payment"
    PART_B_DRUG = "part_b_drug"
    BENEFIT = "benefit"
    EXCEPTION = "exception"
    AT_RISK = "at_risk"


_PART_D_KINDS = (Kind.BENEFIT, Kind.EXCEPTION, Kind.PAYMENT, Kind.AT_RISK)


def kinds_of(program: Program) -> tuple[Kind, ...]:
    """The kinds of request a program knows, the usual one first."""
    match program:
        case Program.ORIGINAL:
            return (Kind.PAYMENT, Kind.SERVICE)
        case Program.PART_C:
            return (Kind.SERVICE, Kind.PAYMENT, Kind.PART_B_DRUG)
        case Program.PART_D:
            return _PART_D_KINDS
        case _:
            return (Kind.SERVICE,)


def can_be_expedited(program: Program, kind: Kind) -> bool:
    """Whether the law knows an expedited clock for it: never for payments or claims."""
    return program in {Program.PART_C, Program.PART_D} and kind is not Kind.PAYMENT


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
    REMANDED = "remanded"


class Missing(StrEnum):
    """What a request may lack, so that the time to decide it does not run."""

    WAIVER_OF_LIABILITY = "waiver_of_liability"
    APPOINTMENT_OF_REPRESENTATIVE = "appointment_of_representative"
    PROOF_OF_AUTHORITY = "proof_of_authority"
    REQUIRED_DETAILS = "required_details"


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


class WaitingOn(StrEnum):
    """Whose act a case waits for."""

    US = "us"
    PLAN = "plan"
    """The plan, or what pays in its place in Original Medicare."""

    REVIEWER = "reviewer"
    """Whoever else decides an appeal, from the MAC to the court."""

    RECORDS = "records"
    """The holder of records that were asked for."""

    PROVIDER = "provider"
    """A visit, a written report, or a notice of a hospital."""

    CMS = "cms"
    NOBODY = "nobody"
