"""What the facts of a paper rest on, and the citations that may stand in it."""

from models.papers.paper import CITATION, RestsOn, Source
from models.papers.wording import Fact
from models.rulebook.row import is_verified


def report(number: int) -> RestsOn:
    """A report of the case."""
    return RestsOn(Source.REPORT, str(number))


def reported(value: object | None, number: int | None, field: str = "", what: str = "") -> Fact:
    """Something that a report of the case says; a gap where none does.

    Args:
        value: What it says.
        number: Of the report.
        field: The field that would fill the gap.
        what: Names the gap, where the name in the text does not.
    """
    rests_on = (report(number),) if number is not None and value else ()
    return Fact(value, rests_on, field, what)


def private(value: str | None, field: str, what: str = "") -> Fact:
    """Something that the private file says; a gap where it does not."""
    rests_on = (RestsOn(Source.PRIVATE, field),) if value else ()
    return Fact(value, rests_on, f"--private: {field}", what)


def cited(rule: str, citation: str, evidence: str) -> Fact:
    """Where the law stands, of a row whose text was seen; else a gap: it is no sentence."""
    rests_on = (RestsOn(Source.ROW, rule, citation, evidence),)
    return Fact(citation if is_verified(evidence) else None, rests_on, what=CITATION)
