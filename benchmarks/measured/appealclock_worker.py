"""Runs the service's worker with channels that record.

ADDRESS DATABASE_URL POST_OFFICE SENDING RING, the last empty where there are no keys.
"""

import asyncio
import sys
from pathlib import Path

from temporalio.client import Client

from activities.delivery.channels import Outgoing, Sent
from benchmarks.measured.post_office import PostOffice
from deploy.signals import stop_signals
from models.encryption.opening import open_family_keys
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.settings import ServiceSettings
from worker import build_worker
from workflows.runtime.payloads import converter_with


class NotingChannels:
    """A mail channel that hands every message to the post office, by its address."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def channel_tags(self) -> frozenset[Channel]:
        return frozenset({Channel.EMAIL})

    def send(self, channel: Channel, address: str, message: Outgoing) -> Sent:
        del channel, message
        self._office.send(address)
        return Sent(DeliveryOutcome.ACCEPTED)

    def alert(self, message: Outgoing) -> Sent:
        del message
        return Sent(DeliveryOutcome.ACCEPTED)


async def work(address: str, database_url: str, post_office: PostOffice, ring: str) -> None:
    channels = NotingChannels(post_office)
    keys = Path(ring) if ring else None
    settings = ServiceSettings(database_url=database_url, closed_case_days=0, keys=keys)
    converter = converter_with(open_family_keys(settings))
    client = await Client.connect(address, data_converter=converter)
    with stop_signals() as stop:
        async with build_worker(client, settings, channels=channels):
            await stop.wait()


if __name__ == "__main__":
    office = PostOffice(Path(sys.argv[3]), float(sys.argv[4]))
    asyncio.run(work(sys.argv[1], sys.argv[2], office, sys.argv[5]))
