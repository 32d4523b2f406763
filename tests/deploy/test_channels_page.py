"""docs/channels.md shows entries that can be used as they stand, and results that exist."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from activities.delivery.channel_file import ALERT, read_services
from activities.delivery.channels import load_channels
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from tests.deploy.running_stack import ROOT

PAGE = (ROOT / "docs" / "channels.md").read_text()
EXAMPLE = ROOT / "deploy" / "channels.example.yaml"

IDS = {
    "ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
    "AUTH_TOKEN": "0123456789abcdef" * 2,
    "SERVICE_PLAN_ID": "0123456789abcdef" * 2,
    "API_TOKEN": "0123456789abcdef" * 2,
    "ACCESS_TOKEN": "token",
}


def file_with(path: Path, url: str, tag: str) -> Path:
    content = {"version": 1, "template": ["email", "phone"], "urls": [{url: [{"tag": tag}]}]}
    path.write_text(yaml.safe_dump(content))
    return path


@pytest.mark.parametrize("url", re.findall(r"^\| \[[^|]+\| `(\S+)` \|$", PAGE, re.MULTILINE))
def test_a_gateway_of_the_page_sends_to_the_person_alone(url: str, tmp_path: Path) -> None:
    for name, value in IDS.items():
        url = url.replace(name, value)
    channels = load_channels(file_with(tmp_path / "channels.yml", url, "sms"))
    services: list[Any] = list(channels._aimed(Channel.SMS, "+12025550123") or ())
    assert len(services) == 1
    assert unquote(services[0].url(privacy=False)).count("12025550123") == 1
    # One message per call: to the person, and to nobody besides.
    assert len(services[0]) == 1
    assert services[0].verify_certificate


def test_the_page_shows_two_hosted_gateways_and_one_of_ones_own() -> None:
    schemas = set(re.findall(r"^\| \[[^|]+\| `(\w+)://", PAGE, re.MULTILINE))
    assert schemas == {"twilio", "sinch", "smseagles"}
    assert schemas | {"mailtos"} == set(re.findall(r"- (\w+)://", EXAMPLE.read_text()))


def test_the_first_lines_of_the_page_are_a_channel_file(tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    file = tmp_path / "channels.yml"
    file.write_text(shown[1])
    assert load_channels(file).channel_tags() == {Channel.EMAIL}


def test_the_example_has_ranks_verified_tls_and_somebody_to_alert() -> None:
    services = read_services(EXAMPLE)
    assert [str(service.service_name) for service in services.find(ALERT)] == ["E-Mail"]
    channels = load_channels(EXAMPLE)
    mails: list[Any] = list(channels._aimed(Channel.EMAIL, "a@b.example") or ())
    assert [mail.secure_mode for mail in mails] == ["starttls", "ssl"]
    assert all(mail.verify_certificate for mail in mails)
    texts = list(channels._aimed(Channel.SMS, "+12025550123") or ())
    ranks = [tag.priority for text in texts for tag in text.tags]
    assert ranks == [1, 2, 3]


def test_every_result_is_explained() -> None:
    explained = {
        name
        for cell in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", PAGE, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", cell)
    }
    assert {outcome.value for outcome in DeliveryOutcome} <= explained
