"""The transactions of an X12 file, as lists of segments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.imports.cases_found import ImportRefusedError

MOST_BYTES = 50_000_000

_HEADER_LENGTH = 106
"""Characters of an ISA segment with its terminator: each of its elements has a fixed width."""

_AT_ELEMENT, _AT_LAST_ELEMENT, _AT_COMPONENT, _AT_END = 3, 103, 104, 105

_ID = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_CONTROL_NUMBER = re.compile(r"[0-9]{1,9}")
_BLANK = "\r\n\t \ufeff"
_LONGEST = 4000
_MOST_SEGMENTS = 500_000
"""Segments of one transaction: ten times as many as the claims it may hold have."""


_NOT_X12 = "is no X12 file: it does not begin with an ISA segment of its fixed width"


class SegmentError(Exception):
    """A segment that cannot be used; names it by its place, never by what it holds."""

    def __init__(self, segment: "Segment", what: str) -> None:
        """Say what is wrong with it."""
        super().__init__(f"segment {segment.number} ({segment.id}) {what}")


@dataclass(frozen=True)
class Segment:
    """One segment."""

    number: int
    """Its place in the transaction, from 1, which is ST."""

    elements: tuple[str, ...]
    component: str
    """What divides an element into components."""

    @property
    def id(self) -> str:
        """Its identifier, such as CLP; `unknown` where it has none."""
        return self.elements[0] if _ID.fullmatch(self.elements[0]) else "unknown"

    def __getitem__(self, number: int) -> str:
        """An element by its number in the standard, from 1; empty where it is left out."""
        return self.elements[number].strip() if number < len(self.elements) else ""

    def components(self, number: int) -> list[str]:
        """The components of an element."""
        return self[number].split(self.component)


@dataclass
class Transaction:
    """One transaction, from ST to SE."""

    place: int
    """Its place in the file, from 1."""

    segments: list[Segment] = field(default_factory=list)
    problem: str = ""
    """Why it cannot be used as a whole."""

    @property
    def name(self) -> str:
        """The number in its ST segment; where that is none, its place in the file."""
        number = self.segments[0][2] if self.segments else ""
        if _CONTROL_NUMBER.fullmatch(number):
            return f"transaction {number}"
        return f"transaction at place {self.place} of the file"


@dataclass(frozen=True)
class _Delimiters:
    element: str
    component: str
    end: str


def transactions_of(content: bytes) -> Iterator[Transaction]:
    """The transactions of a file; one with a mistake says so, and the others are whole.

    Raises:
        ImportRefusedError: It is no X12 file.
    """
    if len(content) > MOST_BYTES:
        raise ImportRefusedError([f"is larger than {MOST_BYTES // 1_000_000} MB"])
    # Each byte is a character: what is read is ASCII, and an accent elsewhere costs nothing.
    text = content.decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip(_BLANK)
    delimiters = _delimiters(text)
    open_: Transaction | None = None
    count = 0
    for raw in _raw_segments(text, delimiters):
        elements = tuple(raw.split(delimiters.element))
        if elements[0] == "ST":
            if open_ is not None:
                yield _broken(open_, "has no end (SE)")
            count += 1
            open_ = Transaction(count)
        if open_ is None:
            continue
        segment = Segment(len(open_.segments) + 1, elements, delimiters.component)
        open_.segments.append(segment)
        if len(open_.segments) > _MOST_SEGMENTS:
            message = f"{open_.name} has more than {_MOST_SEGMENTS} segments; split the file"
            raise ImportRefusedError([message])
        if len(raw) > _LONGEST or segment.id == "unknown":
            _broken(open_, f"segment {segment.number} cannot be read")
        if elements[0] in {"SE", "GE", "IEA"}:
            yield _ended(open_, segment)
            open_ = None
    if open_ is not None:
        yield _broken(open_, "has no end (SE)")
    if not count:
        raise ImportRefusedError(["holds no transaction (ST)"])


def _delimiters(text: str) -> _Delimiters:
    if not text.startswith("ISA") or len(text) < _HEADER_LENGTH:
        raise ImportRefusedError([_NOT_X12])
    found = _Delimiters(text[_AT_ELEMENT], text[_AT_COMPONENT], text[_AT_END])
    three = {found.element, found.component, found.end}
    if len(three) < len(("element", "component", "end")) or any(one.isalnum() for one in three):
        raise ImportRefusedError([_NOT_X12])
    if text[_AT_LAST_ELEMENT] != found.element:
        raise ImportRefusedError([_NOT_X12])
    return found


def _raw_segments(text: str, delimiters: _Delimiters) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find(delimiters.end, start)
        end = len(text) if end < 0 else end
        raw = text[start:end].strip(_BLANK)
        # Lines of a fixed length break segments anywhere.
        raw = raw.replace("\r", "").replace("\n", "")
        start = end + 1
        if raw.startswith("ISA") and raw[3:4] != delimiters.element:
            message = "holds interchanges with different separators; split it into several files"
            raise ImportRefusedError([message])
        if raw:
            yield raw


def _ended(transaction: Transaction, last: Segment) -> Transaction:
    """A transaction at its last segment, which says how many there are and whose it is."""
    if last.id != "SE":
        return _broken(transaction, "has no end (SE)")
    if last[1] != str(len(transaction.segments)) and not _is_count(last, transaction):
        return _broken(
            transaction, "has another number of segments than its end (SE) says; is it whole?"
        )
    if last[2] != transaction.segments[0][2]:
        return _broken(transaction, "ends (SE) under another number than it begins (ST)")
    return transaction


def _is_count(last: Segment, transaction: Transaction) -> bool:
    return last[1].isdecimal() and int(last[1]) == len(transaction.segments)


def _broken(transaction: Transaction, problem: str) -> Transaction:
    transaction.problem = transaction.problem or problem
    return transaction
