"""`appealclock timeline`: the page of a case with what runs beside it, and nothing private."""

import json
from pathlib import Path

from tests.cli.shell import appealclock
from tests.clock import real_today
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually


async def test_a_page_of_a_case(stack: RunningStack, tmp_path: Path) -> None:
    intake = {
        "program": "part_c",
        "notice_date": real_today().isoformat(),
        "service": "Xanthous resection",
        "case_manager": {"name": "Ada Quillfeather", "email": "manager@legalaid.example"},
        "second_opinion": {},
    }
    file, page = tmp_path / "intake.json", tmp_path / "page.html"
    file.write_text(json.dumps(intake))
    await appealclock("start", str(file), "--id", "AC-timeline", **stack.settings)

    async def is_whole() -> bool:
        code, _, _ = await appealclock(
            "timeline", "AC-timeline", "--html", str(page), **stack.settings
        )
        return code == 0 and "AC-timeline.second-opinion" in page.read_text()

    await eventually(is_whole)
    html = page.read_text()
    assert page.stat().st_mode & 0o777 == 0o600
    assert "42 CFR 422.582(b)" in html
    assert "not legal advice" in html
    for private in ("Xanthous", "Quillfeather", "manager@"):
        assert private not in html
    for outside in ("http://", "https://", "<script"):
        assert outside not in html.replace("http://www.w3.org/2000/svg", "")
    shown = ("timeline", "AC-timeline", "--html", str(page), "--private")
    assert (await appealclock(*shown, **stack.settings))[0] == 0
    assert "Xanthous resection" in page.read_text()


async def test_there_is_no_such_case(stack: RunningStack, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    code, _, said = await appealclock("timeline", "AC-none", "--html", str(page), **stack.settings)
    assert (code, said.startswith("There is no case AC-none")) == (4, True)
    assert not page.exists()
