"""The pages on security name files, settings and commands that exist, and lead where they say."""

import re
from pathlib import Path

import pytest
import typer

from cli import build_app
from models.settings import PREFIX
from tests.deploy.running_stack import ROOT
from tests.deploy.test_operations_page import rows

PAGES = sorted((ROOT / "docs" / "security").glob("*.md"))


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def page(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def anchors(page: Path) -> set[str]:
    """The names by which GitHub finds the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def linked(page: Path) -> list[Path]:
    """The files that a page has links to, those that are there."""
    targets = re.findall(r"\]\((?!https?:)([^)\s#]+)", page.read_text())
    files = [(page.parent / target).resolve() for target in targets]
    return [file for file in files if file.is_file()]


def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text().replace("\n", " ")):
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.is_file(), target
        assert not anchor or anchor in anchors(found), target


def test_files_are_there(page: Path) -> None:
    for name in re.findall(
        r"`((?:deploy|models|tests|requirements|cli)/[^`\s]+)`", page.read_text()
    ):
        assert list(ROOT.glob(name)), name


def test_settings_are_there(page: Path) -> None:
    """Of the service, or of the containers."""
    composed = "".join(file.read_text() for file in (ROOT / "deploy").rglob("*compose.yaml"))
    names = {*rows(), *re.findall(rf"\$\{{({PREFIX}[A-Z_]+)", composed)}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", page.read_text())) <= names


def test_commands_are_there(page: Path) -> None:
    commands = getattr(typer.main.get_command(build_app()), "commands", {})
    for name in re.findall(r"`appealclock ([a-z-]+)", page.read_text()):
        assert name in commands, name


def test_the_page_on_reporting_leads_to_them() -> None:
    """By itself, or by a page that it leads to."""
    left, reached = [ROOT / "SECURITY.md"], set[Path]()
    while left:
        page = left.pop()
        reached.add(page)
        left += [one for one in linked(page) if one.suffix == ".md" and one not in reached]
    assert reached.issuperset(PAGES)
