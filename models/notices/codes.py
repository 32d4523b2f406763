"""Short codes by which a person names what they acknowledge, in an update or over the telephone."""

import hashlib
from collections.abc import Collection

ALPHABET = "ACDEFHJKLMNPRTWXY3479"
"""Letters and digits that are not taken for one another, read or spoken."""

LENGTH = 4


def new_code(case_id: str, name: str, taken: Collection[str]) -> str:
    """The code of one more matter of a case: none of those that others have."""
    attempt = 0
    while (code := _code(f"{case_id} {name} {attempt}")) in taken:
        attempt += 1
    return code


def as_typed(code: str) -> str:
    """A code as people write it down, in the form in which it was given out."""
    return code.strip().upper().replace("-", "").replace(" ", "")


def _code(text: str) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest())
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
