"""The command that writes the lists anew, as a shell runs it."""

import json

from tests.cli.shell import appealclock
from tests.deploy.running_stack import RunningStack


async def test_it_says_what_it_wrote(stack: RunningStack, here: dict[str, str]) -> None:
    del stack
    code, out, err = await appealclock("rebuild-view", "--json", **here)
    assert (code, err) == (0, "")
    assert json.loads(out)["schema"] == "appealclock.rebuild-view/1"
    code, out, err = await appealclock("rebuild-view", **here)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith("written from Temporal.")
