"""What a request lacks, as people name it: a piece as a whole, or an element by its id."""

from difflib import get_close_matches
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from models.cases.program import WHOLE_PIECES, Missing

_LONGEST = 80
"""No id is longer; what is, is not compared."""

_NAMES = frozenset(one.value for one in Missing)
_IDS = tuple(one.value for one in Missing if one.element is not None)


def _known(given: object) -> object:
    """Refuse what is no name, with the pieces and the elements that are near: there are many."""
    if isinstance(given, str) and given in _NAMES:
        return given
    near: list[str] = []
    if isinstance(given, str) and len(given) <= _LONGEST:
        near = get_close_matches(given, _IDS, n=3)
    names = ", ".join(f"'{one}'" for one in (*WHOLE_PIECES, *near))
    message = "Input should be {expected}"
    raise PydanticCustomError(
        "enum", message, {"expected": f"{names} or the id of an element (docs/rulebook.md)"}
    )


MissingPart = Annotated[Missing, BeforeValidator(_known)]
"""What a request lacks. Of the elements of a paper there are too many to list each in an error."""
