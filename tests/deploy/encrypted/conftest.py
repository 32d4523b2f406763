"""One running stack with keys for the tests of this folder; each has families of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.deploy.encrypted.stack_with_keys import stack_with_keys
from tests.deploy.running_stack import RunningStack


@pytest.fixture(scope="package")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningStack]:
    """Whoever stops it starts it again."""
    async with stack_with_keys(tmp_path_factory.mktemp("keys")) as running:
        yield running
