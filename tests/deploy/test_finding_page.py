"""The page of ready links: its queries are those of the code, and its links show them."""

import re
from pathlib import Path

import pytest

from deploy.embedded.finding import LISTS, path_of
from tests.deploy.running_stack import ROOT
from workflows.search_attributes import SEARCH_ATTRIBUTES

PAGE = Path(ROOT / "docs" / "finding.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([a-z ]+) \| `(ExecutionStatus[^`]+)` \|", PAGE, re.MULTILINE))


def test_the_lists_are_those_of_the_code() -> None:
    assert ROWS == LISTS


@pytest.mark.parametrize("name", LISTS)
def test_a_link_shows_its_query(name: str) -> None:
    assert f"(http://localhost:8233{path_of(LISTS[name], 'default')})" in PAGE


def test_every_attribute_that_people_see_is_explained() -> None:
    explained = set(re.findall(r"^\| `([A-Z]\w+)` \|", PAGE, re.MULTILINE))
    assert explained == {key.name for key in SEARCH_ATTRIBUTES} - {"LookedAtBy"}
