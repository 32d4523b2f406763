"""A case and the work beside it go on in new runs, with messages between them under way."""

import asyncio

import pytest
from temporalio.service import RPCError

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.virtual_server import virtual_server
from tests.waiting import eventually
from tests.workflows.steering import ALL_FIVE, OFTEN, day, report, steps
from worker import build_worker

ROUNDS = 12
"""So many reports to each: three times the events after which a run goes on as new."""


@pytest.mark.server
async def test_a_family_goes_on_as_new(settings: ServiceSettings) -> None:
    async with (
        virtual_server(OFTEN) as environment,
        build_worker(environment.client, settings, channels=RecordingChannels()),
    ):
        intake = {
            "program": "part_c",
            "notice_date": str(days_ago(5)),
            "service": "MRI",
            "case_manager": {"email": "manager@legalaid.example"},
            "second_opinion": {},
            "records": [{"recipient": "specialist"}],
        }
        case = await Rehearsal.start(environment, intake, "AC-family")
        opinion, records = case.beside("second-opinion"), case.beside("records.1")
        family = [case, opinion, records]
        for member in family:
            await member.settle()
        runs = [(await member.handle.describe()).run_id for member in family]
        today = await day(case)
        await report(records, "record_sent", sent_on=await day(case, -2))

        async def go_on_as_new() -> bool:
            now = [(await member.handle.describe()).run_id for member in family[:2]]
            return all(one != run for one, run in zip(now, runs, strict=False))

        for number in range(ROUNDS):
            # All at one moment: reports to each, and what they then tell one another.
            await asyncio.gather(
                report(case, "record_evidence", received_on=today, name=f"Letter {number}"),
                report(opinion, "book_visit", visit_on=await day(case, 20 + number)),
                report(records, "record_partial", on=today, document=f"Part {number}"),
            )
        # Each does so when it comes to rest, which may be after its last answer.
        await eventually(go_on_as_new)
        await report(records, "record_delivered", on=today)
        await report(records, "record_confirmed", on=today)

        async def arrived() -> bool:
            try:
                return bool((await steps(opinion))["records"]["done_on"] == today)
            except RPCError:
                # A run that has just begun cannot be asked yet.
                return False

        await eventually(arrived)
        await opinion.send(
            "record_report", received_on=today, agreement="agrees", elements=ALL_FIVE
        )

        async def heard() -> bool:
            try:
                children = (await case.overview())["children"]
            except RPCError:
                return False
            return {one["ending"] for one in children} == {"agreed", "delivered"}

        await eventually(heard)
        pieces = (await case.overview())["evidence"]
        kinds = [piece["kind"] for piece in pieces]
        assert kinds.count("letter") == ROUNDS
        assert kinds.count("records") == ROUNDS + 1
        assert kinds.count("second_opinion") == 1
        assert len({piece["id"] for piece in pieces}) == len(pieces)
        await report(case, "file_appeal", filed_on=today)
        pieces = (await case.overview())["evidence"]
        assert {piece["filed_at"] for piece in pieces} == {"plan_reconsideration"}
