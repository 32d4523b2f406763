"""`appealclock purge`: lists what is too old, and removes it."""

import json
from datetime import timedelta
from pathlib import Path

from models.settings import StackSettings
from models.storage.database import open_database
from tests import clock
from tests.cli.shell import ISO_DAY, appealclock
from tests.deploy.retention.test_parts import closed, ids
from tests.deploy.running_stack import RunningStack


async def test_it_says_what_would_go_and_removes_it(
    stack: RunningStack, here: dict[str, str]
) -> None:
    settings = here | {"APPEALCLOCK_KEEP_CLOSED_DAYS": "900"}
    engine = open_database(StackSettings(home=stack.home).database_url)
    closed(engine, "TOO-OLD-TO-KEEP", clock.real_now() - timedelta(days=1000))
    code, out, err = await appealclock("purge", "--dry-run", **settings)
    assert (code, err) == (0, "")
    assert out.startswith("Would be removed:")
    assert "closed cases in the lists" in out
    assert not ISO_DAY.search(out)
    code, out, err = await appealclock("purge", "--dry-run", "--json", **settings)
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["dry_run"] is True
    tables = {one["table"]: one["rows"] for one in document["tables"]}
    assert (tables["case_view"], tables["deadline"], tables["closed_case"]) == (1, 2, 1)
    assert "TOO-OLD-TO-KEEP" in ids(engine)
    code, out, err = await appealclock("purge", **settings)
    assert (code, err) == (0, "")
    assert out.startswith("Removed:")
    assert "TOO-OLD-TO-KEEP" not in ids(engine)
    engine.dispose()
    code, out, err = await appealclock("purge", **settings)
    assert (code, out, err) == (0, "Nothing is too old.\n", "")


async def test_without_a_setting_everything_is_kept(here: dict[str, str]) -> None:
    code, out, err = await appealclock("purge", **here)
    assert (code, err) == (0, "")
    assert out.startswith("Everything is kept for ever")


async def test_it_needs_temporal_to_know_which_cases_are_open(tmp_path: Path) -> None:
    home = {"APPEALCLOCK_HOME": str(tmp_path), "APPEALCLOCK_TEMPORAL_PORT": "1"}
    code, _, err = await appealclock("purge", **home)
    assert code == 2
    assert err.startswith("APPEALCLOCK_DATABASE_URL: there is no such database yet")
    url = f"sqlite:///{tmp_path}/appealclock.sqlite3"
    assert (await appealclock("migrate", **home))[0] == 0
    code, _, err = await appealclock("purge", **home | {"APPEALCLOCK_DATABASE_URL": url})
    assert code == 2
    assert err.startswith("Temporal does not answer")
