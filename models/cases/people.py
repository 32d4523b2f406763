"""The people on a case and how each can be reached."""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator, validate_email
from pydantic_extra_types.phone_numbers import PhoneNumberValidator

from models.cases.language import Language


def _known_zone(key: str) -> str:
    try:
        ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = "is no known time zone; expected an IANA name such as America/Chicago"
        raise ValueError(message) from None
    return key


Zone = Annotated[str, AfterValidator(_known_zone)]
"""An IANA time zone name."""


@lru_cache(maxsize=4096)
def _address(value: str) -> str:
    # Kept, because a case and each of its orders are read many times, and this takes longest.
    _, address = validate_email(value)
    return address


Email = Annotated[str, AfterValidator(_address)]
"""An email address as it is written to: without a name before it, its domain in lower case.

What mail cannot be sent to is refused where it is typed, and not here, see `beyond_mail`: a case
that took such an address of an earlier release goes on, and says that it is to be mended.
"""


@lru_cache(maxsize=4096)
def _number(region: str | None, number_format: str, value: str) -> str:
    # Kept as addresses are: to read a person takes twenty times as long with it.
    return PhoneNumberValidator._parse(region, number_format, None, value)  # noqa: SLF001


class _Numbers(PhoneNumberValidator):
    @staticmethod
    def _parse(
        region: str | None,
        number_format: str,
        supported_regions: Sequence[str] | None,
        phone_number: Any,  # noqa: ANN401 (whatever was typed)
    ) -> str:
        if isinstance(phone_number, str):
            return _number(region, number_format, phone_number)
        return PhoneNumberValidator._parse(  # noqa: SLF001
            region, number_format, supported_regions, phone_number
        )


Phone = Annotated[str, _Numbers(default_region="US", number_format="E164")]
"""A telephone number, kept as +15551234567."""

CASE_MANAGER_CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"


class Role(StrEnum):
    """Who somebody is to the case."""

    CASE_MANAGER = "case_manager"
    BENEFICIARY = "beneficiary"
    REPRESENTATIVE = "representative"
    PHYSICIAN = "physician"
    BACKUP = "backup"
    SUPERVISOR = "supervisor"


ROLES = tuple(Role)
"""Every role, in the order in which they are listed everywhere."""

STAFF = frozenset({Role.CASE_MANAGER, Role.BACKUP, Role.SUPERVISOR})
"""Those who work on cases, and can open them in the Temporal UI."""


class Person(BaseModel):
    """Somebody on a case. Where no zone is given, the case's own is theirs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=120)
    email: Email | None = None
    phone: Phone | None = None
    sms: bool = Field(
        default=True, description="False where they asked for no SMS; see the update `stop_sms`."
    )
    fax: Phone | None = Field(
        default=None, description="Used where whoever runs the service has a fax channel."
    )
    zone: Zone | None = Field(default=None, description="IANA time zone, e.g. America/Chicago.")
    language: Language = Language.ENGLISH

    @property
    def reachable(self) -> bool:
        """Whether there is any way to write to them."""
        return bool(self.email or self.sms_number or self.fax)

    @property
    def sms_number(self) -> str | None:
        """The number that may be sent SMS; None where there is none, or they want none."""
        return self.phone if self.sms else None


class CaseManager(Person):
    """The case manager, who answers for the case and can always be reached by email."""

    email: Email
    code: str | None = Field(
        default=None,
        pattern=CASE_MANAGER_CODE,
        description="A short code to filter lists by. Not a name or an address: it is searchable.",
    )

    @property
    def searchable(self) -> str:
        """The code that stands for the manager where no address may: theirs, or a derived one."""
        return self.code or case_manager_code(self.email)


def case_manager_code(email: str) -> str:
    """The code of a case manager who typed none: derived from the address, without showing it."""
    return "cm-" + hashlib.sha256(email.strip().lower().encode()).hexdigest()[:10]


class People(BaseModel):
    """Everyone a case may write to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_manager: CaseManager
    beneficiary: Person | None = None
    representative: Person | None = None
    physician: Person | None = None
    backup: Person | None = None
    supervisor: Person | None = None

    def get(self, role: Role) -> Person | None:
        """The person in a role, or None where the case has nobody there."""
        person: Person | None = getattr(self, role)
        return person


class ContactChanges(BaseModel):
    """New contact details: a person given here replaces the one in that role as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_manager: CaseManager | None = None
    beneficiary: Person | None = None
    representative: Person | None = None
    physician: Person | None = None
    backup: Person | None = None
    supervisor: Person | None = None

    @model_validator(mode="after")
    def _at_least_one(self) -> "ContactChanges":
        if not self.model_fields_set:
            message = f"expected at least one of {', '.join(Role)}"
            raise ValueError(message)
        if "case_manager" in self.model_fields_set and self.case_manager is None:
            message = "case_manager: expected a person; a case always has one"
            raise ValueError(message)
        return self


def beyond_mail(form: BaseModel) -> list[str]:
    """The fields of an intake or a report that hold an address no mail can be sent to.

    A domain in other letters than ASCII has an ASCII form. What stands before the @ has none: it
    takes SMTPUTF8, which Apprise does not speak.
    """
    people = {name: getattr(form, name) for name in type(form).model_fields}
    addresses = {
        "email": getattr(form, "email", None),
        **{f"{name}.email": one.email for name, one in people.items() if isinstance(one, Person)},
    }
    return [name for name, one in addresses.items() if one and not one.partition("@")[0].isascii()]
