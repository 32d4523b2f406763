"""A running stack with a key ring, and clients that have its keys."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio.client import Client

from deploy.embedded.start_forms import as_of
from models.cases.kinds import KINDS, KindOfCase
from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import new_ring
from models.encryption.opening import open_family_keys
from models.encryption.ring_file import write_new_ring
from models.settings import ServiceSettings
from tests import clock
from tests.deploy.running_stack import ROOT, RunningStack
from workflows.runtime.payloads import converter_with


@asynccontextmanager
async def stack_with_keys(
    folder: Path, **settings: str | int | Path
) -> AsyncIterator[RunningStack]:
    """Started, and stopped at the end where it still runs."""
    ring = folder / "keys.json"
    write_new_ring(ring, new_ring(clock.real_today()))
    running = RunningStack(folder / "home", APPEALCLOCK_KEYS=ring, **settings)
    await running.start()
    try:
        yield running
    finally:
        if running.process.returncode is None:
            await running.stop()


def ring_of(stack: RunningStack) -> Path:
    return Path(stack.settings["APPEALCLOCK_KEYS"])


def keys_of(stack: RunningStack, database: Path | None = None) -> FamilyKeys:
    """The data keys of the stack, or of a copy of its database."""
    file = database or stack.home / "appealclock.sqlite3"
    found = open_family_keys(ServiceSettings(keys=ring_of(stack), database_url=f"sqlite:///{file}"))
    assert found is not None
    return found


async def client_of(stack: RunningStack) -> Client:
    return await Client.connect(
        stack.temporal_address, data_converter=converter_with(keys_of(stack))
    )


def examples() -> list[tuple[KindOfCase, dict[str, Any]]]:
    """An intake of each kind and program, as it reads on the day of the test."""
    at = clock.real_now()
    found = []
    for kind in KINDS.values():
        for name in kind.examples:
            file = ROOT / "docs" / "examples" / f"{name}.json"
            found.append((kind, as_of(json.loads(file.read_text()), at)))
    return found


def intake() -> dict[str, Any]:
    """An intake with what must not be readable anywhere."""
    return {
        "program": "part_c",
        "notice_date": str(clock.real_today()),
        "service": "MARKERKNEE",
        "references": {"Plan case": "MARKERREFERENCE"},
        "case_manager": {"email": "manager@legalaid.example"},
    }
