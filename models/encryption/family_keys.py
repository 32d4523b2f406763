"""The data keys of families of cases: made, claimed and read, and kept in memory for a minute.

A family is a case and those beside it: `Lee-2026`, `Lee-2026.second-opinion`. It has a data key of
its own, so that destroying it makes the whole family unreadable wherever copies of it lie.
"""

import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from models.encryption.key_ring import KEY_BYTES, KeyRing, KeyRingError, UnknownRingKeyError
from models.encryption.sealing import DataKey
from models.storage.case_keys import CaseKeys, StoredKey

_HELD = 20_000
"""Keys kept in memory, some 300 bytes each."""

_FRESH = 60.0
"""Seconds after which the table is asked again: a key may have been destroyed."""

_STALE = 3600.0
"""Seconds for which a key is used while the table cannot be asked."""

_DOWN = 5.0
"""Seconds for which a key is used before a table that could not be asked is asked again: each try
may take long, and the tasks of cases would wait for all of them."""

_RING_AGAIN = 5.0
"""Seconds between two readings of the ring, however many keys it lacks."""


class ForgottenError(Exception):
    """The family was forgotten: nothing of it can be read, and nothing new is written to it."""

    def __init__(self) -> None:
        """Say so in a sentence."""
        super().__init__("This id belongs to a case that was forgotten: a new case needs another.")


def family_of(workflow_id: str) -> str:
    """The family that a workflow belongs to: its id up to the first dot."""
    return workflow_id.partition(".")[0]


@dataclass
class _Held:
    key: DataKey
    family: str | None
    asked_at: float
    used_until: float = 0.0
    """Until when it is used though the table could not be asked."""


class FamilyKeys:
    """The data keys behind one key ring and one table. Safe to use from several threads."""

    def __init__(
        self,
        read_ring: Callable[[], KeyRing],
        table: CaseKeys,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Read the ring, and use the table.

        Args:
            read_ring: Reads the ring; asked again where a key of the ring is not known, as the
                ring was rotated.
            table: Where the wrapped keys stand.
            monotonic: Seconds, for how old what is in memory is.
            now: The present (UTC).

        Raises:
            KeyRingError: The ring cannot be read.
        """
        self._read_ring, self._ring, self._table = read_ring, read_ring(), table
        self._monotonic, self._now = monotonic, now
        self._by_id: OrderedDict[str, _Held] = OrderedDict()
        self._of_family: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.RLock()
        self._ring_read_at: float | None = None
        """When it was read anew."""

    def held_for(self, family: str) -> DataKey | None:
        """The key that encrypts for a family, where memory has a fresh one."""
        with self._lock:
            return self._fresh(self._of_family.get(family))

    def held(self, key_id: str, family: str | None) -> DataKey | None:
        """A key that decrypts, where memory has a fresh one of that family."""
        with self._lock:
            key = self._fresh(key_id)
            if key is None or (family is not None and self._by_id[key_id].family != family):
                return None
            return key

    def for_family(self, family: str) -> DataKey:
        """The key that encrypts for a family: its oldest, or a new one.

        Raises:
            ForgottenError: The family was forgotten.
            SQLAlchemyError: The table cannot be read, and memory has no key.
        """
        with self._lock:
            key_id = self._of_family.get(family)
        try:
            stored = self._table.of_family(family)
            if any(one.wrapped is None for one in stored):
                self._drop(family)
                raise ForgottenError
            key = self._keep(stored[0]) if stored else self._add(family)
        except SQLAlchemyError:
            key_held = self._stale(key_id)
            if key_held is None:
                raise
            return key_held
        with self._lock:
            _put(self._of_family, family, key.id)
        return key

    def unclaimed(self) -> DataKey:
        """A new key that is nobody's until a worker claims it for the family it decrypts for.

        Raises:
            SQLAlchemyError: The table cannot be written.
        """
        return self._add(None)

    def of_id(self, key_id: str, family: str | None) -> DataKey | None:
        """The key of an id; None where it is unknown, destroyed, or another family's.

        Args:
            key_id: As a payload names it.
            family: Whose payload it is; a key that is nobody's becomes its own. None where that is
                not known, as in the Temporal UI: then any key is given.

        Raises:
            SQLAlchemyError: The table cannot be asked, and memory has no such key.
        """
        try:
            stored = self._find(key_id, family)
            if stored is None or stored.wrapped is None:
                with self._lock:
                    self._by_id.pop(key_id, None)
                return None
            owner = stored.family
            if owner is None and family is not None:
                owner = self._table.claim(key_id, family, self._now())
            key = self._keep(StoredKey(stored.id, owner, stored.wrapped))
        except SQLAlchemyError:
            with self._lock:
                owner = self._by_id[key_id].family if key_id in self._by_id else None
            key_held = self._stale(key_id)
            if key_held is None:
                raise
            key = key_held
        return key if family is None or owner == family else None

    def _find(self, key_id: str, family: str | None) -> StoredKey | None:
        """A key; of its family memory has all of them afterwards.

        A case has one for each report that was typed in the UI, and reads all of them when its
        history is replayed.
        """
        if family is None:
            return self._table.find(key_id)
        found = {one.id: one for one in self._table.find_with_family(key_id, family)}
        self._keep_all(one for one in found.values() if one.id != key_id)
        return found.get(key_id)

    def load(self, key_ids: Iterable[str]) -> None:
        """Read many keys into memory at once: a list has one for each of its cases."""
        found = self._table.find_all(sorted(set(key_ids)))
        self._keep_all(one for one in found if one.family is not None)

    def _keep_all(self, found: Iterable[StoredKey]) -> None:
        """Keep those that can be had; what is wrong with another is said when it is asked for."""
        for one in found:
            if one.wrapped is not None:
                with suppress(KeyRingError):
                    self._keep(one)

    def has(self, family: str) -> bool:
        """Whether the family has a key that is not destroyed."""
        return any(one.wrapped is not None for one in self._table.of_family(family))

    def family_of_key(self, key_id: str) -> str | None:
        """Whose a key is, as far as memory knows since it was last asked for."""
        with self._lock:
            held = self._by_id.get(key_id)
            return held.family if held else None

    def is_destroyed(self, key_id: str) -> bool:
        """Whether there was such a key, and what it encrypted can never be read again.

        Raises:
            SQLAlchemyError: The table cannot be read.
        """
        stored = self._table.find(key_id)
        return stored is not None and stored.wrapped is None

    def forget(self, family: str) -> int | None:
        """Destroy the keys of a family, here and in the table; how many there were.

        None where the family is on legal hold: then nothing is destroyed.
        """
        destroyed = self._table.destroy_family(family, self._now())
        if destroyed is not None:
            self._drop(family)
        return destroyed

    def rewrap_all(self) -> int:
        """Wrap anew, by the first key of the ring, what other keys wrap; how many were."""
        first = self._ring.keys[0].id
        others = self._table.not_wrapped_by(first)
        for one in others:
            assert one.wrapped is not None  # noqa: S101 (the table lists those that are)
            self._table.rewrap(one, self._ring.wrap(self._ring.unwrap(one.wrapped, one.id), one.id))
        return len(others)

    def _add(self, family: str | None) -> DataKey:
        key = DataKey(secrets.token_hex(16), os.urandom(KEY_BYTES))
        stored = StoredKey(key.id, family, self._ring.wrap(key.secret, key.id))
        self._table.add(stored, self._now())
        return self._hold(key, family)

    def _keep(self, stored: StoredKey) -> DataKey:
        assert stored.wrapped is not None  # noqa: S101 (those that are destroyed do not come here)
        try:
            secret = self._ring.unwrap(stored.wrapped, stored.id)
        except UnknownRingKeyError:
            if not self._read_ring_again():
                raise
            secret = self._ring.unwrap(stored.wrapped, stored.id)
        return self._hold(DataKey(stored.id, secret), stored.family)

    def _read_ring_again(self) -> bool:
        """Read the ring anew, unless it was a moment ago: what prints it may take its time."""
        now = self._monotonic()
        with self._lock:
            if self._ring_read_at is not None and now - self._ring_read_at < _RING_AGAIN:
                return False
            self._ring = self._read_ring()
            self._ring_read_at = self._monotonic()
        return True

    def _hold(self, key: DataKey, family: str | None) -> DataKey:
        with self._lock:
            _put(self._by_id, key.id, _Held(key, family, self._monotonic()))
        return key

    def _fresh(self, key_id: str | None) -> DataKey | None:
        held = self._by_id.get(key_id) if key_id else None
        if held is None:
            return None
        now = self._monotonic()
        return held.key if now - held.asked_at <= _FRESH or now < held.used_until else None

    def _stale(self, key_id: str | None) -> DataKey | None:
        with self._lock:
            held = self._by_id.get(key_id) if key_id else None
            now = self._monotonic()
            if held is None or now - held.asked_at > _STALE:
                return None
            held.used_until = min(now + _DOWN, held.asked_at + _STALE)
            return held.key

    def _drop(self, family: str) -> None:
        with self._lock:
            self._of_family.pop(family, None)
            for key_id in [one for one, held in self._by_id.items() if held.family == family]:
                del self._by_id[key_id]


def _put(held: OrderedDict[str, Any], name: str, value: object) -> None:
    held[name] = value
    held.move_to_end(name)
    while len(held) > _HELD:
        held.popitem(last=False)
