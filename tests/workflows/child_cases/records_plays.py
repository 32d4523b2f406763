"""What the plays of records transfers share: the smallest intake, and what they ask of a case."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from deploy.rehearsal import Rehearsal
from models.cases.deadline import Deadline
from models.presentation.shapes import Story

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "records-transfer.json"


Opening = Callable[..., Awaitable[Rehearsal]]


def smallest(**changes: Any) -> dict[str, Any]:
    intake: dict[str, Any] = {
        "program": "part_c",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    return intake | changes


async def stage(case: Rehearsal) -> str:
    found: str = (await case.overview())["stage"]
    return found.removeprefix("records_transfer.")


async def steps(case: Rehearsal) -> dict[str, dict[str, Any]]:
    return {step["key"]: step for step in (await case.overview())["milestones"]}


async def done_on(case: Rehearsal) -> dict[str, str | None]:
    return {key: step["done_on"] for key, step in (await steps(case)).items()}


async def looked_after(case: Rehearsal) -> dict[str, dict[str, Any]]:
    """The open follow-ups, by their kind: never two of one kind."""
    items = [item for item in await case.handle.query("calendar") if "kind" in item]
    assert len({item["kind"] for item in items}) == len(items)
    return {item["kind"]: item for item in items}


async def story(case: Rehearsal) -> Story:
    return Story.model_validate(await case.handle.result())


async def the_clock(case: Rehearsal) -> Deadline:
    (deadline,) = await case.deadlines()
    return deadline
