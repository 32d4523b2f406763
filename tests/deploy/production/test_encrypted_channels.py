"""Ways by which messages leave: encrypted, and with credentials that are nobody's example."""

from pathlib import Path

import pytest
import yaml

from deploy.embedded.channel_file import write_channel_file
from deploy.production.encrypted_channels import unencrypted_channels
from tests.deploy.running_stack import ROOT

RELAY = "u%40desk.org:Kredential7@smtp.desk.org"
ASKS = "smtp=smtp.desk.org&from=a@desk.org&to=${email}"
MAIL = f"mailtos://{RELAY}:587?{ASKS}&mode=starttls"


def lines(tmp_path: Path, *entries: tuple[str, str]) -> list[str]:
    file = tmp_path / "channels.yaml"
    document = {
        "version": 1,
        "template": ["email", "phone", "fax"],
        "urls": [{url: [{"tag": tag}]} for url, tag in entries],
    }
    file.write_text(yaml.safe_dump(document))
    found = unencrypted_channels(file)
    assert "Kredential7" not in "".join(found)
    assert "desk.org" not in "".join(found)
    return found


@pytest.mark.parametrize(
    ("url", "tag"),
    [
        (MAIL, "email"),
        (f"mailtos://{RELAY}:465?{ASKS}&mode=ssl", "email"),
        # What counts is how it sends: Apprise turns TLS on for a mode that has it.
        (f"mailto://{RELAY}:587?{ASKS}&mode=starttls", "email"),
        ("smseagles://Kredential7@gateway.desk.org/${phone}", "sms"),
        (f"twilio://AC{'7a' * 16}:{'8b' * 16}@+12025550100/${{phone}}", "sms"),
        (f"mailtos://{RELAY}:465?smtp=smtp.desk.org&to=me@desk.org&mode=ssl", "alert"),
        ("jsons://alerts.desk.org/Kredential7", "alert"),
    ],
)
def test_encrypted_ways(tmp_path: Path, url: str, tag: str) -> None:
    assert lines(tmp_path, (MAIL, "email"), (url, tag)) == []


@pytest.mark.parametrize(
    ("url", "tag"),
    [
        (f"mailto://{RELAY}:25?{ASKS}", "email"),
        (f"mailto://{RELAY}:25?{ASKS}&mode=insecure", "email"),
        (f"mailtos://{RELAY}:25?{ASKS}&mode=insecure", "email"),
        ("smseagle://Kredential7@gateway.desk.org/${phone}", "sms"),
        ("json://alerts.desk.org/Kredential7", "alert"),
        ("syslog://", "alert"),
    ],
)
def test_ways_that_others_can_read(tmp_path: Path, url: str, tag: str) -> None:
    [line] = lines(tmp_path, (MAIL, "email"), (url, tag))
    assert line.startswith("APPEALCLOCK_CHANNELS: entry 2 sends without TLS")


def test_a_certificate_that_is_not_checked(tmp_path: Path) -> None:
    [line] = lines(tmp_path, (f"{MAIL}&verify=no", "email"))
    assert line.startswith("APPEALCLOCK_CHANNELS: entry 1 does not check certificates")


def test_each_fault_of_each_entry_has_its_line(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        (f"mailto://{RELAY}:25?{ASKS}&verify=no", "email"),
        (MAIL, "email"),
        ("smseagles://token@gateway.desk.org/${phone}", "sms"),
    )
    assert [line.split(";")[0] for line in found] == [
        "APPEALCLOCK_CHANNELS: entry 1 sends without TLS",
        "APPEALCLOCK_CHANNELS: entry 1 does not check certificates",
        "APPEALCLOCK_CHANNELS: entry 3 still has a password, token or address of an example",
    ]


def test_every_entry_of_the_example_file_is_known_as_an_example() -> None:
    file = ROOT / "deploy" / "channels.example.yaml"
    entries = yaml.safe_load(file.read_text())["urls"]
    assert unencrypted_channels(file) == [
        f"APPEALCLOCK_CHANNELS: entry {number} still has a password, token or address of an example"
        for number, _ in enumerate(entries, start=1)
    ]


def test_the_channel_file_of_the_embedded_stack(tmp_path: Path) -> None:
    file = tmp_path / "channels.yaml"
    write_channel_file(file, 2525, 8025)
    said = "".join(unencrypted_channels(file))
    assert "entry 1 sends without TLS" in said
    assert "entry 2 sends without TLS" in said


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    [line] = unencrypted_channels(tmp_path / "none.yaml")
    assert line.startswith("APPEALCLOCK_CHANNELS: the file cannot be read")
