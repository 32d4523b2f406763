"""The files that run AppealClock elsewhere, each held to its schema or linter."""

import json
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from activities.delivery.channels import load_channels
from deploy.embedded.retention import RETENTION
from models.notices.messages.channel import Channel
from models.settings import PREFIX, ServiceSettings
from tests.deploy.running_stack import ROOT
from workflows.search_attributes import SEARCH_ATTRIBUTES

DEPLOY = ROOT / "deploy"


def run(*command: str | Path) -> None:
    """Run a program; what it says is the failure."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def beside_python(name: str) -> Path:
    return Path(sys.executable).with_name(name)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return document


def test_the_image_is_built_from_what_is_there_and_runs_as_nobody_special() -> None:
    dockerfile = DockerfileParser(str(DEPLOY / "Dockerfile"))
    steps = [(step["instruction"], step["value"]) for step in dockerfile.structure]
    images = dockerfile.parent_images
    assert images
    assert all(re.fullmatch(r"python:3\.\d+-slim-[a-z]+", image) for image in images)
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    copied = [value.split()[:-1] for name, value in steps if name == "COPY" and "--" not in value]
    for source in (one for sources in copied for one in sources):
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored, source
    last = dict(steps)
    assert last["USER"].isdecimal()
    assert int(last["USER"]) > 0
    assert json.loads(last["ENTRYPOINT"]) == ["appealclock"]
    assert last["STOPSIGNAL"] == "SIGTERM"


def test_the_compose_file_fits_its_schema() -> None:
    run(
        beside_python("check-jsonschema"),
        "--builtin-schema",
        "vendor.compose-spec",
        DEPLOY / "compose.yaml",
    )


def test_the_compose_file_names_settings_that_exist(compose: dict[str, Any]) -> None:
    environment = compose["services"]["worker"]["environment"]
    own = {name for name in environment if name.startswith(PREFIX)}
    assert own <= {PREFIX + name.upper() for name in ServiceSettings.model_fields}
    assert {f"{PREFIX}CHANNELS", f"{PREFIX}DATABASE_URL", f"{PREFIX}UI_URL"} <= own


def test_the_compose_file_sets_the_namespace_up(compose: dict[str, Any]) -> None:
    [script] = compose["services"]["temporal-namespace"]["command"]
    for key in SEARCH_ATTRIBUTES:
        kind = key.indexed_value_type.name.title().replace("_", "")
        assert f"--name {key.name} --type {kind}" in script
    assert f"--retention {RETENTION.days}d" in script


def test_nothing_in_the_compose_file_is_open_to_the_network(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_a_container_may_take_longer_to_stop_than_to_drain(compose: dict[str, Any]) -> None:
    drain = ServiceSettings.model_fields["drain_seconds"].default
    assert int(compose["services"]["worker"]["stop_grace_period"].removesuffix("s")) > drain


def test_no_password_is_within_an_address(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in str(value):
                assert re.fullmatch(r"\$\{\w+_PASSWORD:\?[^}]+\}", value), name


def test_temporal_and_the_service_have_roles_of_their_own(compose: dict[str, Any]) -> None:
    services, sql = compose["services"], compose["configs"]["roles"]["content"]
    assert "@" in services["worker"]["environment"]["APPEALCLOCK_DATABASE_URL"]
    roles = {services["temporal"]["environment"]["POSTGRES_USER"], "appealclock"}
    assert roles == set(re.findall(r"CREATE ROLE (\w+)", sql)) == {"temporal", "appealclock"}
    assert services["worker"]["healthcheck"]["test"] == ["CMD", "appealclock", "doctor"]


UNITS = ("appealclock.service", "appealclock@.service")


@pytest.fixture(params=(*UNITS, "appealclock-codec.service"))
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A systemd unit, with programs that exist on this machine; a template as of a build."""
    text = (DEPLOY / request.param).read_text()
    copy = tmp_path / str(request.param).replace("@.", "@build-1.")
    copy.write_text(re.sub(r"/opt/appealclock/(%i/)?bin/appealclock", "/bin/true", text))
    return copy


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_has_nothing_to_object_to(unit: Path) -> None:
    run("systemd-analyze", "verify", "--man=no", unit)
    run("systemd-analyze", "security", "--offline=yes", "--threshold=20", unit)


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_is_whole(name: str) -> None:
    # systemd repeats keys where the parser would refuse them.
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name)
    assert parser.sections() == ["Unit", "Service", "Install"]
    service = parser["Service"]
    assert service["ExecStart"].endswith("appealclock worker")
    assert service["ExecStartPre"].endswith("appealclock migrate")
    assert service["DynamicUser"] == "yes"
    assert service["UMask"] == "0077"
    assert service["StateDirectoryMode"] == "0700"
    made = service["StateDirectory"].split()
    assert {"appealclock/letters", "appealclock/calendars"} < {*made}
    assert ("%i" in service["ExecStart"]) is ("@" in name)
    drain = ServiceSettings.model_fields["drain_seconds"].default
    assert int(service["TimeoutStopSec"]) > drain


def test_the_channel_example_can_be_used() -> None:
    channels = load_channels(DEPLOY / "channels.example.yaml")
    assert channels.channel_tags() == frozenset(Channel)


LOCKS = {path.stem: path.read_text() for path in sorted((ROOT / "requirements").glob("*.txt"))}
PIN = re.compile(r"^([a-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_a_lock_file_pins_with_hashes_and_names_no_host(name: str) -> None:
    text = LOCKS[name]
    assert not re.search(r"://|find-links|index-url|trusted-host", text)
    for block in re.split(r"\n(?=[a-z0-9])", text.strip()):
        assert re.match(r"[a-z0-9._-]+==", block), block
        assert "--hash=sha256:" in block, block
    assert "setuptools==" in text, "the project itself is built with it"


def test_the_lock_files_agree() -> None:
    everything = dict(PIN.findall(LOCKS["development"]))
    for name in ("service", "embedded"):
        assert PIN.findall(LOCKS[name])
        assert dict(PIN.findall(LOCKS[name])).items() <= everything.items()


def test_the_wheel_holds_all_that_is_no_code(tmp_path: Path) -> None:
    source = tmp_path / "source"
    ignored = shutil.ignore_patterns("__pycache__", ".*", "tests", "docs", "build", "*.egg-info")
    shutil.copytree(ROOT, source, ignore=ignored)
    run(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"),
        *("--no-index", "--wheel-dir", tmp_path, source),
    )
    [wheel] = tmp_path.glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "installed", "zip")
    for package in ("activities", "models"):
        for file in (ROOT / package).rglob("*.*"):
            if file.suffix in {".html", ".toml", ".mako", ".py"}:
                assert (tmp_path / "installed" / file.relative_to(ROOT)).exists(), file


def test_the_examples_are_json() -> None:
    for file in (ROOT / "docs" / "examples").glob("*.json"):
        json.loads(file.read_text())
