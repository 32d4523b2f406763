"""The cases of a file, as `appealclock import` reads it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cli.errors import fail
from models.imports.cases_found import Found, ImportRefusedError
from models.imports.columns import columns_of
from models.imports.csv_file import read_csv
from models.imports.days import DateOrder
from models.imports.fields import defaults_of
from models.imports.ids import IdPattern
from models.imports.rows import cases_of
from models.imports.table import Row, table_of
from models.imports.xlsx_file import MOST_BYTES, read_xlsx

Form = Literal["list", "835", "fhir"]

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ZIPPED = b"PK\x03\x04"


@dataclass(frozen=True)
class Options:
    """What was typed beside the file."""

    settings: tuple[str, ...]
    id_pattern: str | None
    columns: tuple[str, ...]
    ignore: tuple[str, ...]
    dates: str | None
    sheet: str | None
    contracts: tuple[str, ...]
    form: Form


def read_file(file: Path, options: Options) -> Found:
    """The cases of a file.

    Raises:
        ImportRefusedError: Nothing can be read from it as it is.
    """
    defaults = defaults_of(options.settings)
    pattern = IdPattern(options.id_pattern) if options.id_pattern is not None else None
    content = _content(file)
    if options.form == "835":
        from models.imports.remittance.cases import cases_of_remittance  # noqa: PLC0415

        return cases_of_remittance(content, options.contracts, pattern, defaults)
    if options.contracts:
        raise ImportRefusedError(["--contract belongs to --835"])
    if options.form == "fhir":
        from models.imports.fhir.cases import cases_of_fhir  # noqa: PLC0415 (loads its models)

        return cases_of_fhir(content, pattern, defaults)
    table = table_of(_rows(content, options.sheet))
    columns = columns_of(
        table,
        named=_named(options.columns),
        left_out=options.ignore,
        has_pattern=pattern is not None,
    )
    return cases_of(table, columns, dates=_order(options.dates), pattern=pattern, defaults=defaults)


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ImportRefusedError([f"is larger than {MOST_BYTES // 1_000_000} MB"])
        return file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}")


def _rows(content: bytes, sheet: str | None) -> list[Row]:
    if content.startswith(_OLD_WORKBOOK):
        message = "is an old or a locked Excel workbook; save it as .xlsx without a password"
        raise ImportRefusedError([message])
    if content.startswith(_ZIPPED):
        return read_xlsx(content, sheet)
    if sheet is not None:
        raise ImportRefusedError(["has no sheets; --sheet is for workbooks"])
    return read_csv(content)


def _named(columns: tuple[str, ...]) -> dict[str, str]:
    named = {}
    for one in columns:
        header, equals, path = (part.strip() for part in one.rpartition("="))
        if not equals or not header or not path:
            message = "--column: expected HEADER=FIELD, such as 'Letter of=notice_date'"
            raise ImportRefusedError([message])
        named[header] = path
    return named


def _order(dates: str | None) -> DateOrder | None:
    try:
        return DateOrder(dates.lower()) if dates is not None else None
    except ValueError:
        raise ImportRefusedError(["--dates: expected one of mdy, dmy, ymd"]) from None
