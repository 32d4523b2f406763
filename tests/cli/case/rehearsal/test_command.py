"""`appealclock rehearse`: in words, as JSON, on a page; without a server, and on one."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import appealclock

SCRIPT = [
    {"after_days": 20, "update": "file_appeal", "content": {"filed_on": "TODAY"}},
    {
        "after_days": 9,
        "update": "record_decision",
        "content": {"outcome": "favorable", "notice_date": "TODAY"},
    },
    {"update": "record_effectuation", "content": {"on": "TODAY"}},
    {"update": "add_note", "content": {"text": "Zephyrine was glad"}},
]
FROM = ("--from", "2026-11-23")


def written(directory: Path, script: Any = SCRIPT, **changes: Any) -> tuple[str, ...]:
    intake = {
        "program": "part_c",
        "notice_date": "TODAY-10",
        "service": "Xanthous resection",
        "case_manager": {"name": "Ada Quillfeather", "email": "manager@legalaid.example"},
    }
    (directory / "intake.json").write_text(json.dumps(intake | changes))
    text = script if isinstance(script, str) else json.dumps(script)
    (directory / "script.json").write_text(text)
    return "rehearse", str(directory / "intake.json"), "--script", str(directory / "script.json")


async def test_a_case_in_words(tmp_path: Path) -> None:
    code, out, err = await appealclock(*written(tmp_path), *FROM)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[:2] == [
        "Appeal: Medicare Advantage (Part C)",
        "It begins on Monday, November 23, 2026; days and times are Eastern Time. Nothing is sent "
        "to anybody.",
    ]
    assert "Plan reconsideration" in lines
    assert "  9 days later" in lines
    assert "  Sun, Dec 13, 2026" in lines
    assert "          noon  Plan reconsideration filed Sun, Dec 13, 2026." in lines
    assert "It ended: won." in lines
    limit = "    Ask the plan for a reconsideration: by Sun, Jan 17, 2027, done Sun, Dec 13, 2026"
    assert limit in lines


async def test_a_case_as_a_document(tmp_path: Path) -> None:
    code, out, err = await appealclock(*written(tmp_path, second_opinion={}), *FROM, "--json")
    assert (code, err) == (0, "")
    account = json.loads(out)
    assert account["story"]["ending"] == "won"
    assert [one["reckoning"]["rule"] for one in account["deadlines"]] == [
        "C.RECON.FILE",
        "C.RECON.STD",
        "C.EFF.PLAN",
    ]
    assert [one["case"] for one in account["beside"]] == ["rehearsal.second-opinion"]
    assert {one["sort"] for one in account["happenings"]} == {"report", "calendar", "message"}
    assert account["events"] is None


async def test_a_page_of_it_names_nobody(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.touch(0o644)
    arguments = (*written(tmp_path, second_opinion={}), *FROM, "--html", str(page))
    code, out, err = await appealclock(*arguments)
    assert (code, err) == (0, "")
    assert out.endswith(f"Written: {page}\n")
    assert page.stat().st_mode & 0o777 == 0o600
    html = page.read_text()
    for shown in (
        "<svg",
        "not legal advice",
        "42 CFR 422.582(b)",
        "9 days later",
        "It ended: won.",
    ):
        assert shown in html
    for private in ("Xanthous", "Quillfeather", "manager@", "Zephyrine"):
        assert private not in html
    for outside in ("http://", "https://", "<script"):
        assert outside not in html.replace("http://www.w3.org/2000/svg", "")
    assert (await appealclock(*arguments, "--private"))[0] == 0
    assert "Xanthous resection" in page.read_text()
    assert "Zephyrine was glad" in page.read_text()


@pytest.mark.parametrize(
    ("script", "changes", "options", "message"),
    [
        ("[\n1]", {}, (), "line 2: expected a JSON object"),
        ('[\n{"update":\n"file_appeal"}]', {}, (), "line 2: filed_on: is required"),
        ("[]", {"program": "part_x"}, (), "program: expected"),
        ("[]", {"service": None}, (), "service: expected"),
        ("[]", {"zone": "Mars/Base"}, (), "zone: is no known time zone"),
        ("[]", {"zone": 7}, (), "zone: expected"),
        ("[]", {}, ("--private",), "--private is for --html."),
        ("[]", {}, ("--on-server", *FROM), "--from: on a server"),
        ("[]", {}, ("--type", "Case"), "--type: expected one of"),
        ("[]", {}, ("--html", "/nowhere/page.html"), "/nowhere/page.html: No such file"),
    ],
)
async def test_mistakes(
    tmp_path: Path, script: str, changes: Any, options: tuple[str, ...], message: str
) -> None:
    found, out, err = await appealclock(*written(tmp_path, script, **changes), *options)
    assert (found, out) == (2, "")
    assert err.startswith(message)
    assert "Traceback" not in err


async def test_what_is_missing_has_its_own_exit_code(tmp_path: Path) -> None:
    (tmp_path / "intake.json").write_text('{"program": "part_c"}')
    code, _, err = await appealclock("rehearse", str(tmp_path / "intake.json"))
    assert code == 3
    assert "service: is required" in err.splitlines()
    (tmp_path / "intake.json").write_text('{\n"program": "part_c",\n}')
    code, _, err = await appealclock("rehearse", str(tmp_path / "intake.json"))
    assert (code, "line 3: is not valid JSON" in err) == (2, True)


@pytest.mark.server
async def test_on_a_server_it_says_the_same(tmp_path: Path) -> None:
    code, out, err = await appealclock(*written(tmp_path, SCRIPT[:3]), "--on-server", "--json")
    assert (code, err) == (0, "")
    on_server = json.loads(out)
    code, out, err = await appealclock(*written(tmp_path, SCRIPT[:3]), "--json")
    without = json.loads(out)
    assert on_server["story"]["ending"] == without["story"]["ending"] == "won"
    assert on_server["events"] > 0
    assert [one["what"].split(" filed ")[0] for one in on_server["happenings"]][:1] == [
        one["what"].split(" filed ")[0] for one in without["happenings"]
    ][:1]
