"""Where the gaps of a text are, so that every form of a paper marks them alike."""

import re
from collections.abc import Iterator

from models.papers.paper import Paper


def pieces(text: str, paper: Paper) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is a gap."""
    marks = sorted({f"[{paper.marks['gap']}: {gap.what}]" for gap in paper.gaps}, key=len)
    if not marks:
        yield text, False
        return
    pattern = "|".join(re.escape(mark) for mark in reversed(marks))
    for piece in re.split(f"({pattern})", text):
        if piece:
            yield piece, piece in marks
