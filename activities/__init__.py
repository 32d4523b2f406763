"""What touches the world. Idempotent, each safe to run twice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from activities.delivery.channels import Channels, load_channels
from activities.delivery.delivering import Delivering
from activities.delivery.outages import Outages
from activities.delivery.within_a_turn import PromptDelivery
from activities.digest.mail import DigestLetters
from activities.digest.send import Digests
from activities.look_again import look_again
from activities.messages.writing import Messages, template_loader
from activities.papers.drafts import Drafts
from activities.reminders import Reminders
from activities.turns import Turns
from models.encryption.opening import is_encrypting, open_family_keys
from models.release import build_name
from models.settings import ServiceSettings
from models.storage.access_log import AccessLog
from models.storage.database import open_database


@dataclass(frozen=True)
class Activities:
    """The activities of a worker, with what they hold open."""

    callables: tuple[Callable[..., Any], ...]
    engine: Engine
    turns: Turns

    def close(self) -> None:
        """Let go of the database; the activities can no longer be used."""
        self.turns.close()
        self.engine.dispose()


def build_activities(
    settings: ServiceSettings, *, namespace: str, channels: Channels | None = None
) -> Activities:
    """The activities for a worker with these settings.

    Args:
        settings: Names the database, the channel file, the templates and the UI mails link to.
        namespace: The Temporal namespace, for those links.
        channels: Used instead of the operator's file: a recording double, for rehearsals.

    Raises:
        ChannelFileError: the operator's channel file cannot be used.
        KeyRingError: the key ring cannot be read.
    """
    engine = open_database(settings.database_url)
    channels = channels or load_channels(settings.channels)
    loader = template_loader(settings.templates)
    messages = Messages(settings.ui_url, namespace, loader=loader)
    delivering = Delivering(engine, channels, messages)
    reminders = Reminders(delivering, channels, Outages(engine))
    # A limit per second is kept by the task queue: then all goes there.
    prompt = PromptDelivery(delivering) if settings.reminders_per_second is None else None
    turns = Turns(
        engine,
        prompt,
        drafts=Drafts(settings.letters),
        keys=open_family_keys(settings, engine),
        build=build_name(settings.build_id),
        closed_case_days=settings.closed_case_days,
    )
    digests = Digests(
        engine,
        channels,
        DigestLetters(settings.ui_url, namespace, loader=loader),
        access_log=AccessLog(engine) if is_encrypting(settings) else None,
    )
    return Activities(
        callables=(
            reminders.send_reminder,
            digests.send_digest,
            reminders.send_alert,
            turns.take_turn,
            look_again,
        ),
        engine=engine,
        turns=turns,
    )
