"""What each case answers about its reports and time limits.

A case that runs is asked by a query; one that has ended answers from the state that the database
keeps of it, as Temporal deletes its run some day.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cli.caseload.from_temporal import asked
from cli.reads import note_read
from cli.temporal import temporal
from models.cases.deadline import Deadline

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from temporalio.client import Client

    from models.encryption.family_keys import FamilyKeys
    from models.storage.tables import CaseRow

AT_A_TIME = 3
"""Cases asked at the same time: the worker that answers has the desk's own work to do."""

_PATIENCE = timedelta(seconds=10)
_SILENT_IN_A_ROW = 6
"""After so many cases that did not answer in time the others are not waited for: no worker runs."""


@dataclass(frozen=True)
class Answer:
    """What one case says of itself."""

    case: "CaseRow"
    reports: Sequence[dict[str, Any]]
    """As the query `history` answers."""

    deadlines: Sequence[Deadline]


class Answers:
    """What the cases say, and which of them did not answer."""

    def __init__(self, engine: "Engine", keys: "FamilyKeys | None") -> None:
        """Read the states of ended cases with an engine of `open_database`, and the data keys."""
        self._engine, self._keys = engine, keys
        self._silent = 0
        self.answered: list[Answer] = []
        self.unanswered: list[str] = []
        """Ids: they should have answered, and an export without them is incomplete."""

        self.gone: list[str] = []
        """Ids: their run was deleted in Temporal, and nothing is left to ask."""

    async def ask(self, cases: "Sequence[CaseRow]") -> None:
        """Ask every case; where only ended ones are asked, Temporal is not needed."""
        note_read(",".join(one.case_id for one in cases), "export")
        kept = await asyncio.gather(*(asyncio.to_thread(self._kept, one) for one in cases))
        found = {one.case.case_id: one for one in kept if one is not None}
        rest = [one for one in cases if one.case_id not in found]
        if rest:
            async with temporal() as client:

                async def one(case: "CaseRow") -> Answer | None:
                    return await self._asked(client, case)

                said = await asked(rest, one, at_a_time=AT_A_TIME)
            found |= {one.case.case_id: one for one in said if one is not None}
        self.answered = [found[one.case_id] for one in cases if one.case_id in found]

    def _kept(self, case: "CaseRow") -> Answer | None:
        """What an ended case says by the state that was kept of it; None where none was."""
        from activities.closed_cases import ClosedCases  # noqa: PLC0415
        from models.encryption.private_text import UnreadableTextError  # noqa: PLC0415
        from models.inputs.validation import Refusal  # noqa: PLC0415
        from models.presentation import queries  # noqa: PLC0415

        state = None
        if case.ending:
            with suppress(UnreadableTextError):
                state = ClosedCases(self._engine, self._keys).find(case.case_id)
        if state is None:
            return None
        ask = {**state, "now": case.taken_at.isoformat()}
        try:
            return _answer(case, queries.history(ask), queries.deadlines(ask))
        except (Refusal, ValueError, KeyError):
            # Kept by a build whose cases this one cannot read: its run may still answer.
            return None

    async def _asked(self, client: "Client", case: "CaseRow") -> Answer | None:
        from pydantic import ValidationError  # noqa: PLC0415
        from temporalio.client import (  # noqa: PLC0415
            WorkflowQueryFailedError,
            WorkflowQueryRejectedError,
        )
        from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415

        from activities.gone_cases import DELETED, TERMINATED  # noqa: PLC0415
        from deploy.asking import ask  # noqa: PLC0415

        if self._silent >= _SILENT_IN_A_ROW:
            self.unanswered.append(case.case_id)
            return None
        handle = client.get_workflow_handle(case.case_id)
        try:
            reports = await ask(handle, "history", rpc_timeout=_PATIENCE)
            deadlines = await ask(handle, "deadlines", rpc_timeout=_PATIENCE)
            self._silent = 0
            return _answer(case, reports, deadlines)
        except RPCError as error:
            is_gone = error.status is RPCStatusCode.NOT_FOUND
            self._silent += 0 if is_gone else 1
            ended_outside = is_gone and case.ending in {DELETED, TERMINATED}
            (self.gone if ended_outside else self.unanswered).append(case.case_id)
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError, ValidationError):
            # Another build may answer in a shape that this one does not know.
            self.unanswered.append(case.case_id)
        return None


def _answer(
    case: "CaseRow", reports: Sequence[dict[str, Any]], deadlines: Sequence[dict[str, Any]]
) -> Answer:
    return Answer(case, reports, [Deadline.model_validate(one) for one in deadlines])
