"""How many cases a worker holds, by the memory of its machine or container."""

from pathlib import Path

import pytest

from deploy.machine import FEWEST, MOST, cases_held, memory

GIB = 1024**3


@pytest.mark.parametrize(
    ("of_memory", "held"),
    [(0, FEWEST), (GIB // 2, FEWEST), (2 * GIB, 2_048), (8 * GIB, 8_192), (512 * GIB, MOST)],
)
def test_cases_held(of_memory: int, held: int) -> None:
    assert cases_held(of_memory) == held


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    there, none = tmp_path / "memory.max", tmp_path / "nowhere"
    of_the_machine = memory((none,))
    assert of_the_machine > GIB // 2
    there.write_text("max\n")
    assert memory((there, none)) == of_the_machine
    there.write_text("536870912\n")
    assert memory((none, there)) == GIB // 2
