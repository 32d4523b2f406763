"""The command that has open cases take a turn, as a shell runs it, against a running stack."""

import json
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client

from tests import clock
from tests.cli.shell import appealclock
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually


async def turns(client: Client, case_id: str) -> int:
    events = (await client.get_workflow_handle(case_id).fetch_history()).events
    return sum(one.HasField("marker_recorded_event_attributes") for one in events)


async def test_one_case_and_all(stack: RunningStack, here: dict[str, str], tmp_path: Path) -> None:
    content = {
        "program": "part_c",
        "notice_date": str(clock.real_today() - timedelta(days=5)),
        "service": "MRI",
        "case_manager": {"email": "again@legalaid.example"},
    }
    (tmp_path / "intake.json").write_text(json.dumps(content))
    code, _, err = await appealclock("start", str(tmp_path / "intake.json"), "--id", "AC-L", **here)
    assert (code, err) == (0, "")
    await eventually(lambda: stack.has_mail("AC-L"))
    client = await Client.connect(f"127.0.0.1:{stack.temporal_port}")

    async def has_settled() -> bool:
        overview = await client.get_workflow_handle("AC-L").query("overview")
        return bool(overview["reminders_sent"])

    await eventually(has_settled)
    before = await turns(client, "AC-L")
    code, out, err = await appealclock("look-again", "AC-L", **here)
    assert (code, out, err) == (0, "1 open case told to look again.\n", "")

    async def has_looked() -> bool:
        return await turns(client, "AC-L") == before + 1

    await eventually(has_looked)
    code, out, err = await appealclock("look-again", "--json", **here)
    assert (code, err) == (0, "")
    assert json.loads(out)["told"] >= 1

    async def looks_again() -> bool:
        return await turns(client, "AC-L") == before + 2

    await eventually(looks_again)


async def test_a_case_that_is_not_there(stack: RunningStack, here: dict[str, str]) -> None:
    del stack
    code, out, err = await appealclock("look-again", "AC-nowhere", **here)
    assert (code, out) == (4, "0 open cases told to look again.\n")
    assert err == "Not open: AC-nowhere\n"
