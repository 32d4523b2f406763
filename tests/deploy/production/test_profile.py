"""The production profile: what refuses to start, in which words, and what does not."""

from datetime import date
from pathlib import Path

import pytest
import yaml

import worker
from models.encryption.key_ring import new_ring
from models.encryption.ring_file import write_new_ring
from models.storage.migrations import current, head
from tests.cli.shell import appealclock, python
from tests.deploy.production.test_encrypted_channels import MAIL
from tests.deploy.refused_starts import refused_starts
from tests.deploy.running_stack import free_ports

NAMES = [
    "APPEALCLOCK_KEYS",
    "TEMPORAL_TLS",
    "APPEALCLOCK_DATABASE_URL",
    "APPEALCLOCK_CHANNELS",
    "APPEALCLOCK_UI_URL",
]
"""What an installation lacks of which nothing is set."""


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The profile, and nothing else."""
    return {
        "APPEALCLOCK_PROFILE": "production",
        "APPEALCLOCK_HOME": str(tmp_path / "home"),
        "TEMPORAL_CONFIG_FILE": str(tmp_path / "none.toml"),
    }


@pytest.fixture
def whole(bare: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """All that the profile asks for but a database; nothing answers at these addresses."""
    channels, ring = tmp_path / "channels.yaml", tmp_path / "keys.json"
    document = {"template": ["email"], "urls": [{MAIL: [{"tag": "email"}]}]}
    channels.write_text(yaml.safe_dump(document))
    write_new_ring(ring, new_ring(date(2026, 11, 1)))
    return bare | {
        "APPEALCLOCK_CHANNELS": str(channels),
        "APPEALCLOCK_KEYS": str(ring),
        "APPEALCLOCK_UI_URL": "https://temporal.desk.org",
        "TEMPORAL_ADDRESS": f"127.0.0.1:{free_ports(1)[0]}",
        "TEMPORAL_TLS": "true",
    }


async def test_the_worker_says_each_thing_in_one_line_and_ends(bare: dict[str, str]) -> None:
    code, out, err = await python("worker.py", **bare)
    assert (code, out) == (worker.NOT_READY, "")
    assert [line.split(":")[0] for line in err.splitlines()] == NAMES


async def test_doctor_says_the_same_and_connects_to_nothing(bare: dict[str, str]) -> None:
    code, out, err = await appealclock("doctor", **bare)
    assert (code, err) == (1, "")
    first, *rest = out.splitlines()
    assert first == "MISSING  production profile"
    assert [line.strip().split(":")[0] for line in rest] == NAMES


async def test_nothing_is_migrated_and_no_database_is_made(
    bare: dict[str, str], tmp_path: Path
) -> None:
    bare["APPEALCLOCK_DATABASE_URL"] = f"sqlite:///{tmp_path}/new.sqlite3"
    code, out, err = await appealclock("migrate", **bare)
    assert (code, out) == (2, "")
    assert [line.split(":")[0] for line in err.splitlines()] == NAMES
    assert not (tmp_path / "new.sqlite3").exists()


async def test_the_codec_server_asks_for_sign_in_and_for_no_channel(bare: dict[str, str]) -> None:
    code, out, err = await appealclock("codec-server", **bare)
    assert (code, out) == (2, "")
    assert [line.split(":")[0] for line in err.splitlines()] == [
        "APPEALCLOCK_KEYS",
        "APPEALCLOCK_DATABASE_URL",
        "APPEALCLOCK_UI_URL",
        "APPEALCLOCK_OIDC_ISSUER",
    ]


async def test_a_command_sends_nothing_in_clear_to_temporal(whole: dict[str, str]) -> None:
    code, _, err = await appealclock("show", "Lee-2026", **whole | {"TEMPORAL_TLS": "false"})
    assert code == 2
    assert err.startswith("TEMPORAL_TLS: production needs TLS to Temporal")


async def test_the_embedded_stack_is_not_for_production(
    bare: dict[str, str], tmp_path: Path
) -> None:
    [(code, said)] = await refused_starts([bare])
    assert code == 2
    assert said.startswith("APPEALCLOCK_PROFILE: the embedded stack is for one machine")
    assert not (tmp_path / "home").exists()


async def test_nothing_is_asked_for_without_the_profile(bare: dict[str, str]) -> None:
    del bare["APPEALCLOCK_PROFILE"]
    _, out, _ = await appealclock("doctor", **bare)
    assert "production" not in out


async def test_a_profile_of_another_name_is_refused(bare: dict[str, str]) -> None:
    code, _, err = await appealclock("doctor", **bare | {"APPEALCLOCK_PROFILE": "hunter2"})
    assert code == 2
    assert err == "APPEALCLOCK_PROFILE: expected 'desk' or 'production'\n"


async def test_where_all_is_there_the_database_is_migrated(
    whole: dict[str, str], postgresql_url: str
) -> None:
    """By its socket, over which nothing leaves the machine."""
    whole["APPEALCLOCK_DATABASE_URL"] = postgresql_url
    code, out, err = await appealclock("migrate", **whole)
    assert (code, err) == (0, "")
    assert "The database is at version" in out
    assert current(postgresql_url) == head()
    _, out, _ = await appealclock("doctor", **whole)
    assert out.splitlines()[:3] == [
        "ok       production profile",
        "ok       channels",
        "ok       database",
    ]
