"""Filled start forms: made once, made anew when their example changes, and never run."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment

from deploy.embedded.start_forms import EXAMPLES, as_of, prepare_start_forms
from models.cases.kinds import KINDS
from models.local_time import local_day
from models.procedure.acceptance.checks import check_start
from models.procedure.kinds import INTAKES
from tests import clock
from tests.deploy.examples import written_lately
from workflows.registered import CASE_WORKFLOWS


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    for name in ("appeal-part-c", "appeal-original"):
        (tmp_path / f"{name}.json").write_text((EXAMPLES / f"{name}.json").read_text())
    # Its workflow type is not registered in this version, or the example is nobody's.
    (tmp_path / "unheard-of.json").write_text("{}")
    return tmp_path


def test_an_example_reads_as_if_it_were_written_today() -> None:
    example = {
        "notice_date": "2026-11-23",
        "needed_by": "2027-01-04",
        "filed_at": "09:30",
        "amount_in_controversy": "2400.00",
        "records": [{"sent_on": "2026-11-02"}],
        "zone": "America/Chicago",
    }
    # Still the evening before in Chicago.
    assert as_of(example, datetime(2026, 11, 24, 5, 59, tzinfo=UTC)) == example
    # Across a leap day.
    assert as_of(example, datetime(2028, 3, 1, 18, tzinfo=UTC)) == example | {
        "notice_date": "2028-03-01",
        "needed_by": "2028-04-12",
        "records": [{"sent_on": "2028-02-09"}],
    }


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.json")), ids=lambda e: e.stem)
def test_no_example_is_of_the_future_or_of_long_ago(example: Path) -> None:
    now = clock.now()
    content = as_of(json.loads(example.read_text()), now)
    intake = INTAKES[KIND_OF[example.stem]].model_validate(content)
    today = local_day(now, intake.zone)
    check_start(intake, "AC-1", today)
    begun = [content[name] for name in ("notice_date", "event_on", "sent_on") if name in content]
    assert all(date.fromisoformat(day) > today - timedelta(days=30) for day in begun)


async def test_a_form_for_each_example(environment: WorkflowEnvironment, examples: Path) -> None:
    client = environment.client
    forms = await prepare_start_forms(client, examples)
    assert [form.example for form in forms] == ["appeal-part-c", "appeal-original"]
    for form in forms:
        assert f"workflowType=AppealCase&taskQueue=appeals&runId={form.run_id}" in form.path("n")
        assert "workflowId" not in form.path("n")
        carrier = client.get_workflow_handle(f"template.{form.example}")
        described = await carrier.describe()
        assert described.run_id == form.run_id
        assert described.status is WorkflowExecutionStatus.TERMINATED
        assert described.history_length == 2, "it never had a task"
        history = await carrier.fetch_history()
        carried = history.events[0].workflow_execution_started_event_attributes.input.payloads
        shipped = json.loads((examples / f"{form.example}.json").read_text())
        assert json.loads(carried[0].data) in written_lately(shipped)


async def test_a_form_stays_until_its_example_changes(
    environment: WorkflowEnvironment, examples: Path
) -> None:
    client = environment.client
    first = await prepare_start_forms(client, examples)
    assert await prepare_start_forms(client, examples) == first
    (examples / "appeal-original.json").write_text('{"program": "original"}')
    then = await prepare_start_forms(client, examples)
    assert then[0] == first[0]
    assert then[1].run_id != first[1].run_id


KIND_OF = {example: kind for kind, known in KINDS.items() for example in known.examples}


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.json")), ids=lambda e: e.stem)
def test_the_examples_are_intakes(example: Path) -> None:
    INTAKES[KIND_OF[example.stem]].model_validate_json(example.read_text())


async def test_every_example_has_its_form(environment: WorkflowEnvironment) -> None:
    forms = await prepare_start_forms(environment.client)
    assert {form.example for form in forms} == {file.stem for file in EXAMPLES.glob("*.json")}
    # A digest is made by `appealclock digest`.
    assert {form.workflow_type for form in forms} == {kind.__name__ for kind in CASE_WORKFLOWS}
