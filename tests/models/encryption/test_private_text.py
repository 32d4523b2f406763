"""Private columns whose keys cannot be had, on SQLite and PostgreSQL."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import KeyRingError, new_ring
from models.encryption.private_text import PrivateText
from models.storage.case_keys import CaseKeys

pytestmark = pytest.mark.server


def test_a_list_is_read_though_the_ring_lacks_a_key_of_it(engine: Engine) -> None:
    lost, ring, table = new_ring(date(2026, 1, 1)), new_ring(date(2027, 1, 1)), CaseKeys(engine)
    old = PrivateText(FamilyKeys(lambda: lost, table)).seal("Lee", "A-1")
    private = PrivateText(FamilyKeys(lambda: ring, table))
    stored = {"Lee": old, "Kim": private.seal("Kim", "B-2")}
    assert private.read_all(stored) == {"Lee": None, "Kim": "B-2"}
    with pytest.raises(KeyRingError, match="holds no key"):
        private.read("Lee", old)
