"""The command as a whole."""

from pathlib import Path

import pytest

from tests.cli.documented import commands_with_json, documented
from tests.cli.shell import appealclock, python

REPORT_WHEN_TAKEN_DOWN = (
    "import atexit, sys; atexit.register(print, 'taken down');"
    "sys.argv[:] = ['appealclock', *{arguments}]; import cli; cli.main()"
)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["rules", "--on", "2026-11-02"], 0),
        (["explain", "NO.SUCH.RULE", "--on", "2026-11-02"], 4),
        (["no-such-command"], 2),
    ],
)
async def test_leaves_without_taking_python_down(arguments: list[str], expected: int) -> None:
    """Threads of Temporal's SDK outlive a command, and abort a Python that is taken down."""
    code, out, err = await python("-c", REPORT_WHEN_TAKEN_DOWN.format(arguments=arguments))
    assert code == expected
    assert out or err
    assert "taken down" not in out


def test_the_page_describes_each_document() -> None:
    assert set(documented()) == commands_with_json()


async def test_required_elements_that_are_missing_have_an_exit_code_of_their_own(
    tmp_path: Path,
) -> None:
    file = tmp_path / "intake.json"
    file.write_text('{"program": "part_c"}')
    code, out, err = await appealclock("start", str(file), "--id", "AC-1")
    assert (code, out) == (3, "")
    assert {line.split(": ")[1] for line in err.splitlines()} == {"is required"}
    file.write_text('{"program": "part_x"}')
    assert (await appealclock("start", str(file), "--id", "AC-1"))[0] == 2


async def test_a_shell_can_complete_it() -> None:
    """Its shell is named: nothing is found out from the processes above, which may be none."""
    code, out, _ = await appealclock(
        "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )
    assert code == 0
    assert "_APPEALCLOCK_COMPLETE" in out
