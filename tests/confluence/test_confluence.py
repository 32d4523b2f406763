"""The laws of corrections on some cases by fixed seeds; `make confluence` tries thousands."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from models.cases.kinds import CaseKind
from models.cases.log import versions
from models.procedure.acceptance import accept
from tests.confluence.__main__ import broken
from tests.confluence.laws import ANY, CORRECTED, LAST, LATE, Tally
from tests.confluence.telling import NEWER_SEEDS

_CASES = 30


def test_corrections_keep_their_laws() -> None:
    tally = Tally()
    for number in range(_CASES):
        assert broken(f"suite-{number}", tally) == []
    assert tally.share(CORRECTED) > 0.6
    assert tally.share(LAST) == 1.0
    assert {CORRECTED, LAST, ANY, LATE} == set(tally.tried)
    told = {name.partition(" ")[0] for name in tally.held[LAST]}
    assert told == {kind.value for kind in CaseKind}


def test_corrections_of_the_newer_programs_keep_them_too() -> None:
    tally = Tally()
    for number in range(_CASES):
        assert broken(f"{NEWER_SEEDS}{number}", tally) == []


def _nothing_resolved_anew() -> AbstractContextManager[object]:
    """What a corrected report leaves out stays as it was typed."""
    return patch.object(accept, "rebound", lambda *_: {})


@contextmanager
def _fields_left() -> Iterator[None]:
    """A correction that empties a field leaves it."""
    patched = versions._patched

    def planted(content: Mapping[str, Any], changed: Iterable[Any]) -> dict[str, Any]:
        return {**content, **patched(content, changed)}

    with patch.object(versions, "_patched", planted):
        yield


@pytest.mark.parametrize(
    ("plant", "seed"), [(_nothing_resolved_anew, "planted-56"), (_fields_left, "planted-16")]
)
def test_a_planted_fault_breaks_a_law(plant: Any, seed: str) -> None:
    assert broken(seed, Tally()) == []
    with plant():
        assert broken(seed, Tally())
