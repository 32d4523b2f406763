"""Start forms that come filled: workflows that only carry an example for the Temporal UI.

The UI fills its start form from a run that its address names. So for each example there is one
workflow that was started with a long delay and terminated before its first task: it never runs,
and its link opens the form with the example in it and the Workflow ID left to be typed.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from models.cases.kinds import KINDS
from models.local_time import local_day
from models.settings import TASK_QUEUE

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
"""The intakes that ship; absent from an installed copy."""

_WRITTEN_ON = date(2026, 11, 23)
"""The day as of which the examples are written."""

_ZONE = "America/New_York"
"""Where an example is that names no zone."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_NEVER = timedelta(days=3650)
_FINGERPRINT = "fingerprint"


@dataclass(frozen=True)
class StartForm:
    """One filled form: the workflow that carries it."""

    example: str
    workflow_type: str
    title: str
    run_id: str

    def path(self, namespace: str) -> str:
        """The form's path in the Temporal UI."""
        query = urlencode(
            {
                "workflowType": self.workflow_type,
                "taskQueue": TASK_QUEUE,
                "runId": self.run_id,
            }
        )
        return f"/namespaces/{quote(namespace, safe='')}/workflows/start-workflow?{query}"


async def prepare_start_forms(client: Client, examples: Path = EXAMPLES) -> list[StartForm]:
    """Make a form of each example of each kind of case; keep those that still fit."""
    forms = []
    for known in KINDS.values():
        for example, title in known.examples.items():
            file = examples / f"{example}.json"
            if file.exists():
                content = as_of(json.loads(file.read_text(encoding="utf-8")), datetime.now(UTC))
                run_id = await _carried(client, example, known.workflow_type, title, content)
                forms.append(StartForm(example, known.workflow_type, title, run_id))
    return forms


def as_of(example: dict[str, Any], now: datetime) -> dict[str, Any]:
    """An example with its days moved to where they would be if it were written today.

    Otherwise the first case of whoever comes later begins with a filing day that has passed.
    """
    moved = local_day(now, example.get("zone", _ZONE)) - _WRITTEN_ON

    def move(value: Any) -> Any:  # noqa: ANN401 (whatever JSON holds)
        if isinstance(value, dict):
            return {name: move(item) for name, item in value.items()}
        if isinstance(value, list):
            return [move(item) for item in value]
        if isinstance(value, str) and _DAY.fullmatch(value):
            return (date.fromisoformat(value) + moved).isoformat()
        return value

    content: dict[str, Any] = move(example)
    return content


async def _carried(
    client: Client, example: str, workflow_type: str, title: str, content: dict[str, Any]
) -> str:
    """The id of the run that carries an example, which is made if there is none like it."""
    fingerprint = hashlib.sha256(
        json.dumps([workflow_type, title, content, TASK_QUEUE]).encode()
    ).hexdigest()
    name = f"template.{example}"
    handle = client.get_workflow_handle(name)
    try:
        found = await handle.describe()
        known = await found.memo_value(_FINGERPRINT, default=None)
        if found.status is WorkflowExecutionStatus.TERMINATED and known == fingerprint:
            return str(found.run_id)
        if found.status is WorkflowExecutionStatus.RUNNING:
            await handle.terminate("Replaced by a newer template")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
    started = await client.start_workflow(
        workflow_type,
        content,
        id=name,
        task_queue=TASK_QUEUE,
        start_delay=_NEVER,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        memo={_FINGERPRINT: fingerprint},
        # The form copies the summary into the case, so it says only what is true of both.
        static_summary=title,
    )
    await started.terminate("A template never runs")
    return str(started.result_run_id)
