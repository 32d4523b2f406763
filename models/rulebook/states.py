"""The States and territories, by the two letters of the Postal Service."""

from typing import Annotated

from pydantic import AfterValidator

_CODES = """
AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY
NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI
"""

STATES = frozenset(_CODES.split())
"""The fifty States, the District of Columbia, and the territories that Medicare covers."""


def _known(code: str) -> str:
    if code.upper() not in STATES:
        message = "expected the two letters of a State or territory, such as FL"
        raise ValueError(message)
    return code.upper()


State = Annotated[str, AfterValidator(_known)]
"""A State or territory, such as FL."""
