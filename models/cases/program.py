"""The words of a case: programs, kinds of request, levels, phases, outcomes and endings."""

from enum import StrEnum
from typing import TYPE_CHECKING

from models.rulebook import rulebook
from models.rulebook.elements import Element
from models.rulebook.programs import ProgramTerms


class _Program(StrEnum):
    """What every program can be asked: see `models.rulebook.programs.ProgramTerms`."""

    @property
    def terms(self) -> ProgramTerms:
        """What the rulebook says of it."""
        return rulebook.program(self.value)

    @property
    def fast_track(self) -> bool:
        """Whether it is heard by a QIO within days, while care goes on."""
        return self.terms.fast_track

    @property
    def has_an_end(self) -> bool:
        """Whether a notice of it may end or reduce services on a day."""
        return self.fast_track or self.terms.ends_services

    @property
    def starts_with_an_end(self) -> bool:
        """Whether its first clock counts from the discharge or release, not from the notice."""
        return self.terms.starts_with_an_end


if TYPE_CHECKING:

    class Program(_Program):
        """Which appeal it is: one of the programs of the rulebook. Here, those that code names."""

        ORIGINAL = "original"
        PART_C = "part_c"
        PART_D = "part_d"
        HOSPITAL_DISCHARGE_ORIGINAL = "hospital_discharge_original"
        HOSPITAL_DISCHARGE_MA = "hospital_discharge_ma"
        TERMINATION_ORIGINAL = "termination_original"
        TERMINATION_MA = "termination_ma"
        STATUS_CHANGE = "status_change"

else:
    # The programs are data: a new one is rows, levels and an entry of programs.toml.
    Program = _Program(
        "Program", {name.upper(): name for name in rulebook.programs}, module=__name__
    )


def plan_program(program: Program) -> Program:
    """The part of Medicare whose rules on complaints and second opinions apply to a case."""
    part = program.terms.part
    return Program(part) if part is not None else program


def covering_opinions() -> tuple[str, ...]:
    """The names of the programs that cover doctors' opinions by rules of their own."""
    return tuple(one.value for one in Program if one.terms.second_opinion is not None)


PROGRAM_TITLES = {program: program.terms.title for program in Program}
"""The programs as people on a case read them."""


PROGRAM_NAMES = {name: program for program in Program for name in program.terms.names}
"""What else the programs are called, in small letters and without punctuation."""


PROGRAM_NAMES_UNSURE = {
    name: tuple(program for program in Program if name in program.terms.names_shared)
    for program in Program
    for name in program.terms.names_shared
}
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
    OUTPATIENT = "outpatient"
    AMBULANCE = "ambulance"
    WISER = "wiser"


def kinds_of(program: Program) -> tuple[Kind, ...]:
    """The kinds of request a program knows, the usual one first."""
    return tuple(Kind(kind) for kind in program.terms.kinds)


def can_be_expedited(program: Program, kind: Kind, level: str) -> bool:
    """Whether the law knows an expedited clock for it at a level: never for payments or claims."""
    terms = program.terms
    at = not terms.expedited_at or level in terms.expedited_at
    return at and kind.value in terms.expedited


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


WHOLE_PIECES = (
    "waiver_of_liability",
    "appointment_of_representative",
    "proof_of_authority",
    "required_details",
)
"""What a request may lack as a whole, beside the single elements of the rulebook."""


class _Missing(StrEnum):
    """What a request may lack, so that the time to decide it does not run."""

    @property
    def paper(self) -> str:
        """The piece as a whole, or the paper that the element belongs to."""
        return self.value.partition(".")[0]

    @property
    def element(self) -> Element | None:
        """The element of the rulebook; None where a piece as a whole is missing."""
        if "." not in self.value:
            return None
        elements = rulebook.paper(self.paper).elements
        return next(one for one in elements if one.id == self.value)


if TYPE_CHECKING:

    class Missing(_Missing):
        """What a request may lack: a piece as a whole, or an element. Here, what code names."""

        WAIVER_OF_LIABILITY = "waiver_of_liability"
        APPOINTMENT_OF_REPRESENTATIVE = "appointment_of_representative"

else:
    # The elements are data: those of the papers of a ladder's requests, and of what is enclosed.
    Missing = _Missing(
        "Missing",
        {
            name.upper(): name
            for name in (
                *WHOLE_PIECES,
                *(
                    element.id
                    for paper in rulebook.papers
                    if paper.role != "alone"
                    for element in paper.elements
                ),
            )
        },
        module=__name__,
    )


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
