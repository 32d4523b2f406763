"""One running stack with keys, until the last test of this folder ends."""

from collections.abc import AsyncIterator

import pytest

from models.encryption.key_ring import new_ring
from models.encryption.ring_file import write_new_ring
from tests import clock
from tests.deploy.running_stack import RunningStack


@pytest.fixture(scope="package")
async def encrypted(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningStack]:
    """A stack with keys."""
    folder = tmp_path_factory.mktemp("encrypted")
    write_new_ring(folder / "keys.json", new_ring(clock.real_today()))
    stack = RunningStack(folder / "home", APPEALCLOCK_KEYS=folder / "keys.json")
    await stack.start()
    yield stack
    await stack.stop()
