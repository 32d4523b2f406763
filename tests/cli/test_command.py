"""The command as a whole."""

import pytest

from tests.cli.shell import python

REPORT_WHEN_TAKEN_DOWN = (
    "import atexit, sys; atexit.register(print, 'taken down');"
    "sys.argv[:] = ['appealclock', *{arguments}]; import cli; cli.main()"
)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["rules", "--on", "2026-11-02"], 0),
        (["explain", "NO.SUCH.RULE", "--on", "2026-11-02"], 2),
        (["no-such-command"], 2),
    ],
)
async def test_leaves_without_taking_python_down(arguments: list[str], expected: int) -> None:
    """Threads of Temporal's SDK outlive a command, and abort a Python that is taken down."""
    code, out, err = await python("-c", REPORT_WHEN_TAKEN_DOWN.format(arguments=arguments))
    assert code == expected
    assert out or err
    assert "taken down" not in out
