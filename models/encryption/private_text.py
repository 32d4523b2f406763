"""Private columns of the database: text sealed by the data key of the family it is about."""

import base64
import binascii
from collections.abc import Mapping

from models.encryption.family_keys import FamilyKeys, family_of
from models.encryption.key_ring import KeyRingError
from models.encryption.sealing import SealBrokenError

_SEALED = "sealed:"
"""What sealed text begins with; after it the id of the key and, after a colon, base64."""


class UnreadableTextError(Exception):
    """Text is sealed, and there is no key for it: none is set, or the family was forgotten."""

    def __init__(self) -> None:
        """Say so in a sentence."""
        super().__init__(
            "What the database keeps of the case is encrypted, and no key opens it: none is set, "
            "or the case was forgotten"
        )


class PrivateText:
    """Seals and reads text of cases; without keys it stays as it is."""

    def __init__(self, keys: FamilyKeys | None) -> None:
        """Use the data keys, or none."""
        self._keys = keys

    def seal(self, case_id: str, text: str) -> str:
        """Text as the database holds it.

        Raises:
            ForgottenError: The family was forgotten.
            SQLAlchemyError: Its key cannot be read.
        """
        if self._keys is None:
            return text
        family = family_of(case_id)
        key = self._keys.held_for(family) or self._keys.for_family(family)
        return f"{_SEALED}{key.id}:{base64.b64encode(key.seal(text.encode())).decode()}"

    def read_all(self, stored: Mapping[str, str]) -> dict[str, str | None]:
        """Many texts by their case; None where no key opens one.

        Raises:
            SQLAlchemyError: Their keys cannot be read.
        """
        if self._keys is not None:
            self._keys.load(_key_id(text) for text in stored.values() if text.startswith(_SEALED))
        return {case_id: self._read_or_none(case_id, text) for case_id, text in stored.items()}

    def read(self, case_id: str, stored: str) -> str:
        """Text as it was, also where it was written before keys were set.

        Raises:
            UnreadableTextError: It is sealed, and no key opens it.
            SQLAlchemyError: Its key cannot be read.
        """
        if not stored.startswith(_SEALED):
            return stored
        key_id, sealed = _key_id(stored), stored.rpartition(":")[2]
        family = family_of(case_id)
        key = None
        if self._keys is not None:
            key = self._keys.held(key_id, family) or self._keys.of_id(key_id, family)
        if key is None:
            raise UnreadableTextError
        try:
            return key.open(base64.b64decode(sealed, validate=True)).decode()
        except (SealBrokenError, binascii.Error):
            raise UnreadableTextError from None

    def _read_or_none(self, case_id: str, stored: str) -> str | None:
        try:
            return self.read(case_id, stored)
        except (UnreadableTextError, KeyRingError):
            return None


def _key_id(stored: str) -> str:
    return stored.removeprefix(_SEALED).partition(":")[0]
