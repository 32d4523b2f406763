"""The command that moves cases between builds, as a shell runs it."""

from tests.cli.shell import appealclock
from tests.deploy.running_stack import RunningStack


async def test_where_no_build_is_current_it_says_what_to_type(
    stack: RunningStack, here: dict[str, str]
) -> None:
    del stack
    code, out, err = await appealclock("move-cases", **here)
    assert (code, out) == (2, "")
    assert err.startswith("No build is current")
    assert "temporal worker deployment set-current-version" in err
