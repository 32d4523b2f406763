"""The claims of a remittance advice: what was paid, what was not, and by which codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from models.imports.remittance.segments import Segment, SegmentError, Transaction

_CLAIM_ADJUSTMENTS = 6
"""Adjustments in one CAS segment, each of three elements."""

_REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
"""The elements of these segments that hold remark codes."""

_PRODUCED, _SERVICE, _FROM, _TO = "405", "472", {"150", "232"}, {"151", "233"}
_LONGEST_CODE = 10


@dataclass(frozen=True)
class Adjustment:
    """An amount that was not paid, and why."""

    group: str
    """Who bears it: CO, PR, OA, PI or CR."""

    code: str
    """The claim adjustment reason code."""

    amount: Decimal


@dataclass
class Unpaid:
    """A claim, or a service of one: its adjustments, remarks and days."""

    paid: Decimal
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass
class Service(Unpaid):
    """One service of a claim."""

    code: str = ""
    """Of the procedure, the drug or the revenue center, as it was billed."""


@dataclass
class Claim(Unpaid):
    """One claim."""

    status: str = ""
    filing: str = ""
    """The claim filing indicator: MA, MB, 16, ..."""

    number: str = ""
    """The number that the payer gave it."""

    services: list[Service] = field(default_factory=list)

    @property
    def parts(self) -> Sequence[Unpaid]:
        """The claim itself, then its services."""
        return (self, *self.services)

    @property
    def all_remarks(self) -> tuple[str, ...]:
        """The remark codes of the claim and of its services, each once."""
        return tuple(dict.fromkeys(one for part in self.parts for one in part.remarks))


@dataclass
class Remittance:
    """One transaction."""

    payer: str = ""
    payer_ids: set[str] = field(default_factory=set)
    payee: str = ""
    days: list[date] = field(default_factory=list)
    """The day of payment, and that on which the claims were decided."""

    claims: list[Claim] = field(default_factory=list)


def remittance_of(transaction: Transaction) -> Remittance:
    """A transaction, read.

    Raises:
        SegmentError: A segment that is needed cannot be read.
    """
    found = Remittance()
    party = ""
    for segment in transaction.segments:
        party = _head(found, segment, party)
        if found.claims or segment.id == "CLP":
            _claim_part(found.claims, segment)
    return found


def _head(found: Remittance, segment: Segment, party: str) -> str:
    """Take what a segment says of the whole; whose loop it stands in comes back."""
    match segment.id:
        case "BPR":
            if segment[16]:
                found.days.append(_day(segment, 16))
            found.payer_ids.add(segment[10])
        case "TRN":
            found.payer_ids |= {segment[3], segment[3].removeprefix("1")}
        case "DTM" if segment[1] == _PRODUCED:
            found.days.append(_day(segment, 2))
        case "N1":
            party = segment[1]
            if party == "PR":
                found.payer = segment[2]
                found.payer_ids.add(segment[4])
            elif party == "PE":
                found.payee = segment[2]
        case "REF" if party == "PR" and segment[1] == "2U":
            found.payer_ids.add(segment[2])
        case "LX" | "CLP":
            party = ""
        case _:
            pass
    return party


def _claim_part(claims: list[Claim], segment: Segment) -> None:
    """Take what a segment says of a claim.

    Raises:
        SegmentError: It cannot be read.
    """
    if segment.id == "CLP":
        if not segment[2]:
            raise SegmentError(segment, "says no claim status")
        _dollars(segment, 3)
        paid = _dollars(segment, 4)
        claims.append(Claim(paid=paid, status=segment[2], filing=segment[6], number=segment[7]))
        return
    claim = claims[-1]
    part: Unpaid = claim.services[-1] if claim.services else claim
    match segment.id:
        case "SVC":
            _dollars(segment, 2)
            # What was billed stands in the sixth element, where it was paid as something else.
            billed = segment.components(6) if segment[6] else segment.components(1)
            code = billed[1] if len(billed) > 1 else segment[4]
            if len(code) > _LONGEST_CODE + 1:
                raise SegmentError(segment, "says no code of a service")
            claim.services.append(Service(paid=_dollars(segment, 3), code=code))
        case "CAS":
            part.adjustments += _adjustments(segment)
        case "MIA" | "MOA":
            codes = (segment[number] for number in _REMARKS[segment.id])
            claim.remarks += [one for one in codes if one and len(one) <= _LONGEST_CODE]
        case "LQ" if segment[1] == "HE":
            part.remarks.append(segment[2][:_LONGEST_CODE])
        case "DTM":
            _days(part, segment)
        case _:
            pass


def _days(part: Unpaid, segment: Segment) -> None:
    if segment[1] == _SERVICE or segment[1] in _FROM:
        part.starts_on = _day(segment, 2)
    elif segment[1] in _TO:
        part.ends_on = _day(segment, 2)


def _adjustments(segment: Segment) -> Iterator[Adjustment]:
    group = segment[1]
    if len(group) != len("CO") or not segment[2]:
        raise SegmentError(segment, "says no group and reason of an adjustment")
    for number in range(_CLAIM_ADJUSTMENTS):
        code = segment[2 + 3 * number]
        if not code:
            continue
        if len(code) > _LONGEST_CODE:
            raise SegmentError(segment, "says no reason of an adjustment")
        yield Adjustment(group, code, _dollars(segment, 3 + 3 * number))


def _dollars(segment: Segment, number: int) -> Decimal:
    try:
        amount = Decimal(segment[number])
    except InvalidOperation:
        raise SegmentError(segment, f"has no amount as element {number}") from None
    if not amount.is_finite():
        raise SegmentError(segment, f"has no amount as element {number}")
    return amount


def _day(segment: Segment, number: int) -> date:
    try:
        return datetime.strptime(segment[number], "%Y%m%d").date()  # noqa: DTZ007 (a day)
    except ValueError:
        raise SegmentError(segment, f"has no day (YYYYMMDD) as element {number}") from None
