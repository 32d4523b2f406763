"""A desk's file of relief: every mistake is refused by entry and field."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.procedure.desk_files import DeskFileError, take_desk_relief, unfit_relief
from models.rulebook import rulebook

DOCS = Path(__file__).parents[4] / "docs" / "law" / "relief.md"


def example() -> str:
    """The file of docs/law/relief.md."""
    found = re.search(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of the page."""
    path = tmp_path / "relief.toml"
    path.write_text(example(), encoding="utf-8")
    return path


def test_the_example_of_the_page_can_be_used(file: Path) -> None:
    """And is out of use again with the next."""
    edition = rulebook.edition
    try:
        take_desk_relief(file)
        assert [one.id for one in rulebook.relief] == ["DR.EXAMPLE"]
        assert rulebook.edition != edition
    finally:
        take_desk_relief(None)
    assert (rulebook.relief, rulebook.edition) == ((), edition)


@pytest.fixture(autouse=True)
def _relief_ends() -> Iterator[None]:
    yield
    take_desk_relief(None)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("due_from", "due_form", "row DR.EXAMPLE, field due_from: "),
        ("until = 2026-11-02", "", "field until: expected either until or days"),
        ("until = 2026-11-02", "days = 0", "field days: "),
        ("until = 2026-11-02", "until = 2026-10-15", "field until: expected a day after due_to"),
        ("due_to = 2026-10-15", "due_to = 2026-09-19", "field due_to: is before due_from"),
        ('["FL", "GA"]', '["FL", "Georgia"]', "field states.1: "),
        ('["FL", "GA"]', "[]", "field states: "),
        ('"part_c"', '"part_z"', "field programs.1: part_z is no program"),
        ('evidence = "SEEN-PAGE"', 'evidence = "SEEN-2026"', "field read_on: expected with the"),
        ('evidence = "SEEN-PAGE"', 'evidence = "told"', "field evidence: "),
        ("source = ", "from = ", "field source: "),
        ("until", 'rules = ["X.Y"]\nuntil', "field rules.0: X.Y is no row"),
        ("until", 'rules = ["AB.REDET.DECIDE"]\nuntil', "is the other side's clock"),
        ("until", 'rules = ["D.REDET.FILE"]\nuntil', "field rules.0: D.REDET.FILE is in none of"),
        ("until = 2026-11-02", "until = 9999-12-31", "field until: expected a day in at most 366"),
        ("until", 'moves = "all"\nuntil', "field moves: "),
        ("[[relief]]", "[[row]]", "field row: unknown; expected only [[relief]] tables"),
        ("[[relief]]", "[[relief]", "field (file): no TOML"),
    ],
)
def test_every_mistake_is_named(file: Path, was: str, becomes: str, said: str) -> None:
    """By the setting, the entry and the field; nothing of it is used."""
    file.write_text(example().replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(DeskFileError, match=re.escape(said)) as refused:
        take_desk_relief(file)
    assert str(refused.value).startswith("APPEALCLOCK_RELIEF: relief.toml, ")
    assert unfit_relief(file) == [str(refused.value)]
    assert rulebook.relief == ()


def test_what_was_not_read_moves_no_day_to_work_to(file: Path) -> None:
    """A doubtful extension may only be a reason why a late filing counts."""
    text = (
        example()
        .replace("SEEN-PAGE", "UNVERIFIED: a call")
        .replace("until", 'moves = "due"\nuntil')
    )
    file.write_text(text, encoding="utf-8")
    assert "moves: expected last_arguable" in unfit_relief(file)[0]


def test_a_name_stands_once(file: Path) -> None:
    """Two of one id are a mistake."""
    file.write_text(example() * 2, encoding="utf-8")
    assert "field id: is taken already" in unfit_relief(file)[0]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Rather than passed over."""
    assert "cannot be read" in unfit_relief(tmp_path / "none.toml")[0]


def test_no_file_is_no_mistake() -> None:
    """Most desks have none."""
    assert unfit_relief(None) == []
