"""What the id of a case may be. Ids stand in subjects, lists and logs, and are never encrypted."""

import re

from models.inputs.validation import Refusal

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?", re.ASCII)
"""Short enough for a subject, with room for the suffixes of the cases beside it."""

_LETTER = "[AC-HJKMNP-RT-Yac-hjkmnp-rt-y]"
"""Any letter but S, L, O, I, B and Z."""

_EITHER = f"(?:[0-9]|{_LETTER})"

_MEDICARE_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9])[1-9]{_LETTER}{_EITHER}[0-9][.-]?{_LETTER}{_EITHER}[0-9][.-]?"
    rf"{_LETTER}{_LETTER}[0-9][0-9](?![A-Za-z0-9])",
    re.ASCII,
)
"""The eleven characters of a Medicare Beneficiary Identifier, as CMS lays down their pattern, with
or without the dashes that the card shows."""

_SOCIAL_SECURITY_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])\d{3}[.-]\d{2}[.-]\d{4}(?:[.-]?[A-Za-z]\d?)?(?![A-Za-z0-9])", re.ASCII
)
"""With or without the letter that made it a Medicare number before 2018."""

OF_THE_DESK = frozenset({"digest", "template", "look-again"})
"""The families of ids that are the service's own: digests, start forms, the look again after a
release. A case in one of them would be missing from the list of cases, or share the desk's key."""


def reads_like_a_persons_number(text: str) -> bool:
    """Whether a text holds what may be a number of Medicare or Social Security."""
    found = (_MEDICARE_NUMBER.search(text), _SOCIAL_SECURITY_NUMBER.search(text))
    return any(one is not None for one in found)


def check_id(id_: str) -> None:
    """Refuse an id that may hold a name, or a number of Medicare or Social Security.

    Raises:
        Refusal: in a sentence that does not repeat the id.
    """
    if _ID.fullmatch(id_) is None:
        message = (
            "Workflow ID: expected at most 100 letters, digits, dots and dashes, such as "
            "AC-2026-0042; it is shown in subjects and lists, so no name belongs in it"
        )
        raise Refusal(message)
    if id_.partition(".")[0].lower() in OF_THE_DESK:
        message = (
            "Workflow ID: digest, template and look-again, alone or before a dot, are the "
            "service's own ids; choose a number of your own, such as AC-2026-0042"
        )
        raise Refusal(message)
    if reads_like_a_persons_number(id_):
        message = (
            "Workflow ID: it reads like a Medicare number or a Social Security number, and would "
            "be shown in subjects and lists; choose a number of your own, such as AC-2026-0042"
        )
        raise Refusal(message)
