"""The issuer's keys: when they are read, for how long they hold, and what is not taken."""

import asyncio
import logging

import pytest
from joserfc.jwk import ECKey, RSAKey

from deploy.codec.access import RefusedError
from deploy.codec.issuer import IssuerKeys
from tests.deploy.codec.issuer import Issuer, open_issuer

pytestmark = pytest.mark.server

MINUTE, HOUR = 60.0, 3600.0


def key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name})


class Watched:
    """The keys of an issuer, with a clock moved by hand."""

    def __init__(self, issuer: Issuer) -> None:
        self.seconds = 0.0
        self._keys = IssuerKeys(issuer.address, monotonic=lambda: self.seconds)

    async def has(self, name: str | None) -> bool:
        return await asyncio.to_thread(self._keys.find, name) is not None


async def test_a_new_key_is_found_at_once_and_the_old_one_goes() -> None:
    async with open_issuer(key("first")) as issuer:
        watched = Watched(issuer)
        assert await watched.has("first")
        watched.seconds += MINUTE
        issuer.keys = [key("second")]
        assert await watched.has("second")
        assert not await watched.has("first")


async def test_unknown_keys_make_one_reading_a_minute() -> None:
    async with open_issuer(key("first")) as issuer:
        watched = Watched(issuer)
        for name in ("first", *(f"unknown-{number}" for number in range(50))):
            await watched.has(name)
        assert issuer.reads == 1
        watched.seconds += MINUTE
        for number in range(50):
            await watched.has(f"unknown-{number}")
        assert issuer.reads == 2


async def test_keys_are_read_again_after_an_hour_and_kept_a_day_without_an_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with open_issuer(key("first")) as issuer:
        watched = Watched(issuer)
        assert await watched.has("first")
        watched.seconds += HOUR - 1
        assert await watched.has("first")
        assert issuer.reads == 1
        issuer.down = True
        watched.seconds += 2
        assert await watched.has("first")
        assert "the keys of the issuer cannot be read: HTTPError" in caplog.text
        watched.seconds += 23 * HOUR
        with pytest.raises(RefusedError, match="does not answer") as refused:
            await watched.has("first")
        assert refused.value.status == 503
        issuer.down = False
        watched.seconds += MINUTE
        assert await watched.has("first")


async def test_an_issuer_that_never_answered_signs_nobody_in() -> None:
    async with open_issuer(key("first")) as issuer:
        issuer.down = True
        with pytest.raises(RefusedError, match="does not answer"):
            await Watched(issuer).has("first")


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://elsewhere.example"},
        {"jwks_uri": "http://elsewhere.example/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
)
async def test_an_issuer_that_describes_itself_otherwise_is_not_believed(
    described: dict[str, object],
) -> None:
    async with open_issuer(key("first")) as issuer:
        issuer.described_as = described
        with pytest.raises(RefusedError, match="does not answer"):
            await Watched(issuer).has("first")


async def test_an_issuer_that_sends_elsewhere_is_not_followed() -> None:
    async with open_issuer(key("first")) as issuer:
        issuer.moved = True
        with pytest.raises(RefusedError, match="does not answer"):
            await Watched(issuer).has("first")


async def test_a_token_may_name_no_key_where_there_is_one() -> None:
    async with open_issuer(key("first")) as issuer:
        assert await Watched(issuer).has(None)
        issuer.keys.append(key("second"))
        assert not await Watched(issuer).has(None)


@pytest.mark.filterwarnings("ignore:Key size should be")
async def test_a_key_that_is_too_short_is_passed_over() -> None:
    short = RSAKey.generate_key(1024, {"kid": "short"})
    async with open_issuer(short, key("first")) as issuer:
        watched = Watched(issuer)
        assert await watched.has("first")
        assert not await watched.has("short")
