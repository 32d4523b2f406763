"""What failed for one channel may have come by another: whoever may know a day hears otherwise."""

from typing import Any

from models.cases.deadline import ReminderOutcome
from models.notices.messages.channel import Channel
from models.notices.messages.order import Delivery, DeliveryOutcome, DeliveryReport, ReminderOrder
from models.rehearsal.simulation import SimulatedCase
from tests.models.corrections.desk import Desk, moment
from tests.stories.playing import Stage

CLOCK = "plan_reconsideration.filing.1"


class OnlyByMail(Stage):
    """A stage on which every message arrives by email and fails for now by SMS."""

    fails = False

    def deliver(self, member: SimulatedCase, one: dict[str, Any]) -> None:
        super().deliver(member, one)
        if self.fails:
            order = ReminderOrder.model_validate(one["message"])
            outcome = _by_mail_alone(order).model_dump(mode="json")
            failure = "Not delivered yet: beneficiary by sms"
            member.news[-1] = {"sent": one["key"], "outcome": outcome, "failure": failure}


def _by_mail_alone(order: ReminderOrder) -> DeliveryReport:
    ways = ((Channel.EMAIL, DeliveryOutcome.ACCEPTED), (Channel.SMS, DeliveryOutcome.FAILED))
    deliveries = tuple(
        Delivery(role=one.role, channel=channel, outcome=outcome)
        for one in order.recipients
        for channel, outcome in ways
    )
    return DeliveryReport(outcome=ReminderOutcome.PARTIAL, deliveries=deliveries)


def told_of_an_override_in_part() -> Desk:
    """Everybody was told a day; another one, set by hand, came by email and not yet by SMS."""
    desk = Desk.open(at=moment("2026-11-20"), notice_date="2026-11-02")
    desk.pass_days(1)
    stage = OnlyByMail(desk.stage.now, desk.stage.members, desk.stage.sent)
    desk.stage, stage.fails = stage, True
    override = {"due_on": "2026-12-18", "reason": "On the notice"}
    desk.report("recalculate", reason="Printed", override=override)
    assert ("opened", CLOCK) in desk.told("beneficiary")
    return desk


def test_whoever_got_another_day_by_one_channel_hears_that_it_is_as_before() -> None:
    desk = told_of_an_override_in_part()
    sent, told = len(desk.stage.sent), desk.open_days[CLOCK]
    desk.report("take_back", report=2, reason="Typed wrong")
    assert isinstance(desk.stage, OnlyByMail)
    desk.stage.fails = False
    desk.pass_days(1)
    for role in ("case_manager", "beneficiary"):
        days = {
            order.deadline.due_on.isoformat()
            for _, _, order in desk.stage.sent[sent:]
            if role in {one.role.value for one in order.recipients} and order.deadline is not None
        }
        assert days == {desk.open_days[CLOCK]} != {told}, role
