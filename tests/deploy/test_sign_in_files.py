"""The files of a desk with sign-in: the overlay of the compose file, the unit, the page."""

import re
from configparser import ConfigParser
from typing import Any

import pytest
import yaml

from models.settings import PREFIX, CodecSettings, ServiceSettings
from tests.deploy.test_files import DEPLOY, beside_python, run

SIGN_IN = DEPLOY / "sign_in"
FIRST = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]


@pytest.fixture(scope="module")
def overlay() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((SIGN_IN / "compose.yaml").read_text())
    return document


def test_the_overlay_fits_the_schema() -> None:
    run(
        beside_python("check-jsonschema"),
        "--builtin-schema",
        "vendor.compose-spec",
        SIGN_IN / "compose.yaml",
    )


def test_the_overlay_names_settings_that_exist(overlay: dict[str, Any]) -> None:
    known = {
        PREFIX + name.upper()
        for name in {**CodecSettings.model_fields, **ServiceSettings.model_fields}
    }
    for service in overlay["services"].values():
        own = {name for name in service.get("environment", {}) if name.startswith(PREFIX)}
        assert own <= known
    codec = overlay["services"]["codec"]
    assert codec["command"] == ["codec-server"]
    assert {"OIDC_ISSUER", "OIDC_AUDIENCE", "CODEC_CERTIFICATE", "KEYS", "UI_URL"} <= {
        name.removeprefix(PREFIX) for name in codec["environment"]
    }
    # By http the UI would send what people type unencrypted, without a word.
    assert overlay["services"]["ui"]["environment"]["TEMPORAL_CODEC_ENDPOINT"].startswith(
        "${APPEALCLOCK_UI_URL:?"
    )


def test_all_that_read_cases_have_the_same_keys(overlay: dict[str, Any]) -> None:
    for name in ("worker", "migrate", "codec"):
        service = overlay["services"][name]
        assert service["environment"]["APPEALCLOCK_KEYS"] == "/run/secrets/keys.json"
        assert {"source": "keys", "target": "keys.json"} in service["secrets"]
    assert set(overlay["services"]) - set(FIRST) == {"codec", "proxy"}


def test_every_secret_that_is_used_has_a_file(overlay: dict[str, Any]) -> None:
    used = {
        secret["source"]
        for service in overlay["services"].values()
        for secret in service.get("secrets", [])
    }
    assert used == set(overlay["secrets"])
    assert (DEPLOY / overlay["configs"]["proxy"]["file"]).is_file()


def test_one_door_is_open_and_to_this_machine_unless_asked(overlay: dict[str, Any]) -> None:
    ports = [port for service in overlay["services"].values() for port in service.get("ports", [])]
    assert ports == ["${APPEALCLOCK_DOOR:-127.0.0.1}:8443:8443"]


def test_the_unit_of_the_codec_is_whole() -> None:
    # systemd repeats keys where the parser would refuse them.
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / "appealclock-codec.service")
    assert parser.sections() == ["Unit", "Service", "Install"]
    service = parser["Service"]
    assert service["ExecStart"].endswith("appealclock codec-server")
    assert (service["DynamicUser"], service["User"]) == ("yes", "appealclock")
    assert service["UMask"] == "0077"


def test_the_page_on_sign_in_names_settings_and_files_that_exist() -> None:
    page = (DEPLOY.parent / "docs" / "security" / "sign-in.md").read_text()
    known = {PREFIX + name.upper() for name in {**CodecSettings.model_fields}}
    known |= {PREFIX + name.upper() for name in ServiceSettings.model_fields}
    overlay = (SIGN_IN / "compose.yaml").read_text()
    for name in set(re.findall(r"APPEALCLOCK_[A-Z_]+", page)):
        assert name in known or f"${{{name}:" in overlay, name
    for file in set(re.findall(r"`(deploy/[\w./@-]+)`", page)):
        if not file.endswith((".pem", ".key", ".env", "keys.json")):
            assert (DEPLOY.parent / file).exists(), file
