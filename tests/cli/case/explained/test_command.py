"""`appealclock explain --case`: every clock of a case, in a terminal, as JSON and as a page."""

import json
from pathlib import Path

from tests.cli.documented import check
from tests.cli.shell import appealclock
from tests.clock import real_today
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually


async def test_every_clock_of_a_case(stack: RunningStack, tmp_path: Path) -> None:
    intake = {
        "program": "part_c",
        "notice_date": real_today().isoformat(),
        "service": "Xanthous resection",
        "case_manager": {"name": "Ada Quillfeather", "email": "manager@legalaid.example"},
        "second_opinion": {},
    }
    file, page = tmp_path / "intake.json", tmp_path / "page.html"
    file.write_text(json.dumps(intake))
    await appealclock("start", str(file), "--id", "AC-explained", **stack.settings)
    override = {"due_on": real_today().isoformat(), "reason": "Quillfeather's wish"}
    moved = {"override": override, "reason": "As printed"}
    sent = ("report", "AC-explained", "recalculate", json.dumps(moved))
    assert (await appealclock(*sent, **stack.settings))[0] == 0
    asked = ("explain", "--case", "AC-explained")

    async def is_whole() -> bool:
        code, said, _ = await appealclock(*asked, **stack.settings)
        return code == 0 and "AC-explained.second-opinion" in said

    await eventually(is_whole)
    code, said, _ = await appealclock(*asked, **stack.settings)
    assert code == 0
    unfolded = " ".join(said.split())
    assert "42 CFR 422.582(b). Evidence: " in unfolded
    assert "by report 1 (intake)" in unfolded
    assert "by report 2 (recalculate)" in unfolded
    assert (await appealclock(*asked, "--html", str(page), **stack.settings))[0] == 0
    html = page.read_text()
    assert page.stat().st_mode & 0o777 == 0o600
    for private in ("Xanthous", "Quillfeather", "manager@"):
        assert private not in html + said
    for outside in ("http://", "https://", "<script"):
        assert outside not in html
    code, printed, _ = await appealclock(*asked, "--private", "--json", **stack.settings)
    check(asked, printed)
    assert "Quillfeather's wish" in printed


async def test_it_is_asked_for_alone() -> None:
    for wrong in (
        ("--case", "AC-1", "--on", "2026-11-02"),
        ("C.RECON.FILE", "--case", "AC-1"),
        ("C.RECON.FILE", "--on", "2026-11-02", "--html", "x.html"),
        ("--on", "2026-11-02"),
    ):
        code, _, said = await appealclock("explain", *wrong)
        assert (code, "expected" in said) == (2, True)


async def test_there_is_no_such_case(stack: RunningStack) -> None:
    code, _, said = await appealclock("explain", "--case", "AC-none", **stack.settings)
    assert (code, said.startswith("There is no case AC-none")) == (4, True)
