"""The codec server as a program of its own, beside the Temporal Web UI."""

import logging
import sys

from deploy.codec.recording import Recording
from deploy.codec.serving import desk_of, open_codec
from deploy.logs import configure_logging, stream_handler
from deploy.production.profile import check_codec_server
from deploy.readiness import check_database
from deploy.signals import stop_signals
from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import KeyRingError
from models.encryption.opening import open_family_keys
from models.settings import PREFIX, CodecSettings, ServiceSettings, SettingsError, load_settings
from models.storage.database import open_database

_NO_KEYS = (
    f"{PREFIX}KEYS: expected, or {PREFIX}KEYS_COMMAND: the codec server encrypts and decrypts with "
    "the keys of the worker"
)

_logger = logging.getLogger("appealclock.codec")


async def run_codec() -> None:
    """Answer calls as the environment describes it, until Ctrl-C or SIGTERM.

    Raises:
        SettingsError: A setting cannot be used, or something that is needed is missing.
    """
    settings, service = load_settings(CodecSettings), load_settings(ServiceSettings)
    if problems := check_codec_server(service, settings):
        raise SettingsError("\n".join(problems))
    with stop_signals() as stop:
        configure_logging(service.log_level, stream_handler(sys.stderr))
        keys = _opened_keys(service)
        recording = Recording(open_database(service.database_url))
        desk = desk_of(settings, keys, service.ui_url, record=recording)
        async with open_codec(desk, settings):
            _logger.info(
                "answering pages of %s on port %d by %s, %s",
                desk.origins[0],
                settings.codec_port,
                "https" if settings.is_tls else "http",
                "without sign-in" if desk.tokens is None else "who signs in",
            )
            await stop.wait()
    _logger.info("stopped")


def _opened_keys(service: ServiceSettings) -> FamilyKeys:
    problems = check_database(service)
    try:
        keys = open_family_keys(service)
    except KeyRingError as error:
        raise SettingsError("\n".join([*problems, str(error)])) from None
    if keys is None:
        problems.append(_NO_KEYS)
    if problems or keys is None:
        raise SettingsError("\n".join(problems))
    return keys
