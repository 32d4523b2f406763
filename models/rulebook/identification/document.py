"""Writes docs/notices.md: `python -m models.rulebook.identification.document [--check]`."""

import sys
from collections.abc import Iterable
from pathlib import Path

from models.rulebook.identification.notice import Notice
from models.rulebook.identification.reading import notices

TARGET = Path(__file__).parents[3] / "docs" / "notices.md"

_PREAMBLE = """\
# Notices, and what they open

From the notice in hand to the case: `appealclock identify CMS-10003`, or any name, abbreviation or
word of a name below. This page is generated from `models/rulebook/identification/table/`; it is not
edited by hand. What a notice itself says always wins over this page.

No time limit stands here. *Clock* names the row of [the rulebook](rulebook.md) that the notice
starts: `appealclock explain ROW --on DATE` counts it out. *Take from it* names fields of
[the intake](intake.md). The marks of evidence are those of the rulebook; **⚠** marks what was not
seen in any text, or only in part. A mark with "as ROW" is that of the row.
"""

_HEADINGS = {
    "yes": "Notices that open an appeal",
    "depends": "Notices of which it depends",
    "no": "Notices that open no appeal",
}


def document(known: Iterable[Notice]) -> str:
    """The whole page."""
    listed, parts = tuple(known), [_PREAMBLE]
    for appealable, heading in _HEADINGS.items():
        parts.append(f"## {heading}\n")
        parts.append(_table([one for one in listed if one.appealable == appealable]))
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether the one that stands is current."""
    text = document(notices())
    if "--check" not in arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    command = "python -m models.rulebook.identification.document"
    sys.stderr.write(f"{TARGET.name} is not current: run {command}\n")
    return 1


def _table(listed: Iterable[Notice]) -> str:
    lines = ["| Notice | Why | Case | Next | Evidence |", "|---|---|---|---|---|"]
    lines += [_line(one) for one in listed]
    return "\n".join(lines) + "\n"


def _line(notice: Notice) -> str:
    doubt = "" if notice.verified else " **⚠**"
    called = [f"**{notice.title}**{doubt}", ", ".join(notice.forms), f"from: {notice.sender}"]
    called.append(f"also: {'; '.join(notice.names)}" if notice.names else "")
    called.append(f"Spanish: {'; '.join(notice.spanish)}" if notice.spanish else "")
    grounds = [notice.evidence, *(f"<{one}>" for one in (notice.source or "").split())]
    grounds.append(f"read {notice.read_on.isoformat()}" if notice.read_on else "")
    cells = (_lines(called), notice.why, _lines(_case(notice)), notice.next, _lines(grounds))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _case(notice: Notice) -> list[str]:
    lines = []
    if notice.program is not None:
        stage = "" if notice.stage == "denied" else f", stage `{notice.stage}`"
        lines.append(f"`{notice.program}`, level `{notice.level}`, kind `{notice.kind}`{stage}")
        lines.append(f"Take from it: {', '.join(f'`{one}`' for one in notice.fields)}")
    if notice.rule is not None:
        lines.append(f"Clock: {notice.rule}")
    return lines


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(line for line in lines if line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
