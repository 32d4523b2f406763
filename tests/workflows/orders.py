"""One order in which reports may arrive, played on a stage, and what must hold all the while."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from temporalio.exceptions import ApplicationError

from activities.rulebook_failures import RULEBOOK_FAILURE
from models.deadline import Deadline, FollowUp, RungOutcome
from models.docket import Docket
from models.local_time import local_day
from tests.workflows import reports
from tests.workflows.reports import Chance, Report, a_day
from tests.workflows.theatre import Player, Theatre
from workflows.agenda import earliest
from workflows.payloads import REFUSED

PEOPLE = {
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
    "physician": {"email": "doctor@clinic.example"},
}

REPORTS: dict[str, Mapping[str, Report]] = {
    "SecondOpinion": reports.SECOND_OPINION,
    "RecordsTransfer": reports.RECORDS_TRANSFER,
    "Grievance": reports.GRIEVANCE,
    "CmsComplaint": reports.CMS_COMPLAINT,
    "AppealCase": reports.APPEAL,
}

GROUNDS = ("refused_to_expedite", "extension", "referral", "quality_of_care", "service")


def intake_of(kind: str, chance: Chance, today: date) -> dict[str, Any]:
    """A whole intake of a kind of work; where its days are days of, half of them are far away."""
    facts: dict[str, dict[str, Any]] = {
        "SecondOpinion": {"needed_by": str(today + timedelta(days=76))},
        "RecordsTransfer": {"recipient": "specialist"},
        "Grievance": {
            "about": chance.choice(GROUNDS),
            "event_on": str(today - timedelta(days=chance.choice([12, 60]))),
        },
        "CmsComplaint": {"also_grievance": chance.random() < 0.8},
        "AppealCase": {
            "notice_date": str(today - timedelta(days=12)),
            "second_opinion": {},
            "records": [{}],
        },
    }
    zone = chance.choice(["America/New_York", "Pacific/Honolulu"])
    return {"program": "part_c", "zone": zone, **PEOPLE, **facts[kind]}


def long_ago(chance: Chance, today: date) -> str:
    return str(today - timedelta(days=chance.randint(0, 90)))


SLIPS: dict[str, Mapping[str, Report]] = {
    "Grievance": {
        "record_filed": lambda chance, today: {
            "filed_on": chance.choice([a_day, long_ago])(chance, today),
            **chance.choice([{}, {"filed_at": "02:30", "form": "oral"}]),
        },
        "record_extension": lambda chance, today: {
            "noticed_on": a_day(chance, today),
            "days": chance.randint(1, 14),
        },
        "recalculate": lambda chance, today: {
            "reason": "Typed wrong",
            **chance.choice(
                [
                    {"event_on": long_ago(chance, today)},
                    {"filed_on": long_ago(chance, today)},
                    {"about": chance.choice(GROUNDS)},
                    {"extension_days": chance.randint(0, 14)},
                ]
            ),
        },
    },
    "CmsComplaint": {
        "record_assigned": lambda chance, today: {
            "assigned_on": chance.choice([a_day, long_ago])(chance, today),
            **chance.choice([{"category": "urgent"}, {"tracking_number": "C-1"}]),
        },
        "recalculate": lambda chance, today: {
            "reason": "Typed wrong",
            **chance.choice(
                [
                    {"filed_on": long_ago(chance, today)},
                    {"also_grievance": chance.random() < 0.8},
                    {"extension_days": chance.randint(0, 14)},
                ]
            ),
        },
    },
}
"""Reports with days long past, and corrections that may contradict what was reported."""


class Play:
    """One order, and what must hold all the while."""

    def __init__(self, theatre: Theatre, seed: str) -> None:
        self.theatre = theatre
        self.chance = random.Random(seed)
        self.evidence: dict[str, int] = {}
        self.taken = 0

    @property
    def running(self) -> list[Player]:
        return [one for one in self.theatre.players.values() if one.is_running]

    async def perform(self) -> None:
        """Reports, and what disturbs them, until enough were sent or all have ended."""
        for _ in range(14):
            for step in (self.report, self.disturb):
                if self.running:
                    await step()
                    self.check()

    async def report(self) -> None:
        """Somebody reports something to somebody; it is taken, or refused in words."""
        player = self.chance.choice(self.running)
        known = {**REPORTS[player.kind], **SLIPS.get(player.kind, {}), **reports.ANYWHERE}
        update = self.chance.choice(list(known))
        today = local_day(self.theatre.now, player.state.intake.zone)
        content = known[update](self.chance, today)
        if await self.took(player, update, content):
            self.taken += 1
            if update in reports.EVIDENCE:
                self.evidence[player.id] = self.evidence.get(player.id, 0) + 1

    async def took(self, player: Player, update: str, content: dict[str, Any]) -> bool:
        refusal: ApplicationError | None = None
        try:
            await self.theatre.send(player, update, content)
        except ApplicationError as error:
            refusal = error
        if refusal is None:
            return True
        assert refusal.type in {REFUSED, RULEBOOK_FAILURE}, (update, content, refusal)
        assert refusal.message
        return False

    async def disturb(self) -> None:
        """Time goes by, a run goes on as new, or something is ended from outside."""
        drawn, running = self.chance.random(), self.running
        if drawn < 0.3:
            await self.theatre.pass_days(self.chance.choice([0.4, 1, 6, 31]))
        elif drawn < 0.35:
            self.chance.choice(running).goes_on_soon = True
        elif drawn < 0.4 and len(running) > 1:
            await self.theatre.terminate(running[-1])

    def check(self) -> None:
        for player in self.theatre.players.values():
            docket = player.state
            check_evidence(docket, self.evidence.get(player.id, 0))
            check_reminders(player, self.theatre.now)
            check_shown(player)
            if player.is_running:
                check_waits(self.theatre, player)
                check_family(self.theatre, player)


def check_evidence(docket: Docket, least: int) -> None:
    ids = [piece.id for piece in docket.evidence]
    assert len(set(ids)) == len(ids)
    assert len(ids) >= least


def check_reminders(player: Player, now: datetime) -> None:
    """Each reminder went out, or says why it did not; none is left behind."""
    sent = {(order.about, order.rung, order.due_to_send_at) for order in player.sent}
    sent |= {
        (matter.about, matter.rung, matter.due_to_send_at)
        for order in player.sent
        for matter in order.also
    }
    items: list[Deadline | FollowUp] = [*player.state.deadlines, *player.state.follow_ups]
    for item in items:
        for rung in item.rungs:
            if rung.outcome is RungOutcome.PENDING:
                assert item.is_open, (item.id, rung)
                assert not player.is_running or rung.at > now, (item.id, rung)
            elif rung.outcome is RungOutcome.SENT:
                assert (item.id, rung.key, rung.due) in sent, (item.id, rung)
            else:
                assert rung.note, (item.id, rung)


def check_waits(theatre: Theatre, player: Player) -> None:
    """Something is waited for, of each sort once, and nothing whose time is over."""
    docket = player.state
    assert docket.ending is None
    following = earliest(docket, player.instance._register.next)
    if following is None:
        # Then something beside it asks in its stead.
        beside = [theatre.players[child.id] for child in docket.children if child.is_open]
        assert any(one.is_running for one in beside), "nothing is waited for, and nobody asked"
    else:
        assert following.at > theatre.now
    running = [item for item in docket.deadlines if item.is_open]
    assert len({item.purpose for item in running}) == len(running)
    ids = [*(item.id for item in docket.deadlines), *(item.id for item in docket.follow_ups)]
    assert len(set(ids)) == len(ids)


def check_shown(player: Player) -> None:
    """What others read is what is so."""
    docket, shown = player.state, player.snapshot
    if shown is None or (not player.is_running and docket.ending is None):
        return
    assert shown.ending == docket.ending
    assert [one.key for one in shown.milestones] == [one.key for one in docket.milestones]
    assert [one.done_on for one in shown.milestones] == [one.done_on for one in docket.milestones]
    assert [(one.id, one.status, one.due_on) for one in shown.deadlines] == [
        (one.id, one.status.value, one.due_on) for one in docket.deadlines
    ]


def check_family(theatre: Theatre, parent: Player) -> None:
    """Whoever started others knows how they stand, and has all that they gathered."""
    has = {piece.id for piece in parent.state.evidence}
    for known in parent.state.children:
        child = theatre.players[known.id]
        if child.is_running or child.state.ending:
            assert known.ending == child.state.ending, known
            assert [one.done_on for one in known.milestones] == [
                one.done_on for one in child.state.milestones
            ]
            assert {piece.id for piece in child.state.evidence} <= has


def check_nobody_is_missed(theatre: Theatre) -> None:
    """However many runs ago it was started: who is taken to run does run."""
    for parent in theatre.players.values():
        if parent.is_running:
            for known in parent.state.children:
                assert known.is_open == theatre.players[known.id].is_running, known


async def bring_to_an_end(play: Play) -> None:
    """Left alone, each goes on asking; and each can be closed."""
    theatre = play.theatre
    await theatre.pass_days(100)
    play.check()
    check_nobody_is_missed(theatre)
    while running := play.running:
        content = {"reason": "Played far enough"}
        if running[0].kind == "AppealCase":
            content |= {"ending": "withdrawn"}
        await theatre.send(running[0], "close", content)
        await theatre.pass_days(1)
        assert not running[0].is_running
        assert running[0].state.ending
        play.check()
