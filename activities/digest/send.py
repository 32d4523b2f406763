"""Sends a case manager the digest of a day, once, and records it in the delivery ledger."""

from datetime import timedelta

from sqlalchemy import Engine
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.database_failures import plain_database_failures
from activities.delivery.channels import Channels, Outgoing, Sent
from activities.delivery.delivering import LEASE
from activities.delivery.ledger import Busy, DeliveryLedger, Settled
from activities.digest.caseload import Caseload, read_caseload
from activities.digest.mail import DigestLetters
from activities.messages.writing import MessageError
from activities.reminders import DELIVERY_FAILED, MESSAGE_FAILED
from models.cases.people import Person
from models.digest import DigestOrder, DigestOutcome, DigestReport
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome, Recipient
from models.rulebook.counting.working_days import is_working_day
from models.storage.access_log import AccessLog

_OUTCOMES = {
    DeliveryOutcome.ACCEPTED: DigestOutcome.SENT,
    DeliveryOutcome.UNKNOWN: DigestOutcome.MAY_HAVE_ARRIVED,
}


class Digests:
    """The digest activity, with the database, the channels and the letters it works with."""

    def __init__(
        self,
        engine: Engine,
        channels: Channels,
        letters: DigestLetters,
        *,
        lease: timedelta = LEASE,
        access_log: AccessLog | None = None,
    ) -> None:
        """Use what the worker has opened; see `activities.reminders.Reminders`."""
        self._engine, self._access_log = engine, access_log
        self._channels = channels
        self._letters = letters
        self._deliveries = DeliveryLedger(engine, lease=lease)

    @activity.defn(name="send_digest")
    @plain_database_failures()
    def send_digest(self, order: DigestOrder) -> DigestReport:
        """Send the digest of one day, unless there is nothing to say or it is no working day.

        Safe to run again: the ledger has one row for each manager and day, and what was accepted
        is not sent again.

        Raises:
            ApplicationError: of type `DeliveryFailed`, to be retried, while the channel does not
                take it; not to be retried where it never will. Names no address.
        """
        if order.only_on_working_days and not is_working_day(order.today):
            return DigestReport(day=order.today, outcome=DigestOutcome.NO_WORKING_DAY)
        caseload = read_caseload(
            self._engine, order.intake.email, order.now, order.intake.zone, code=order.intake.code
        )
        if caseload.is_empty:
            return DigestReport(day=order.today, outcome=DigestOutcome.NOTHING_TO_SAY)
        outcome = self._deliver(order, caseload)
        return DigestReport(
            day=order.today,
            outcome=_OUTCOMES[outcome],
            overdue=len(caseload.overdue),
            due=len(caseload.due),
            waiting=len(caseload.waiting),
            unreached=len(caseload.unreached),
            unconfirmed=len(caseload.unconfirmed),
        )

    def _deliver(self, order: DigestOrder, caseload: Caseload) -> DeliveryOutcome:
        """Send it unless it was sent; gives the ledger's last word on it."""
        letter = self._write(order, caseload)
        intake = order.intake
        person = Person(email=intake.email, language=intake.language)
        recipient = Recipient(role=order.role, person=person, zone=intake.zone)
        if Channel.EMAIL not in self._channels.channel_tags():
            missing = Sent(DeliveryOutcome.NO_CHANNEL, "no email channel is configured")
            self._deliveries.note_not_sent(order, recipient, Channel.EMAIL, missing)
            raise _failure(missing.note, again=False)
        claim = self._deliveries.claim(order, recipient, Channel.EMAIL)
        if isinstance(claim, Busy):
            raise _failure("another attempt is sending it", again=True)
        if isinstance(claim, Settled):
            if claim.outcome not in _OUTCOMES:
                raise _failure(claim.note or claim.outcome.value, again=False)
            return claim.outcome
        sent = self._channels.send(Channel.EMAIL, order.intake.email, letter)
        self._deliveries.settle(claim, sent)
        if sent.outcome not in _OUTCOMES or claim.worth_another_try(sent.outcome):
            raise _failure(sent.note, again=claim.worth_another_try(sent.outcome))
        return sent.outcome

    def _write(self, order: DigestOrder, caseload: Caseload) -> Outgoing:
        try:
            head = self._access_log.head() if self._access_log is not None else None
            letter = self._letters.write(order, caseload, head)
        except MessageError as error:
            raise ApplicationError(str(error), type=MESSAGE_FAILED) from None
        return Outgoing(subject=letter.subject, html=letter.html)


def _failure(why: str, *, again: bool) -> ApplicationError:
    return ApplicationError(
        f"The digest was not delivered: {why}",
        type=DELIVERY_FAILED,
        non_retryable=not again,
        category=ApplicationErrorCategory.BENIGN,
    )
