"""A running stack for commands: starting one takes longer than all that they do on it."""

from collections.abc import AsyncIterator

import pytest

from tests.deploy.running_stack import RunningStack


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningStack]:
    """Shared: a test has case ids and a case manager of its own."""
    running = RunningStack(tmp_path_factory.mktemp("commands") / "home")
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def here(stack: RunningStack) -> dict[str, str]:
    """The settings that lead a command to the stack."""
    return {
        "APPEALCLOCK_HOME": str(stack.home),
        "APPEALCLOCK_TEMPORAL_PORT": str(stack.temporal_port),
        "APPEALCLOCK_UI_PORT": str(stack.ui_port),
    }
