"""Files that are broken anywhere are read or refused, and nothing else comes of them."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest

from models.imports.cases_found import Found, ImportRefusedError
from models.imports.columns import columns_of
from models.imports.csv_file import read_csv
from models.imports.days import DateOrder
from models.imports.fhir.cases import cases_of_fhir
from models.imports.opening import opening_of
from models.imports.remittance.cases import cases_of_remittance
from models.imports.rows import cases_of
from models.imports.table import Row, table_of
from models.imports.xlsx_file import read_xlsx
from tests.models.imports.fhir.resources import claim_response, explanation, review
from tests.models.imports.lists import HEADERS, MANAGER, workbook
from tests.models.imports.remittance.files import DENIED, PARTLY_DENIED, file, transaction

NOW = datetime(2026, 11, 28, 17, tzinfo=UTC)
TIMES = 100
"""How often each kind of file is broken: by a fixed seed, so always in the same ways."""
PIECES = (b'"', b"~", b"*", b"\n", b",", b"null", b"{}", b"[]", b"1", b"<", b"\xff\xfe")

LIST = f'{HEADERS},Amt,DOS\nAC-1,MA,11/13/2026,Knee,"$1,200.00",10/1/2026 - 10/3/2026\n'
WORKBOOK = workbook(
    ("Case #", "Program", "Denial Dt.", "Service", "Amt"),
    ("AC-1", "part_c", datetime(2026, 11, 2), "MRI", 1200.5),  # noqa: DTZ001 (a cell)
    merged=["A4:B4"],
)
REMITTANCE = file(transaction("0001", DENIED, PARTLY_DENIED))
DECISIONS = json.dumps(
    {
        "resourceType": "Bundle",
        "entry": [
            {"resource": claim_response(review("A3"))},
            {"resource": explanation(review("A3"))},
        ],
    }
)


def broken(content: bytes, random: Random) -> bytes:
    """The same with a few bytes changed, missing or added."""
    changed = bytearray(content)
    for _ in range(random.randrange(1, 6)):
        at = random.randrange(len(changed))
        match random.randrange(3):
            case 0:
                changed[at] = random.randrange(256)
            case 1 if len(changed) > 100:
                del changed[at : at + random.randrange(1, 30)]
            case _:
                changed[at:at] = random.choice(PIECES)
    return bytes(changed)


def broken_within(content: bytes, random: Random) -> bytes:
    """A workbook that unpacks, with one part broken."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        chosen = random.choice(old.namelist())
        for part in old.namelist():
            said = old.read(part)
            new.writestr(part, broken(said, random) if part == chosen else said)
    return written.getvalue()


def with_other_values(content: str, random: Random) -> bytes:
    """JSON in which something stands where something else is expected."""
    document = json.loads(content)
    place = document
    while True:
        key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or not random.randrange(4):
            place[key] = random.choice([None, [], {}, 1, "x", True, [None], {"url": "x"}])
            return json.dumps(document).encode()
        place = inner


def from_rows(rows: list[Row]) -> Found:
    table = table_of(rows)
    columns = columns_of(table, named={}, left_out=(), has_pattern=False)
    return cases_of(table, columns, dates=DateOrder.MDY, defaults=MANAGER)


READERS: dict[str, tuple[Callable[[bytes], Found], Callable[[Random], bytes]]] = {
    "csv": (
        lambda content: from_rows(read_csv(content)),
        lambda random: broken(LIST.encode(), random),
    ),
    "xlsx": (
        lambda content: from_rows(read_xlsx(content)),
        lambda random: broken(WORKBOOK, random),
    ),
    "a part of an xlsx": (
        lambda content: from_rows(read_xlsx(content)),
        lambda random: broken_within(WORKBOOK, random),
    ),
    "835": (
        lambda content: cases_of_remittance(content, (), None, MANAGER),
        lambda random: broken(REMITTANCE.encode(), random),
    ),
    "fhir": (
        lambda content: cases_of_fhir(content, None, MANAGER),
        lambda random: broken(DECISIONS.encode(), random),
    ),
    "other values in fhir": (
        lambda content: cases_of_fhir(content, None, MANAGER),
        lambda random: with_other_values(DECISIONS, random),
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_a_broken_file_is_read_or_refused(name: str) -> None:
    read, make = READERS[name]
    random = Random(name)
    for _ in range(TIMES):
        content = make(random)
        try:
            found = read(content)
        except ImportRefusedError:
            continue
        for case in found.cases:
            opening_of(case, NOW)
