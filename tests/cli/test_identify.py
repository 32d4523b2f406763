"""The command `identify`."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from cli.identify import register
from models.rulebook.identification.reading import notices
from tests.cli.documented import check


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    app = typer.Typer()
    register(app)
    # A second command, so that the first is called by its name.
    app.command("another")(lambda: None)
    return app


def run(app: typer.Typer, *arguments: str) -> Result:
    return CliRunner().invoke(app, ("identify", *arguments))


def data(app: typer.Typer, *arguments: str) -> Any:
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    check(("identify", *arguments), result.stdout)
    return json.loads(result.stdout)["notices"]


def test_a_notice_that_opens_an_appeal(app: typer.Typer) -> None:
    (found,) = data(app, "CMS-10003")
    assert (found["appealable"], found["program"]) == ("yes", "part_c")
    assert (found["level"], found["kind"]) == ("organization_determination", "service")
    assert {"notice_date", "service"} <= set(found["fields"])
    assert (found["rule"], found["verified"]) == ("C.RECON.FILE", True)
    shown = run(app, "CMS-10003").stdout
    assert "Opens an appeal: yes." in shown
    assert "Case: program part_c, level organization_determination, kind service." in shown
    assert "appealclock explain C.RECON.FILE --on DATE" in shown


def test_a_notice_that_opens_none(app: typer.Typer) -> None:
    (found,) = data(app, "ABN")
    assert found["appealable"] == "no"
    assert (found["program"], found["level"], found["kind"], found["stage"]) == (None,) * 4
    shown = run(app, "advance", "beneficiary", "notice").stdout
    assert "Opens an appeal: no." in shown
    assert "Case:" not in shown
    assert "identify MSN" in shown


def test_a_case_that_opens_as_pending(app: typer.Typer) -> None:
    (found,) = data(app, "plan dismissal")
    assert found["stage"] == "pending"
    assert "stage pending" in run(app, "plan dismissal").stdout


def test_a_doubt_stands_in_the_first_line(app: typer.Typer) -> None:
    assert "[unverified]" in run(app, "HINN").stdout.splitlines()[0]


def test_several_are_told_and_many_are_listed(app: typer.Typer) -> None:
    assert run(app, "NOMNC").stdout.startswith("2 notices fit.")
    assert run(app, "denial").stdout.startswith("NOTICE")


def test_without_words_all_are_listed(app: typer.Typer) -> None:
    assert len(data(app)) == len(notices())
    assert all(one.title in run(app).stdout for one in notices())


def test_unknown_words_have_what_is_near_and_the_list(app: typer.Typer) -> None:
    result = run(app, "MOOON")
    assert result.exit_code == 4
    assert result.stderr.startswith("No notice is called 'MOOON'. Did you mean MOON?")
    assert "Advance Beneficiary Notice of Non-coverage (CMS-R-131)" in result.stderr
    assert run(app, "qqqqqqqq", "--json").stdout == ""
