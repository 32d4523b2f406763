"""Records a story of each case that a test plays on a server, by playing the test on a stage.

`pytest -p tests.stories.recording.tests_plugin -p no:xdist tests/workflows`. Where a test fails on
the stage, what it had played by then is a story too, unless it asked for what no stage has.
"""

import asyncio
import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

import deploy.rehearsal
import tests.waiting
from tests import clock
from tests.stories.files import STORIES, Story, read
from tests.stories.recording.mail import StageChannels
from tests.stories.recording.play import replay_on_stage
from tests.stories.recording.rehearsals import (
    BEGINNING,
    NotOnStageError,
    StageEnvironment,
    StageRehearsal,
)
from tests.stories.recording.stage import stand_in

LEFT_OUT = {
    "test_any_order": "reports at random: the walks are stories",
    "test_complaints_in_any_order": "reports at random: the walks are stories",
    "test_every_ladder": "reports at random: the walks are stories",
    "test_thousands_of_orders": "reports at random: the walks are stories",
    "test_caseload_digest": "no case",
    "test_cancelled": "cancellation",
    "test_continue_as_new": "continue-as-new",
    "test_credentials": "credentials of the server",
    "test_database_down": "a database that is down",
    "test_family_goes_on_as_new": "continue-as-new",
    "test_mail_server_down": "channels that fail",
    "test_new_build": "builds of the worker",
    "test_replay": "histories",
    "test_undelivered": "channels that fail",
    "test_virtual_clock": "the clock of the server",
}
"""Modules of tests of which no story is recorded, and why."""

LONGEST_NAME = 100


class Recorder:
    """What the running test has started."""

    def __init__(self) -> None:
        self.cases: list[StageRehearsal] = []
        self.names: dict[int, str] = {}
        self.channels = StageChannels()
        self.written: dict[str, str] = {}
        self.left_out: dict[str, str] = {}
        self.numbers = itertools.count(1)

    async def start(self, intake: Any, case_id: str, kind: str = "AppealCase") -> StageRehearsal:
        """Start a case as `Rehearsal.start` does."""
        case = await StageRehearsal.start(intake, case_id, kind, self.channels.carry)
        self.cases.append(case)
        return case

    async def starting(self, *, notice_days_ago: int | None = 10, **changes: Any) -> StageRehearsal:
        """As the fixture `start` does."""
        intake: dict[str, Any] = {
            "program": "part_c",
            "service": "Total knee replacement",
            "case_manager": {"email": "manager@legalaid.example"},
        }
        if notice_days_ago is not None:
            intake["notice_date"] = str(clock.days_ago(notice_days_ago))
        return await self.start(intake | changes, self.next_id())

    async def beginning(self, workflow_type: str, **content: Any) -> StageRehearsal:
        """As the fixture `begin` does."""
        intake = {"program": "part_c", "case_manager": {"email": "manager@legalaid.example"}}
        return await self.start(intake | content, self.next_id(), workflow_type)

    def next_id(self) -> str:
        return f"AC-{next(self.numbers)}"

    def next_mark(self) -> UUID:
        """What tests mark their addresses with, the same each time they are recorded."""
        number = next(self.numbers)
        return UUID(int=number << 96 | number)

    async def keep_history(self, case: StageRehearsal, name: str) -> None:
        """The story of the case has the name under which its history is kept."""
        if case.handle.id == case._play.story.intake["id"]:
            self.names[id(case._play)] = name

    def begin_test(self) -> None:
        self.cases, self.names, self.numbers = [], {}, itertools.count(1)

    def end_test(self, test: str, failure: BaseException | None) -> None:
        """Write the stories of a test, or say why it has none."""
        if isinstance(failure, NotOnStageError) and str(failure) != "histories":
            self.left_out[test] = str(failure)
            return
        if failure is not None:
            self.left_out[f"{test} (recorded)"] = f"stopped by: {str(failure)[:300]!r}"
        for number, case in enumerate(self.cases, start=1):
            story: Story = case._play.story
            name = test if number == 1 else f"{test}-{number}"
            story.name = self.names.get(id(case._play), name)
            if story.name in self.written:
                # A history that several plays of one test record, each over the one before.
                story.name = name
            assert story.name not in self.written, story.name
            story.write()
            self.written[story.name] = test


RECORDER = Recorder()

FIXTURES: dict[str, Callable[[], Any]] = {
    "environment": lambda: StageEnvironment(RECORDER.start),
    "worker": lambda: "stage",
    "settings": lambda: None,
    "sent": lambda: RECORDER.channels,
    "new_case_id": lambda: RECORDER.next_id,
    "start": lambda: RECORDER.starting,
    "begin": lambda: RECORDER.beginning,
}


def pytest_configure() -> None:
    clock.ON_A_SERVER = clock._begins = BEGINNING
    waits: Any = tests.waiting.eventually
    waits.__kwdefaults__["within"] = 0.5


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what plays no case on the stage, and let helpers name stories."""
    kept = []
    for item in items:
        module = item.getparent(pytest.Module)
        assert module is not None
        if module.obj.__name__.rpartition(".")[2] not in LEFT_OUT and _plays(item):
            kept.append(item)
        if hasattr(module.obj, "keep_history"):
            module.obj.keep_history = RECORDER.keep_history
        if hasattr(module.obj, "uuid4"):
            module.obj.uuid4 = RECORDER.next_mark
    items[:] = kept


def _plays(item: pytest.Item) -> bool:
    return {"start", "begin", "environment"} & set(getattr(item, "fixturenames", ())) != set()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Any:
    """The stage takes the place of the server."""
    module = getattr(fixturedef.func, "__module__", "")
    if fixturedef.argname not in FIXTURES or module.rpartition(".")[2] != "conftest":
        return None
    value = FIXTURES[fixturedef.argname]()
    fixturedef.cached_result = (value, fixturedef.cache_key(request), None)
    return value


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    RECORDER.begin_test()
    failure: BaseException | None = None

    async def start(_: Any, intake: Any, case_id: str, kind: str = "AppealCase") -> Any:
        return await RECORDER.start(intake, case_id, kind)

    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        patch.setattr(deploy.rehearsal.Rehearsal, "start", start)
        try:
            yield
        except BaseException as error:
            failure = error
            raise
        finally:
            RECORDER.end_test(_name(item), failure)


def _name(item: pytest.Item) -> str:
    module = item.getparent(pytest.Module)
    assert module is not None
    part = module.obj.__name__.rpartition(".")[2].removeprefix("test_")
    test = item.name.removeprefix("test_")
    return re.sub(r"[^a-z0-9]+", "-", f"{part}-{test}".lower())[:LONGEST_NAME].strip("-")


def pytest_sessionfinish() -> None:
    """What cannot be played again was told under something that the test had changed."""
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        for name in asyncio.run(_not_told_again()):
            shutil.rmtree(STORIES / name)
            RECORDER.left_out[RECORDER.written.pop(name)] = "a rulebook that the test changes"


async def _not_told_again() -> list[str]:
    recorded = [read(name) for name in RECORDER.written]
    return [one.name for one in recorded if await replay_on_stage(one) != one]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.write_line(f"{len(RECORDER.written)} stories in {STORIES}")
    for test, why in RECORDER.left_out.items():
        terminalreporter.write_line(f"left out: {test}: {why}")
