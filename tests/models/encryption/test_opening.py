"""Which settings open the data keys of a database, on SQLite and PostgreSQL."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.encryption.key_ring import KeyRingError, new_ring
from models.encryption.opening import check_key_ring, open_family_keys
from models.encryption.ring_file import write_new_ring, write_ring
from models.settings import ServiceSettings

pytestmark = pytest.mark.server

_DAY = date(2026, 11, 29)


@pytest.fixture
def plain(engine: Engine) -> ServiceSettings:
    return ServiceSettings(database_url=engine.url.render_as_string(hide_password=False))


@pytest.fixture
def keyed(plain: ServiceSettings, tmp_path: Path) -> ServiceSettings:
    write_new_ring(tmp_path / "keys.json", new_ring(_DAY))
    return plain.model_copy(update={"keys": tmp_path / "keys.json"})


def test_without_a_ring_a_database_with_data_keys_is_not_opened(
    engine: Engine, plain: ServiceSettings, keyed: ServiceSettings
) -> None:
    assert open_family_keys(plain) is None
    keys = open_family_keys(keyed, engine)
    assert keys is not None
    keys.for_family("Lee")
    with pytest.raises(KeyRingError, match="APPEALCLOCK_KEYS: expected"):
        open_family_keys(plain)
    (problem,) = check_key_ring(plain)
    assert "the cases of this database are encrypted" in problem
    keys.forget("Lee")
    assert open_family_keys(plain) is None


def test_a_ring_that_lacks_a_key_is_named(engine: Engine, keyed: ServiceSettings) -> None:
    assert check_key_ring(keyed) == []
    keys = open_family_keys(keyed, engine)
    assert keys is not None
    keys.for_family("Lee")
    assert check_key_ring(keyed) == []
    assert keyed.keys is not None
    write_ring(keyed.keys, new_ring(date(2027, 1, 1)))
    (problem,) = check_key_ring(keyed)
    assert "does not hold: 2026-11-29-" in problem


def test_a_database_that_is_not_there_is_named_by_its_own_check(tmp_path: Path) -> None:
    file = tmp_path / "none.sqlite3"
    assert open_family_keys(ServiceSettings(database_url=f"sqlite:///{file}")) is None
    assert not file.exists()
