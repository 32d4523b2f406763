"""The commands `explain`, `rules` and `amount`."""

import json
from pathlib import Path
from typing import Any

import pytest

from models.procedure.desk_files import take_desk_relief
from tests.cli.shell import run_here
from tests.models.rulebook.worked_examples import WorkedExample, worked_examples

KEYS = {
    "rule",
    "version",
    "due",
    "last_arguable",
    "safe_by",
    "receipt",
    "steps",
    "citation",
    "evidence",
}


def data(*arguments: str, **settings: str) -> Any:
    result = run_here(*arguments, "--json", **settings)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("case", worked_examples(), ids=str)
def test_explain_is_right_for_every_worked_case(case: WorkedExample) -> None:
    facts = []
    for name, value in case.facts.items():
        facts += ["--fact", f"{name}={str(value).lower() if value in {True, False} else value}"]
    found = data("explain", case.rule, "--on", case.on, "--zone", case.zone, *facts)
    assert found.keys() >= KEYS
    assert found["rule"] == case.rule
    assert found["verified"] == case.verified
    if "T" in case.due:
        assert found["due"] == f"{case.due[:16]}:00{case.due[16:]}"
    else:
        assert found["due"] == case.due


def test_explain_in_words() -> None:
    shown = run_here("explain", "AB.REDET.FILE", "--on", "2026-11-02").stdout
    assert "Due Sunday, March 7, 2027" in shown
    assert "Receipt presumed Sat, Nov 7, 2026" in shown
    assert "Mail it by Monday, March 1, 2027" in shown
    assert "42 CFR 405.942(a)" in shown
    assert "Good cause" in shown


def test_explain_a_fact() -> None:
    shown = run_here("explain", "SO.DED", "--on", "2027-03-01").stdout
    assert "no published Part B deductible" in shown
    assert "Unverified: check the notice, or ask where there is none." in shown
    found = data("explain", "SO.DED", "--on", "2026-03-01")
    assert found.keys() >= KEYS
    assert found["due"] is None
    assert "$283" in found["text"]


def test_explain_an_instant_with_an_offset() -> None:
    when = "2026-10-31T14:30:00+00:00"
    found = data("explain", "C.OD.EXP", "--on", when, "--zone", "America/Chicago")
    assert found["due"] == "2026-11-03T08:30:00-06:00"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "C.RECON.FILE", "--on", "yesterday"), "--on"),
        (("explain", "C.RECON.FILE", "--on", "2010-01-01"), "not in force"),
        (("explain", "C.RECON.FILE", "--on", "2026-10-01", "--zone", "Mars"), "time zone"),
        (("explain", "C.OD.EXP", "--on", "2026-10-01T09:00Z", "--zone", "Mars"), "time zone"),
        (("explain", "C.RECON.FILE", "--on", "2026-10-01", "--fact", "recieved=1"), "received"),
        (("explain", "C.RECON.FILE", "--on", "2026-10-01", "--fact", "received"), "NAME=VALUE"),
        (("explain", "C.RECON.FILE", "--on", "2026-10-01", "--fact", "kind=cash"), "payment"),
        (("explain", "C.RECON.FILE", "--on", "2026-10-01", "--fact", "received=x"), "received"),
        (
            ("explain", "C.RECON.FILE", "--on", "2026-10-01", "--fact", "received=2026-09-01"),
            "before the notice",
        ),
        (("explain", "C.OD.STD", "--on", "9999-12-31T23:59Z", "--zone", "Pacific/Guam"), "year"),
        (("explain", "C.OD.STD", "--on", "0001-01-01T00:00+14:00"), "year"),
        (("explain", "DC.HOURS", "--on", "2026-10-01", "--zone", "Mars"), "time zone"),
        (("explain", "D.CD.EXC", "--on", "2026-10-01", "--fact", "statement=1790000000"), "date"),
        (
            ("explain", "F.NOMNC.FILE.OM", "--on", "2026-10-01", "--fact", "services_end=86400"),
            "--fact services_end: expected a date such as",
        ),
        (
            (
                "explain",
                "C.OD.STD",
                "--on",
                "2026-10-01",
                "--fact",
                "late=true",
                "--fact",
                "late=no",
            ),
            "given twice",
        ),
        (("explain", "C.RECON.FILE", "--on", "2026-10-01", "--fact", ""), "--fact ''"),
        (
            ("explain", "C.RECON.FILE", "--on", "2026-10-01", "--fact", "filed=2026-09-30"),
            "filed: Wed, Sep 30, 2026 is before Thu, Oct 1, 2026",
        ),
        (("rules", "--program", "part_x"), "part_d"),
        (("rules", "--on", "x"), "--on"),
        (("amount", "jury", "--on", "2026-01-01"), "alj"),
        (("amount", "alj", "--on", "2010-01-01"), "2014"),
        (("amount", "alj", "--on", "soon"), "--on"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments: tuple[str, ...], said: str) -> None:
    result = run_here(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_rule_that_is_not_there_names_the_nearest() -> None:
    result = run_here("explain", "C.RECN.FILE", "--on", "2026-10-01")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "C.RECON.FILE" in result.stderr


def test_a_day_without_dashes_is_that_day() -> None:
    """Pydantic alone would take 20261005 for a moment of August 1970."""
    found = data("explain", "D.CD.EXC", "--on", "2026-10-01", "--fact", "statement=20261005")
    assert found["due"] == "2026-10-09T00:00:00-04:00"


def test_a_filing_is_set_against_our_limit() -> None:
    asked = ("explain", "C.RECON.FILE", "--on", "2026-10-01", "--fact")
    in_time = data(*asked, "filed=2026-12-05")
    assert (in_time["due"], in_time["filed_in_time"]) == ("2026-12-05", True)
    assert in_time["steps"][-1] == "Filed Sat, Dec 5, 2026: in time."
    late = data(*asked, "filed=2026-12-06")
    assert late["filed_in_time"] is False
    assert late["steps"][-1] == "Filed Sun, Dec 6, 2026: 1 calendar day late."
    assert "1 calendar day late" in run_here(*asked, "filed=2026-12-06").stdout
    assert data(*asked[:-1])["filed_in_time"] is None


def test_who_may_extend_the_time_and_on_what_ground() -> None:
    asked = ("explain", "C.RECON.EXP", "--on", "2026-10-01T09:00")
    assert (
        "It can be extended: 14 days, by the enrollee or the plan; as for organization "
        "determinations; never for a Part B drug (42 CFR 422.590(f))." in run_here(*asked).stdout
    )
    assert data(*asked)["extension"]["days"] == 14
    assert data(*asked, "--fact", "kind=part_b_drug")["extension"] is None
    assert "can be extended" not in run_here(*asked, "--fact", "extended=true").stdout
    assert data("explain", "C.RECON.PARTB", "--on", "2026-10-01")["extension"] is None


def test_no_rule_is_in_force_before_the_first() -> None:
    assert (
        "no row in force on Monday, January 1, 1990"
        in run_here("rules", "--on", "1990-01-01").stdout
    )
    assert data("rules", "--on", "1990-01-01")["rules"] == []


def test_rules_in_force() -> None:
    found = data("rules", "--program", "status_change", "--on", "2025-02-13")
    assert "F.MCSN.FILE" not in {row["rule"] for row in found["rules"]}
    found = data("rules", "--program", "status_change", "--on", "2025-02-14")
    assert "F.MCSN.FILE" in {row["rule"] for row in found["rules"]}
    shown = run_here("rules").stdout
    assert "C.RECON.FILE" in shown
    assert "C.IRE.DECIDE" in shown
    assert "[unverified]" in next(line for line in shown.splitlines() if "C.IRE.DECIDE" in line)


def test_amounts() -> None:
    assert data("amount", "court", "--on", "2026-05-01")["amount"] == 1960
    assert "$200" in run_here("amount", "alj", "--on", "2026-05-01").stdout
    assert "Unverified" in run_here("amount", "court", "--on", "2019-05-01").stdout
    unpublished = data("amount", "alj", "--on", "2031-01-01")
    assert (unpublished["amount"], unpublished["published"]) == (None, False)
    assert "not published" in run_here("amount", "alj", "--on", "2031-01-01").stdout


def test_the_oldest_notice_for_which_a_day_is_still_in_time() -> None:
    found = data("explain", "C.RECON.FILE", "--by", "2027-01-06")
    assert (found["oldest"], found["oldest_by_due"]) == ("2026-11-02", "2026-11-02")
    # Monday, March 8, 2027 counts for a notice whose day to work to is the Sunday, or the Saturday.
    found = data("explain", "AB.REDET.FILE", "--by", "2027-03-08")
    assert (found["oldest"], found["oldest_by_due"]) == ("2026-11-01", "2026-11-03")
    shown = run_here("explain", "AB.REDET.FILE", "--by", "2027-03-08").stdout
    assert "starts on Sunday, November 1, 2026 or later" in shown
    assert "from Tuesday, November 3, 2026 on" in shown
    for day, oldest in (("2027-03-07", "2026-11-01"), ("2027-03-09", "2026-11-04")):
        assert data("explain", "AB.REDET.FILE", "--by", day)["oldest"] == oldest


def test_the_oldest_notice_with_facts_and_a_limit_that_counts_back() -> None:
    asked = ("explain", "D.ALJ.FILE", "--by", "2026-12-31", "--fact", "speed=expedited")
    found = data(*asked)
    assert (found["oldest"], found["oldest_by_due"]) == ("2026-10-27", "2026-11-01")
    # The notice of the end of services is due 2 days before it.
    assert data("explain", "F.NOMNC.DELIVER", "--by", "2026-11-02")["oldest"] == "2026-11-04"
    # A rule that began with 2025 has no older start.
    began = data("explain", "CTM.RESOLVE", "--by", "2025-01-05")
    assert began["oldest"] == "2025-01-01"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "C.RECON.FILE"), "either --on WHEN or --by DATE"),
        (("explain", "C.RECON.FILE", "--on", "2026-11-02", "--by", "2026-11-02"), "either --on"),
        (("explain", "C.RECON.FILE", "--by", "soon"), "--by: 'soon' is no date"),
        (("explain", "C.RECON.FILE", "--by", "0001-01-01"), "from 1900 to 2200"),
        (("explain", "C.RECON.FILE", "--by", "9999-12-31"), "from 1900 to 2200"),
        (("explain", "C.RECON.FYLE", "--by", "2026-11-02"), "C.RECON.FILE"),
        (("explain", "C.IRE.WHO", "--by", "2026-11-02"), "nothing to count"),
        (("rules", "--expiring", "soon"), "--expiring: expected"),
    ],
)
def test_what_cannot_be_counted_backward(arguments: tuple[str, ...], said: str) -> None:
    result = run_here(*arguments)
    assert result.exit_code != 0
    assert said in result.stderr


def test_unverified_rows_that_are_in_use() -> None:
    every = {row["rule"] for row in data("rules", "--unverified")["rules"]}
    used = {row["rule"] for row in data("rules", "--unverified", "--in-use")["rules"]}
    assert {"C.IRE.DECIDE", "C.EFF.PLAN", "PACE.DECIDE", "OMB"} <= every
    assert {"C.IRE.DECIDE", "C.EFF.PLAN"} <= used
    assert not {"PACE.DECIDE", "OMB", "C.RECON.FILE"} & used
    assert not any(row["verified"] for row in data("rules", "--unverified")["rules"])


def test_what_ends_within_a_span() -> None:
    asked = ("rules", "--on", "2026-11-28", "--expiring", "60d")
    found = data(*asked)
    assert [(row["rule"], row["ends"]) for row in found["rules"]] == [("SO.DED", "2026-12-31")]
    assert found["unpublished"] == ["the Part B deductible of 2027"]
    shown = run_here(*asked).stdout
    assert "Not published yet: the Part B deductible of 2027." in shown
    assert "ends Thu, Dec 31, 2026" in shown
    later = data("rules", "--on", "2031-12-01", "--expiring", "60d")
    assert {row["rule"] for row in later["rules"]} >= {"PA.WISER"}
    assert "the amount that an ALJ hearing asks for in 2032" in later["unpublished"]


def test_explain_counts_with_the_relief_of_the_desk(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "law" / "relief.md"
    example = page.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "relief.toml"
    file.write_text(example, encoding="utf-8")
    try:
        asked = ["explain", "AB.REDET.FILE", "--on", "2026-05-28", "--fact", "state=FL"]
        found = data(*asked, APPEALCLOCK_RELIEF=str(file))
        assert (found["due"], found["last_arguable"]) == ("2026-09-30", "2026-11-02")
        assert "Example storm" in found["steps"][-1]
        file.write_text(example.replace("until", "til"), encoding="utf-8")
        refused = run_here(*asked, APPEALCLOCK_RELIEF=str(file))
        assert refused.exit_code == 2
        assert "APPEALCLOCK_RELIEF: relief.toml, row DR.EXAMPLE" in refused.stderr
    finally:
        take_desk_relief(None)
