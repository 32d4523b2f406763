"""Writes a letter into a folder of its case: documents, checklist, sources and exhibits."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from activities.papers.docx import as_docx
from activities.papers.edited import DIGESTS, digests_with, move_edited_aside
from activities.papers.official_forms import filled
from activities.papers.packet import packet
from activities.papers.pdf import as_pdf
from models.papers.forms.official import read_map
from models.papers.letter import Letter
from models.presentation.spreadsheet import as_csv
from models.storage.whole_file import replace_file

_FOLDER_OF_OWNER = 0o700
_SCHEMA = "appealclock.letter/1"


@dataclass(frozen=True)
class Written:
    """What was written of a letter."""

    files: list[Path]
    kept: list[Path]
    """What a person had changed, where it was moved to."""


def write_letter(  # noqa: PLR0913 (each says another thing of what is written)
    folder: Path,
    letter: Letter,
    *,
    name: str | None = None,
    reviewed_by: str | None = None,
    files: Mapping[str, str] | None = None,
    blanks: Path | None = None,
) -> Written:
    """Write a letter. What stood there of an earlier one is replaced, file by file.

    What a person has changed there since is moved aside first.

    Args:
        folder: Of all letters; made for its owner alone where it is not there.
        letter: What is written.
        name: Of the folder in it; that of the case when None.
        reviewed_by: Who has reviewed it: then it is final, and no page is marked as a draft.
        files: Of the exhibits, by the id of the evidence: then a packet is written too.
        blanks: Holds blanks of official forms, each with its map: those of the request are filled.

    Raises:
        OSError: One cannot be written.
        ExhibitError: A document of the packet cannot be used; nothing was written.
        BlankError, MapError: A blank or its map cannot be used; nothing was written.
        FontError: A character of it would be blank; nothing was written.
    """
    own = folder / (name or letter.paper.case_id)
    found = letter if reviewed_by is None else letter.final()
    contents = list(_files(found, reviewed_by))
    forms = dict(_filled(found, blanks, draft=reviewed_by is None)) if blanks else {}
    contents += [(f"forms/{file}", form) for file, form in forms.items()]
    if files is not None:
        at_hand = {one.name: one.read_bytes() for one in sorted((own / "forms").glob("*.pdf"))}
        bound = packet(found, draft=reviewed_by is None, files=files, forms={**at_hand, **forms})
        contents.append(("packet.pdf", bound))
    for one in (folder, own, own / "forms"):
        one.mkdir(mode=_FOLDER_OF_OWNER, exist_ok=True)
    named = dict(contents)
    kept = move_edited_aside(own, named, _FOLDER_OF_OWNER)
    replace_file(own / DIGESTS, digests_with(own, named))
    for file, content in named.items():
        replace_file(own / file, content)
    return Written([own / file for file in named], kept)


def _filled(letter: Letter, blanks: Path, *, draft: bool) -> Iterator[tuple[str, bytes]]:
    """The official forms of a request for which there are a blank and a map."""
    mark = letter.paper.marks["draft"] if draft else ""
    for form in letter.forms:
        blank, map_file = blanks / f"{form.id}.pdf", blanks / f"{form.id}.toml"
        if blank.is_file() and map_file.is_file():
            yield blank.name, filled(blank, read_map(map_file), letter.values, draft=mark)


def _files(letter: Letter, reviewed_by: str | None) -> Iterator[tuple[str, bytes]]:
    draft = reviewed_by is None
    yield "letter.docx", as_docx(letter.paper, draft=draft)
    yield "letter.pdf", as_pdf(letter.paper, draft=draft)
    if letter.copy is not None:
        yield f"letter-{letter.copy.language}.pdf", as_pdf(letter.copy, draft=draft)
    yield "checklist.json", _json(_checklist(letter, reviewed_by))
    yield "sources.json", _json({"schema": _SCHEMA, "sentences": list(letter.sources())})
    yield "exhibits.csv", _exhibits(letter)


def _checklist(letter: Letter, reviewed_by: str | None) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "case": letter.paper.case_id,
        "paper": letter.paper.id,
        "final": reviewed_by is not None,
        "reviewed_by": reviewed_by,
        "elements": [one.as_json() for one in letter.items],
        "gaps": [{"what": gap.what, "field": gap.field} for gap in letter.paper.gaps],
        "left_out": [
            {"evidence": one.evidence, "what": one.what, "why": one.why}
            for one in letter.paper.left_out
        ],
    }


def _exhibits(letter: Letter) -> bytes:
    names = ("number", "what", "given_by", "received_on", "evidence", "location")
    rows = ({name: getattr(one, name) for name in names} for one in letter.paper.exhibits)
    return as_csv(names, rows).encode()


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
