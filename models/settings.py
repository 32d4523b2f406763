"""The settings of the service and of the embedded stack, read from the environment when asked for.

Where Temporal is, its namespace and credentials are not here: Temporal's own variables and TOML
profile say that, as for every Temporal tool.
"""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "APPEALCLOCK_"
"""What the name of every setting begins with in the environment."""

TASK_QUEUE = "appeals"
"""The task queue of every workflow and activity. Fixed: other systems start cases on it."""

DEPLOYMENT = "appealclock"
"""The name under which Temporal lists the builds of the worker."""

SettingsT = TypeVar("SettingsT", bound=BaseSettings)


class SettingsError(Exception):
    """Settings that cannot be used; the message has one line per setting and no value."""


def _known_database(url: str) -> str:
    from sqlalchemy import make_url  # noqa: PLC0415  (slow to import, and rarely needed)
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    expected = "expected sqlite:///path or postgresql://user:password@host/name"
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError(expected) from None
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError(expected)
    return url


def _web_address(address: str) -> str:
    try:
        TypeAdapter(AnyHttpUrl).validate_python(address)
    except ValidationError:
        message = "expected an address such as https://temporal.example.org"
        raise ValueError(message) from None
    return address.rstrip("/")


def _address_or_code(me: str) -> str:
    from models.cases.people import CASE_MANAGER_CODE  # noqa: PLC0415  (rarely needed)

    if "@" not in me and not re.fullmatch(CASE_MANAGER_CODE, me):
        message = "expected your email address, or your code as a case manager, such as cm-7"
        raise ValueError(message)
    return me


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _issuer(address: str) -> str:
    """An issuer as its tokens name it, to the letter: a slash at its end counts."""
    if not is_https_or_loopback(address):
        message = "expected an address with https, such as https://sign-in.example.org/realms/desk"
        raise ValueError(message)
    return address


def is_https_or_loopback(address: str) -> bool:
    """Whether what is read from an address comes from who it says: by TLS, or from this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def is_loopback(host: str) -> bool:
    """Whether a name or an address is that of this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


Port = Annotated[int, Field(ge=1, le=65535)]

Days = Annotated[int, Field(ge=1, le=36_500)]
"""How long something is kept: whole days."""

_CODEC_PORT = 8081
_CODEC_PORT_MEANS = (
    "Port of the codec server, by which the Temporal Web UI reads and writes what is encrypted."
)


class StackSettings(BaseSettings):
    """Where the embedded stack keeps its state, and the ports it listens on, on loopback."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path(".appealclock"),
        validate_default=True,
        description="The directory of everything the embedded stack keeps.",
    )
    temporal_port: Port = Field(default=7233, description="Port of the Temporal server.")
    ui_port: Port = Field(default=8233, description="Port of the Temporal Web UI.")
    smtp_port: Port = Field(default=2525, description="Port of the SMTP inbox.")
    inbox_port: Port = Field(
        default=8025, description="Port of the page on which mail and SMS that arrived are read."
    )
    keep_inbox_days: Days | None = Field(
        default=None,
        description="How many days its inbox keeps mail and SMS; for ever when left out. See "
        "[retention](#retention).",
    )
    codec_port: Port = Field(default=_CODEC_PORT, description=_CODEC_PORT_MEANS)

    @property
    def channels(self) -> Path:
        """The channel file of the embedded stack."""
        return self.home / "channels.yaml"

    @property
    def database_url(self) -> str:
        """The database of the embedded stack."""
        return f"sqlite:///{self.home / 'appealclock.sqlite3'}"

    @property
    def ui_url(self) -> str:
        """Address of the embedded stack's Temporal Web UI."""
        return f"http://localhost:{self.ui_port}"

    @property
    def inbox_url(self) -> str:
        """Address of the page of the inbox."""
        return f"http://localhost:{self.inbox_port}"

    @property
    def codec_url(self) -> str:
        """Address of the embedded stack's codec server."""
        return f"http://localhost:{self.codec_port}"

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        ports = (self.temporal_port, self.ui_port, self.smtp_port, self.inbox_port)
        if len(set(ports)) < len(ports):
            message = (
                f"{PREFIX}TEMPORAL_PORT, {PREFIX}UI_PORT, {PREFIX}SMTP_PORT, {PREFIX}INBOX_PORT: "
                "expected four different ports"
            )
            raise ValueError(message)
        return self


class ServiceSettings(BaseSettings):
    """What the worker needs to know beyond where Temporal is.

    What is left out is that of the embedded stack, so that a command in a second terminal finds it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    channels: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: StackSettings().channels,
        description="The Apprise YAML file that says how mail and SMS leave; its entries are "
        "tagged `email` or `sms`.",
    )
    database_url: Annotated[str, AfterValidator(_known_database)] = Field(
        default_factory=lambda: StackSettings().database_url,
        repr=False,
        description="The database of the read model and the delivery ledger: `sqlite:///path` or "
        "`postgresql://user:password@host/name`.",
    )
    ui_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default_factory=lambda: StackSettings().ui_url,
        description="Address of the Temporal Web UI, for the links to a case in messages.",
    )
    templates: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="A directory of message templates that replace those of the same name; see "
        "[messages](messages.md).",
    )
    local_limits: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="A TOML file of time limits that a State or a plan sets otherwise; see "
        "[local limits](law/local-limits.md).",
    )
    relief: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="A file of relief after disasters and in emergencies: deadlines that count "
        "until a later day; see [relief](law/relief.md).",
    )
    calendars: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="A folder in which the service keeps a calendar of each case manager's open "
        "deadlines; see [calendars](#calendars-of-case-managers).",
    )
    letters: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="The folder that the update `draft_letter` writes into, of mode 0700; without "
        "it that update is refused; see [letters](letters.md).",
    )
    keys: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="The file of the key ring, of mode 0600: with it, all that cases hold is "
        "encrypted; see [encryption](security/encryption.md).",
    )
    keys_command: str | None = Field(
        default=None,
        repr=False,
        description="A command that prints the key ring, in the place of the file: it asks a key "
        "management service.",
    )
    keys_backup_days: Annotated[int, Field(ge=0, le=366)] = Field(
        default=30,
        description="How many days a backup of the table `case_keys` is kept at most: after so "
        "many, no backup opens a case that was forgotten.",
    )
    profile: Literal["desk", "production"] = Field(
        default="desk",
        description="`production` refuses to start without encryption everywhere; see "
        "[the production profile](#the-production-profile).",
    )
    keep_closed_days: Days | None = Field(
        default=None,
        description="How many days the database keeps cases that have ended; for ever when left "
        "out. See [retention](#retention).",
    )
    keep_ledger_days: Days | None = Field(
        default=None,
        description="How many days it keeps what was sent in cases that have ended; for ever when "
        "left out.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least severe level that the service logs."
    )
    max_concurrent_activities: Annotated[int, Field(ge=1, le=500)] = Field(
        default=20, description="How many activities one worker runs at a time."
    )
    max_cached_cases: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(
        default=None,
        description="How many open cases one worker holds in memory, some 0.1 to 0.25 MB each; of "
        "the others it reads the history again. From the memory of the machine when left out.",
    )
    reminders_per_second: Annotated[float, Field(gt=0)] | None = Field(
        default=None,
        description="The most reminders that all workers together begin per second; unlimited "
        "when left out.",
    )
    build_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,255}$")] | None = Field(
        default=None,
        description="Names this build of the worker; a case stays with its build until it wakes "
        "under a newer current one. Unversioned when left out.",
    )
    connect_seconds: Annotated[float, Field(ge=0, le=3600)] = Field(
        default=60, description="How long the service waits for Temporal to answer at start."
    )
    closed_case_days: Annotated[int, Field(ge=0, le=60)] = Field(
        default=7,
        description="How many days a case that has ended still takes `correct`, `take_back` and "
        "`add_note`; then its run ends.",
    )
    drain_seconds: Annotated[float, Field(ge=0, le=600)] = Field(
        default=45,
        description="How long running activities may take to end when the service stops; longer "
        "than sending one message may take.",
    )


class DeskSettings(BaseSettings):
    """Who types commands: an assertion, not a proof."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    me: Annotated[str, AfterValidator(_address_or_code)] | None = Field(
        default=None,
        description="You, by your email address or code as a case manager: `list --mine`, and the "
        "name under which your reports stand in `history`, which shows it as said by yourself.",
    )


class CodecSettings(BaseSettings):
    """Where the codec server listens, and whose tokens it takes."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    codec_host: str = Field(
        default="127.0.0.1",
        description="Address on which the codec server listens; another than loopback needs a "
        "certificate and an issuer.",
    )
    codec_port: Port = Field(default=_CODEC_PORT, description=_CODEC_PORT_MEANS)
    codec_certificate: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="File of the codec server's TLS certificate and those that sign it (PEM).",
    )
    codec_certificate_key: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None, description="File of the private key of that certificate (PEM)."
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = Field(
        default=None,
        description="Who issues the tokens that the codec server takes, as they name it in `iss`; "
        "see [sign-in](security/sign-in.md). Without it nobody signs in.",
    )
    oidc_audience: str | None = Field(
        default=None, description="For whom the tokens must be issued, as they name it in `aud`."
    )
    oidc_roles_claim: Annotated[str, Field(min_length=1)] = Field(
        default="roles",
        description="The claim that lists a person's roles; dots lead into it: "
        "`realm_access.roles`.",
    )
    oidc_namespaces_claim: str | None = Field(
        default=None,
        description="The claim that lists the Temporal namespaces a person may read; not asked "
        "for when left out.",
    )

    @property
    def is_tls(self) -> bool:
        """Whether it is reached by https."""
        return self.codec_certificate is not None

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        lines = []
        if (self.codec_certificate is None) != (self.codec_certificate_key is None):
            lines.append(
                f"{PREFIX}CODEC_CERTIFICATE, {PREFIX}CODEC_CERTIFICATE_KEY: expected both or none"
            )
        if self.oidc_issuer is not None and not self.oidc_audience:
            lines.append(f"{PREFIX}OIDC_AUDIENCE: expected, as an issuer is set")
        if not is_loopback(self.codec_host):
            if self.codec_certificate is None:
                lines.append(
                    f"{PREFIX}CODEC_HOST: another host than 127.0.0.1 needs "
                    f"{PREFIX}CODEC_CERTIFICATE: by http, what people type would cross the network "
                    "unencrypted, and the Temporal UI would not even send its token"
                )
            if self.oidc_issuer is None:
                lines.append(
                    f"{PREFIX}CODEC_HOST: another host than 127.0.0.1 needs {PREFIX}OIDC_ISSUER: "
                    "without tokens, whoever reaches the codec server reads every case"
                )
        if lines:
            raise ValueError("\n".join(lines))
        return self


def load_settings(kind: type[SettingsT]) -> SettingsT:
    """Read settings of one kind from the environment.

    Raises:
        SettingsError: Something is missing or malformed; its message says what, line by line, and
            repeats no value.
    """
    try:
        return kind()
    except ValidationError as error:
        raise SettingsError("\n".join(_lines(error))) from None


def _lines(error: ValidationError) -> list[str]:
    """One line per setting that does not fit: its variable and what is expected."""
    lines = []
    for detail in error.errors(include_input=False, include_url=False, include_context=False):
        message = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        if not message.startswith("expected") and detail["loc"]:
            message = f"expected {message}"
        path = ".".join(str(part) for part in detail["loc"][:1])
        lines.append(f"{PREFIX}{path.upper()}: {message}" if path else message)
    return lines
