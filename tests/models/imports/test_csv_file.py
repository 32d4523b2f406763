import pytest

from models.imports import csv_file
from models.imports.cases_found import ImportRefusedError
from models.imports.csv_file import read_csv
from models.imports.table import Unfit, table_of
from tests.models.imports.lists import HEADERS, problems, read

LIST = f"{HEADERS}\nAC-1,part_c,2026-11-02,Rehabilitación\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_the_encodings_that_spreadsheets_save(encoding: str) -> None:
    table = table_of(read_csv(LIST.encode(encoding)))
    assert table.headers == ("Case ID", "Program", "Denial Date", "Service")
    assert table.rows[0].cells[-1] == "Rehabilitación"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    table = table_of(read_csv(LIST.replace(",", separator).encode()))
    assert len(table.rows[0].cells) == 4


def test_a_separator_that_the_first_line_names() -> None:
    table = table_of(read_csv(("sep=;\n" + LIST.replace(",", ";")).encode()))
    assert [row.number for row in table.rows] == [3]


def test_titles_blank_rows_and_cells_of_several_lines_keep_the_numbers_of_rows() -> None:
    text = f'Denials of fall,,,\n,,,\n{HEADERS}\nAC-1,part_c,2026-11-02,"a\nb"\n,,,\nAC-2,,,\n'
    rows = table_of(read_csv(text.encode())).rows
    assert [row.number for row in rows] == [4, 6]
    assert rows[0].cells[-1] == "a b"


def test_numbers_written_as_text_and_formulas() -> None:
    found = read_csv(f'{HEADERS}\n="0042",part_c,2026-11-02,"=HYPERLINK(""x"")"\n'.encode())
    assert found[1].cells[0] == "0042"
    assert isinstance(found[1].cells[3], Unfit)
    text = f'{HEADERS}\nAC-1,part_c,2026-11-02,"=HYPERLINK(""x"")"\n'
    assert problems(read(text)) == [
        ("row 2", "column D (Service)", "holds a formula; write its value")
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00\x01\x02\x03" * 50, "there is no row of headers"),
        (b"\xff\xfe\x00\xd8", "is no text"),
        (b"\x81\x8d\x8f", "is no text"),
        (b'Case ID,Program\n"' + b"x" * 200_000, "row 2 cannot be read"),
        (b"a,b\nc,d\n", "there is no row of headers"),
        (b"", "there is no row of headers"),
        (HEADERS.encode(), "there is no row below the headers"),
        ((HEADERS + "," * 300).encode(), "row 1 has more than 200 columns"),
        ((HEADERS + "\n" + "x, " * 60_000).encode(), "row 2 has more than 200 columns"),
        ((HEADERS + "\n" + "AC-1,part_c\n" * 21_000).encode(), "has more than 20000 rows"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ImportRefusedError, match=reason):
        table_of(read_csv(content))


def test_a_huge_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MOST_BYTES", 10)
    with pytest.raises(ImportRefusedError, match="is larger than"):
        read_csv(LIST.encode())


def test_a_long_cell_is_not_taken() -> None:
    found = read(f"{HEADERS}\nAC-1,part_c,2026-11-02,{'x' * 5000}\n")
    assert [what for _, _, what in problems(found)] == ["is longer than 4000 characters"]


def test_a_separator_that_is_not_the_one_may_fail_to_read_the_file() -> None:
    rows = [f"AC-{number};part_c;2026-11-02;MRI" for number in range(8000)]
    text = "\n".join([HEADERS.replace(",", ";"), 'AC;part_c;2026-11-02;MRI,"left', *rows])
    assert len(read_csv(text.encode())[2].cells) == 4


@pytest.mark.parametrize("later", ["C-3,Drug", 'C-3,"Drug"'])
def test_a_quotation_mark_left_open_takes_no_row_with_it(later: str) -> None:
    """The rows until the next one would be the text of one cell, and their cases never opened."""
    content = f'Case ID,Service\nC-1,"Drug\nC-2,Drug\n{later}\n'
    with pytest.raises(ImportRefusedError, match="row 2 cannot be read: is a quotation mark left"):
        read_csv(content.encode())
