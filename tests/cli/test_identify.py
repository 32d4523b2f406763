"""The command `identify`."""

import json
from typing import Any

from models.rulebook.identification.reading import notices
from tests.cli.shell import Result, run_here


def run(*arguments: str) -> Result:
    return run_here("identify", *arguments)


def data(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["notices"]


def test_a_notice_that_opens_an_appeal() -> None:
    (found,) = data("CMS-10003")
    assert (found["appealable"], found["program"]) == ("yes", "part_c")
    assert (found["level"], found["kind"]) == ("organization_determination", "service")
    assert {"notice_date", "service"} <= set(found["fields"])
    assert (found["rule"], found["verified"]) == ("C.RECON.FILE", True)
    shown = run("CMS-10003").stdout
    assert "Opens an appeal: yes." in shown
    assert "Case: program part_c, level organization_determination, kind service." in shown
    assert "appealclock explain C.RECON.FILE --on DATE" in shown


def test_a_notice_that_opens_none() -> None:
    (found,) = data("ABN")
    assert found["appealable"] == "no"
    assert (found["program"], found["level"], found["kind"], found["stage"]) == (None,) * 4
    shown = run("advance", "beneficiary", "notice").stdout
    assert "Opens an appeal: no." in shown
    assert "Case:" not in shown
    assert "identify MSN" in shown


def test_a_case_that_opens_as_pending() -> None:
    (found,) = data("plan dismissal")
    assert found["stage"] == "pending"
    assert "stage pending" in run("plan dismissal").stdout


def test_a_doubt_stands_in_the_first_line() -> None:
    assert "[unverified]" in run("HINN").stdout.splitlines()[0]


def test_several_are_told_and_many_are_listed() -> None:
    assert run("NOMNC").stdout.startswith("2 notices fit.")
    assert run("denial").stdout.startswith("NOTICE")


def test_without_words_all_are_listed() -> None:
    assert len(data()) == len(notices())
    assert all(one.title in run().stdout for one in notices())


def test_unknown_words_have_what_is_near_and_the_list() -> None:
    result = run("MOOON")
    assert result.exit_code == 4
    assert result.stderr.startswith("No notice is called 'MOOON'. Did you mean MOON?")
    assert "Advance Beneficiary Notice of Non-coverage (CMS-R-131)" in result.stderr
    assert run("qqqqqqqq", "--json").stdout == ""
