"""Plans by the number of their contract with CMS."""

from typing import Annotated

from pydantic import StringConstraints

PlanNumber = Annotated[
    str, StringConstraints(to_upper=True, pattern=r"^[A-Za-z][0-9]{4}(-[0-9]{3})?$")
]
"""The number of a contract, such as H5216, or of one of its packages, such as H5216-001."""
