"""What `APPEALCLOCK_PROFILE=production` asks for: one line for each thing that is missing.

No line holds a value. Nothing is connected to: that is what must not be done unencrypted.
"""

from temporalio.envconfig import ClientConfig

from deploy.production.encrypted_channels import unencrypted_channels
from deploy.production.encrypted_connections import unencrypted_database, unencrypted_temporal
from models.encryption.opening import is_encrypting
from models.settings import PREFIX, CodecSettings, ServiceSettings


def is_production(settings: ServiceSettings) -> bool:
    """Whether the production profile is asked for."""
    return settings.profile == "production"


def check_production(settings: ServiceSettings) -> list[str]:
    """What is missing for the production profile; nothing where it is not asked for."""
    if not is_production(settings):
        return []
    return [
        *_keys(settings),
        *_temporal(),
        *unencrypted_database(settings.database_url),
        *unencrypted_channels(settings.channels),
        *_ui(settings),
    ]


def check_codec_server(settings: ServiceSettings, codec: CodecSettings) -> list[str]:
    """What the codec server lacks for the production profile; it sends no mail.

    It asks nobody who they are where no issuer is set, also on loopback, where a proxy may be.
    """
    if not is_production(settings):
        return []
    problems = _keys(settings) + unencrypted_database(settings.database_url) + _ui(settings)
    if codec.oidc_issuer is None:
        problems.append(
            f"{PREFIX}OIDC_ISSUER: production needs sign-in; without it, whoever reaches the codec "
            "server reads every case"
        )
    return problems


def _keys(settings: ServiceSettings) -> list[str]:
    if is_encrypting(settings):
        return []
    return [
        f"{PREFIX}KEYS: production needs a key ring, so that cases are encrypted; make one with "
        f"`appealclock keys new FILE`, or set {PREFIX}KEYS_COMMAND"
    ]


def _temporal() -> list[str]:
    try:
        return unencrypted_temporal(dict(ClientConfig.load_client_connect_config()))
    except (OSError, RuntimeError, ValueError):
        # The error's own text may quote the file, which may hold a key.
        return [
            "Temporal's settings cannot be read; check its TOML file and the TEMPORAL_* variables"
        ]


def _ui(settings: ServiceSettings) -> list[str]:
    if settings.ui_url.startswith("https://"):
        return []
    return [
        f"{PREFIX}UI_URL: production needs an https:// address: over http the UI sends what is "
        "typed in clear"
    ]
