"""A rehearsal on a server shows what the one without a server shows."""

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.delivery.channels import RecordingChannels
from deploy.embedded.start_forms import EXAMPLES, as_of
from deploy.rehearsal import ClockHeldError, alone, play
from models.cases.kinds import KINDS
from models.inputs.validation import Refusal
from models.procedure.kinds import INTAKES
from models.rehearsal.account import Account, Sort
from models.rehearsal.playing import rehearse
from models.rehearsal.script import Script, ScriptedReport, ScriptError, read_script
from models.settings import ServiceSettings
from models.storage import migrations
from tests import clock
from tests.virtual_server import in_own_namespace
from worker import build_worker

pytestmark = pytest.mark.server

TYPES = {example: known.workflow_type for known in KINDS.values() for example in known.examples}


@pytest.fixture(scope="module")
async def server(
    environment: WorkflowEnvironment, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[WorkflowEnvironment]:
    home = tmp_path_factory.mktemp("rehearsal")
    url = f"sqlite:///{home}/rehearsal.sqlite3"
    migrations.upgrade(url)
    settings = ServiceSettings(database_url=url, channels=Path(home, "channels.yaml"))
    own = await in_own_namespace(environment)
    async with build_worker(own.client, settings, channels=RecordingChannels()):
        yield own


def intake_of(example: str) -> Any:
    """The example as of now, with nothing beside it."""
    content = json.loads((EXAMPLES / f"{example}.json").read_text())
    kind = next(kind for kind, known in KINDS.items() if example in known.examples)
    return alone(INTAKES[kind].model_validate(as_of(content, clock.now())))


def script_of(example: str) -> Script:
    return read_script((EXAMPLES / "scripts" / f"{example}.json").read_text())


def shown(account: Account) -> dict[str, Any]:
    """What both ways must agree on: of one moment, in whatever order it came about."""
    found = sorted(
        # A message leaves a moment later on a server: around midnight on the next day.
        ("" if one.sort is Sort.MESSAGE else str(one.day), one.level, one.sort.value, one.what)
        for one in account.happenings
    )
    return {
        "happenings": found,
        "deadlines": [one.model_dump(mode="json") for one in account.case.deadlines],
        "story": account.case.story,
        "stage": account.case.overview["stage"],
    }


@pytest.mark.parametrize("example", sorted(TYPES))
async def test_both_ways_show_the_same(server: WorkflowEnvironment, example: str) -> None:
    intake, script, type_ = intake_of(example), script_of(example), TYPES[example]
    on_server = await play(server, type_, intake, script, case_id=f"rehearsal-{example}")
    without = rehearse(
        type_,
        intake.model_dump(mode="json", exclude_unset=True),
        script,
        case_id=f"rehearsal-{example}",
        begins_at=on_server.begins_at,
        reported_at=on_server.reported_at,
        ends_at=on_server.ends_at,
    )
    assert shown(without) == shown(on_server)
    assert len(on_server.reported_at) == len(script.reports) > 0


async def test_mistakes_are_told_alike(server: WorkflowEnvironment) -> None:
    script = read_script('[\n {"update": "file_appeal",\n  "content": {"filed_on": "soon"}}\n]')
    intake = intake_of("appeal-part-c")
    with pytest.raises(ScriptError) as without:
        rehearse(
            "AppealCase",
            intake.model_dump(mode="json", exclude_unset=True),
            script,
            case_id="rehearsal-mistaken",
            begins_at=clock.now(),
        )
    with pytest.raises(ScriptError) as on_server:
        await play(server, "AppealCase", intake, script, case_id="rehearsal-mistaken")
    assert str(without.value) == str(on_server.value)
    assert str(without.value).startswith("line 3: filed_on: expected a date")


async def test_an_intake_is_refused_alike(server: WorkflowEnvironment) -> None:
    """The rulebook has nothing for its day: only the case itself finds that out."""
    intake = intake_of("appeal-part-c").model_copy(update={"notice_date": date(2013, 12, 31)})
    content = intake.model_dump(mode="json", exclude_unset=True)
    with pytest.raises(Refusal) as without:
        rehearse("AppealCase", content, Script(), case_id="rehearsal-old", begins_at=clock.now())
    with pytest.raises(Refusal) as on_server:
        await play(server, "AppealCase", intake, Script(), case_id="rehearsal-old")
    assert on_server.value.message == without.value.message


async def test_what_starts_beside_it_holds_the_clock(server: WorkflowEnvironment) -> None:
    script = Script([ScriptedReport(update="start_second_opinion")])
    with pytest.raises(ClockHeldError):
        await play(server, "AppealCase", intake_of("appeal-part-c"), script, case_id="rehearsal-2")
