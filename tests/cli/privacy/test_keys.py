"""The commands for the key ring, as a shell runs them."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from models.encryption.family_keys import FamilyKeys
from models.encryption.ring_file import read_ring
from models.storage.case_keys import CaseKeys
from models.storage.database import open_database
from tests.cli.shell import appealclock


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def remove(file: Path) -> None:
    file.unlink()


def bytes_of(file: Path) -> bytes:
    return file.read_bytes()


@pytest.fixture
def here(ring: Path, sqlite_url: str) -> dict[str, str]:
    return {"APPEALCLOCK_KEYS": str(ring), "APPEALCLOCK_DATABASE_URL": sqlite_url}


@pytest.fixture
def keys(ring: Path, sqlite_url: str) -> Callable[[], FamilyKeys]:
    def opened() -> FamilyKeys:
        table = CaseKeys(open_database(sqlite_url))
        return FamilyKeys(lambda: read_ring(ring), table)

    return opened


async def test_a_ring_is_made_rotated_and_its_old_key_dropped(
    here: dict[str, str], ring: Path, keys: Callable[[], FamilyKeys]
) -> None:
    code, out, err = await appealclock("keys", "new", str(ring))
    assert (code, err) == (0, "")
    (old,) = read_ring(ring).keys
    assert out.startswith(f"Key {old.id} is in {ring}.")
    before = keys().for_family("Lee")

    code, _, err = await appealclock("keys", "rotate", **here)
    assert (code, err) == (0, "")
    new, second = read_ring(ring).keys
    assert second == old
    assert mode_of(ring) == 0o600
    code, out, err = await appealclock("keys", "drop", old.id, **here)
    assert (code, out) == (2, "")
    assert "1 data key" in err

    code, out, err = await appealclock("keys", "rewrap", **here)
    assert (code, out, err) == (0, "1 data key wrapped anew.\n", "")
    code, out, err = await appealclock("keys", "list", "--json", **here)
    assert (code, err) == (0, "")
    assert [(one["id"], one["data_keys"]) for one in json.loads(out)["keys"]] == [
        (new.id, 1),
        (old.id, 0),
    ]
    code, _, err = await appealclock("keys", "drop", new.id, **here)
    assert code == 2
    code, _, err = await appealclock("keys", "drop", old.id, **here)
    assert (code, err) == (0, "")
    assert keys().for_family("Lee") == before


async def test_a_ring_is_never_overwritten(ring: Path) -> None:
    await appealclock("keys", "new", str(ring))
    before = bytes_of(ring)
    code, out, err = await appealclock("keys", "new", str(ring))
    assert (code, out) == (2, "")
    assert "never overwritten" in err
    assert bytes_of(ring) == before


async def test_keys_that_the_ring_lacks_are_named(
    here: dict[str, str], ring: Path, keys: Callable[[], FamilyKeys]
) -> None:
    await appealclock("keys", "new", str(ring))
    lost = read_ring(ring).keys[0].id
    keys().for_family("Lee")
    remove(ring)
    await appealclock("keys", "new", str(ring))
    code, _, err = await appealclock("keys", "list", **here)
    assert code == 1
    assert lost in err


@pytest.mark.parametrize("command", [("list",), ("rotate",), ("rewrap",), ("drop", "x")])
async def test_without_a_ring_the_way_to_one_is_said(
    command: tuple[str, ...], here: dict[str, str]
) -> None:
    code, out, err = await appealclock("keys", *command, **here)
    assert (code, out) == (2, "")
    assert "appealclock keys new" in err
    del here["APPEALCLOCK_KEYS"]
    code, out, err = await appealclock("keys", *command, **here)
    assert (code, out) == (2, "")
    assert "No key ring is set" in err


async def test_a_ring_from_a_command_is_read_and_not_written(
    here: dict[str, str], ring: Path
) -> None:
    await appealclock("keys", "new", str(ring))
    before = bytes_of(ring)
    del here["APPEALCLOCK_KEYS"]
    here["APPEALCLOCK_KEYS_COMMAND"] = f"cat {ring}"
    code, _, err = await appealclock("keys", "list", **here)
    assert (code, err) == (0, "")
    code, _, err = await appealclock("keys", "rotate", **here)
    assert code == 2
    assert "APPEALCLOCK_KEYS_COMMAND" in err
    assert bytes_of(ring) == before
