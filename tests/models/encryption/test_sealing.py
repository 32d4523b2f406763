"""Sealing: what goes in comes out, shorter where it can be, and nothing else opens it."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encryption.sealing import DataKey, SealBrokenError

_KEY = DataKey("k1", bytes(range(32)))


@given(st.binary(max_size=5_000))
def test_what_was_sealed_opens(plain: bytes) -> None:
    sealed = _KEY.seal(plain)
    assert _KEY.open(sealed) == plain
    assert _KEY.seal(plain) != sealed


def test_text_is_compressed_before_it_is_sealed() -> None:
    plain = b'{"kind": "file_appeal", "on": "2026-11-29"}' * 100
    assert len(_KEY.seal(plain)) < len(plain) / 5
    noise = os.urandom(5_000)
    assert len(_KEY.seal(noise)) == len(noise) + 1 + 12 + 16


@given(st.binary(min_size=1, max_size=600), st.data())
def test_what_was_altered_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(_KEY.seal(plain))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBrokenError):
        _KEY.open(bytes(sealed))


@pytest.mark.parametrize(
    "other", [DataKey("k2", _KEY.secret), DataKey("k1", bytes(32))], ids=["id", "secret"]
)
def test_another_key_or_id_opens_nothing(other: DataKey) -> None:
    with pytest.raises(SealBrokenError):
        other.open(_KEY.seal(b"left knee"))


@pytest.mark.parametrize("sealed", [b"", b"x", bytes(12), bytes(28)])
def test_what_is_too_short_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBrokenError):
        _KEY.open(sealed)


def test_no_key_is_printed() -> None:
    assert "secret" not in repr(_KEY)
