"""A piece of evidence in the details panel: what it is, what it lacks, and where it was filed."""

from collections.abc import Mapping

from models.cases.evidence import ELEMENT_WORDS, Agreement, Element, Evidence
from models.presentation.panel.markdown import plain
from models.presentation.panel.words import panel_say

_AGAINST = {
    Agreement.DISAGREES: "disagrees",
    Agreement.COVERED_ALTERNATIVE: "covered_alternative",
}
"""What an opinion that does not support the treatment says."""


def evidence(piece: Evidence, levels: Mapping[str, str]) -> str:
    """A piece of evidence in one line.

    Args:
        piece: What it is.
        levels: The titles of the levels that the case may come to.
    """
    named = [text for text in (piece.name, piece.given_by) if text]
    kind = piece.kind.value.replace("_", " ").capitalize()
    words = ", ".join([f"**{kind}**", *(plain(text) for text in named)])
    words += f", {panel_say('received', day=piece.received_on)}"
    if piece.location:
        words += f", {plain(panel_say('kept_in', place=piece.location))}"
    words += _content(piece)
    if piece.filed_at:
        level = levels.get(piece.filed_at) or piece.filed_at.replace("_", " ")
        return f"{words}. {plain(panel_say('filed_with', level=level))}"
    if not piece.speaks_against:
        return f"{words}. {panel_say('not_filed')}"
    name = panel_say("send_by_name", id=plain(piece.id), update="`submit_evidence`")
    return f"{words}. {name}"


def _content(piece: Evidence) -> str:
    """What it says of the treatment, and which elements it has."""
    if piece.agreement is not None and piece.speaks_against:
        return f". {panel_say(_AGAINST[piece.agreement])}"
    if not piece.elements and not piece.missing:
        return ""
    found = panel_say("elements", count=len(piece.elements), all=len(Element))
    if not piece.missing:
        return f". {found}, {panel_say('all_there')}"
    missing = "; ".join(ELEMENT_WORDS[element] for element in piece.missing)
    return f". {found}; {panel_say('lacks', elements=missing)}"
