"""Everything that a request may lack, as messages say it."""

from models.cases.standing import Said
from models.rulebook import rulebook

_REQUESTS = [paper for paper in rulebook.papers if paper.role != "alone"]

ELEMENTS: tuple[dict[str, object], ...] = tuple(
    {"element": one.title, "citation": one.citation}
    for paper in _REQUESTS
    for one in paper.elements
)
"""Everything that a request may lack."""

FOLLOWS: tuple[dict[str, object], ...] = tuple(
    {"what": one.text, "citation": one.citation}
    for paper in _REQUESTS
    for follows in (paper.follows, *(element.follows for element in paper.elements))
    for one in follows
)
"""What follows from that."""

LACKING = [
    [Said("appeal.lacks_element", ELEMENTS[0]), Said("appeal.follows", one)] for one in FOLLOWS
]
"""Each thing that follows, told of one element."""
