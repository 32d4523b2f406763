"""The key ring: what it wraps only its own keys unwrap, and its file is its owner's alone."""

import json
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from models.encryption.key_ring import (
    KeyRing,
    KeyRingError,
    UnknownRingKeyError,
    new_ring,
    ring_of,
)
from models.encryption.ring_file import printed_ring, read_ring, write_new_ring, write_ring

_DAY = date(2026, 11, 29)
_DATA_KEY = bytes(range(32))


def test_all_keys_of_a_ring_unwrap_and_the_first_wraps() -> None:
    old = new_ring(_DAY)
    wrapped = old.wrap(_DATA_KEY, "k1")
    rotated = old.rotated(date(2026, 12, 1))
    assert rotated.unwrap(wrapped, "k1") == _DATA_KEY
    anew = rotated.wrap(_DATA_KEY, "k1")
    assert anew.startswith("2026-12-01-")
    with pytest.raises(UnknownRingKeyError):
        old.unwrap(anew, "k1")
    assert rotated.without(old.keys[0].id).unwrap(anew, "k1") == _DATA_KEY


@pytest.mark.parametrize("change", ["id", "text", "cut"])
def test_what_was_wrapped_for_another_id_or_altered_is_refused(change: str) -> None:
    ring = new_ring(_DAY)
    wrapped = ring.wrap(_DATA_KEY, "k1")
    asked = "k2" if change == "id" else "k1"
    if change == "text":
        last = "A" if wrapped[-6] != "A" else "B"
        wrapped = wrapped[:-6] + last + wrapped[-5:]
    if change == "cut":
        wrapped = wrapped[:-8]
    with pytest.raises(KeyRingError, match="altered"):
        ring.unwrap(wrapped, asked)


def test_the_key_that_wraps_cannot_be_dropped() -> None:
    ring = new_ring(_DAY)
    with pytest.raises(KeyRingError, match="rotate first"):
        ring.without(ring.keys[0].id)
    with pytest.raises(KeyRingError, match="no key of that id"):
        ring.without("another")


def test_a_ring_comes_back_from_its_text() -> None:
    ring = new_ring(_DAY).rotated(date(2028, 2, 29))
    assert ring_of(ring.as_text()) == ring
    assert "secret" not in repr(ring)


_GOOD = {"id": "a", "made_on": "2026-11-29", "secret": "QUFB" * 10 + "QUE="}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected"),
        ("[]", "expected"),
        ('{"keys": []}', "expected"),
        ('{"keys": [{"id": "a"}]}', "key 1"),
        (json.dumps({"keys": [{**_GOOD, "made_on": "29.11.2026"}]}), "key 1"),
        (json.dumps({"keys": [{**_GOOD, "secret": "SECRETSECRET"}]}), "32 bytes"),
        (json.dumps({"keys": [{**_GOOD, "secret": "not base64!"}]}), "key 1"),
        (json.dumps({"keys": [{**_GOOD, "id": "a.b"}]}), "without a dot"),
        (json.dumps({"keys": [_GOOD, _GOOD]}), "two have the same"),
    ],
)
def test_what_is_no_ring_is_refused_without_quoting_it(text: str, says: str) -> None:
    with pytest.raises(KeyRingError, match=says) as refused:
        ring_of(text)
    assert "SECRETSECRET" not in str(refused.value)


def test_the_file_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    file, ring = tmp_path / "keys.json", new_ring(_DAY)
    write_new_ring(file, ring)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_new_ring(file, new_ring(_DAY))
    assert read_ring(file) == ring
    rotated = ring.rotated(_DAY)
    write_ring(file, rotated)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_ring(file) == rotated


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "keys.json"
    write_new_ring(file, new_ring(_DAY))
    file.chmod(mode)
    with pytest.raises(KeyRingError, match="0600"):
        read_ring(file)


def test_no_file_and_a_folder_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(KeyRingError, match="appealclock keys new"):
        read_ring(tmp_path / "none.json")
    with pytest.raises(KeyRingError):
        read_ring(tmp_path)


def test_a_command_prints_the_ring(tmp_path: Path) -> None:
    file, ring = tmp_path / "keys with blanks.json", new_ring(_DAY)
    write_new_ring(file, ring)
    assert printed_ring(f"cat '{file}'") == ring


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import sys; print('SECRET'); sys.exit(3)", "exit code 3"),
        ("print('SECRET')", "expected"),
        ("import sys; sys.stdout.buffer.write(bytes([255, 254]))", "no text"),
    ],
)
def test_a_command_that_prints_no_ring_is_quoted_nowhere(code: str, says: str) -> None:
    with pytest.raises(KeyRingError, match=says) as refused:
        printed_ring(f'{sys.executable} -c "{code}"')
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize("command", ["", "no-such-program-here", "'unclosed"])
def test_a_command_that_cannot_be_run_is_said(command: str) -> None:
    with pytest.raises(KeyRingError, match="cannot be run"):
        printed_ring(command)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_the_ring_lies_in_an_envelope_and_its_command_opens_it(tmp_path: Path) -> None:
    """CMS EnvelopedData (RFC 5652): a data key, wrapped by a key that is not in the file."""
    ring, clear = new_ring(_DAY), tmp_path / "clear.json"
    private, certificate, sealed = (tmp_path / name for name in ("key.pem", "cert.pem", "ring.cms"))
    clear.write_text(ring.as_text())
    made = ["-keyout", str(private), "-out", str(certificate)]
    into = ["-in", str(clear), "-out", str(sealed), str(certificate)]
    for arguments in (
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=desk", *made],
        ["cms", "-encrypt", "-aes-256-cbc", "-binary", "-outform", "DER", *into],
    ):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
    clear.unlink()
    assert ring.keys[0].id.encode() not in sealed.read_bytes()
    command = f"openssl cms -decrypt -inform DER -in {sealed} -inkey {private}"
    assert printed_ring(command) == ring


def test_a_ring_has_different_keys_each_time() -> None:
    rings: list[KeyRing] = [new_ring(_DAY) for _ in range(50)]
    assert len({one.keys[0].secret for one in rings}) == len(rings)
