"""Records all stories anew: `python -m tests.stories.recording`.

Those of the tests first, by pytest; then the ladders, the worked cases and the families.
"""

import asyncio
import shutil
import sys

import pytest

from tests.stories.files import STORIES, names
from tests.stories.recording.families import families
from tests.stories.recording.ladders import ladders
from tests.stories.recording.stage import stand_in
from tests.stories.recording.worked import worked


async def _walks() -> None:
    for what in (ladders, worked, families):
        number = 0
        async for story in what():
            story.write()
            number += 1
        sys.stdout.write(f"{number} stories of {what.__name__}\n")


def main() -> None:
    """Remove what was recorded, and record it again."""
    for name in names():
        shutil.rmtree(STORIES / name)
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        asyncio.run(_walks())
    plugin = "tests.stories.recording.tests_plugin"
    pytest.main(["-q", "--no-header", "--tb=no", "-p", plugin, "-p", "no:xdist", "tests/workflows"])


if __name__ == "__main__":
    main()
