"""`appealclock letter`: a draft with its checklist; final only when nothing is missing."""

import json
from pathlib import Path

import pytest

from tests.cli.documented import check
from tests.cli.shell import appealclock
from tests.clock import real_today
from tests.deploy.running_stack import RunningStack
from tests.models.papers.letters import KNEE

_PRIVATE = {
    "member_number": "MARKER-M77",
    "address": "1 Xanthous Street\nAkron, OH",
}


async def _start(stack: RunningStack, tmp_path: Path, case_id: str) -> None:
    intake = {
        **KNEE,
        "disagreements": "The plan looked at no X-ray.",
        "program": "part_c",
        "notice_date": real_today().isoformat(),
        "service": "Total knee replacement",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    file = tmp_path / "intake.json"
    file.write_text(json.dumps(intake))
    assert (await appealclock("start", str(file), "--id", case_id, **stack.settings))[0] == 0


async def test_a_draft_then_the_final_letter(stack: RunningStack, tmp_path: Path) -> None:
    await _start(stack, tmp_path, "AC-letter")
    out, private = tmp_path / "letters", tmp_path / "private.json"
    asked = ("letter", "AC-letter", "--out", str(out))
    code, said, _ = await appealclock(*asked, **stack.settings)
    assert code == 0
    assert "the member number (--private: member_number)" in said
    assert (out / "AC-letter" / "letter.pdf").read_bytes().startswith(b"%PDF")
    (out / "AC-letter" / "letter.docx").write_bytes(b"edited")
    _, said, _ = await appealclock(*asked, "--packet", **stack.settings)
    assert "Not in the packet, as no file is named (--private: files):\n  1. Notice dated" in said
    assert "Kept, as it was changed since it was written" in said
    (out / "AC-letter" / "letter.docx").write_bytes(b"edited again")
    final = (*asked, "--final", "--reviewed-by", "Kim Lopez")
    code, _, said = await appealclock(*final, **stack.settings)
    assert (code, "the member number" in said) == (3, True)
    private.write_text(json.dumps(_PRIVATE))
    private.chmod(0o600)
    code, printed, said = await appealclock(
        *final, "--private", str(private), "--json", **stack.settings
    )
    assert (code, said) == (0, "")
    check(("letter",), printed)
    assert (json.loads(printed)["final"], json.loads(printed)["missing"]) == (True, [])
    (kept,) = (Path(file) for file in json.loads(printed)["kept"])
    assert (kept.read_bytes(), kept.parent.name) == (b"edited again", "edited")
    assert "MARKER" not in printed


async def test_a_private_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    private = tmp_path / "private.json"
    private.write_text(json.dumps(_PRIVATE))
    private.chmod(0o644)
    asked = ("letter", "AC-1", "--out", str(tmp_path), "--private", str(private))
    code, _, said = await appealclock(*asked)
    assert (code, "expected mode 0600" in said) == (2, True)
    assert "MARKER" not in said


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[", "is no JSON"),
        ('{"medicare": "MARKER"}', "medicare: is not a field of this form"),
        ('{"address": 7}', "address: expected"),
        (r'{"address": "MARKER\u0007"}', "address: has a character that cannot be printed"),
    ],
)
async def test_a_private_file_that_does_not_fit_is_refused_without_its_values(
    content: str, expected: str, tmp_path: Path
) -> None:
    private = tmp_path / "private.json"
    private.write_text(content)
    private.chmod(0o600)
    asked = ("letter", "AC-1", "--out", str(tmp_path), "--private", str(private))
    code, _, said = await appealclock(*asked)
    assert (code, expected in said) == (2, True)
    assert "MARKER" not in said


async def test_final_needs_who_reviewed_it(tmp_path: Path) -> None:
    for given in (("--final",), ("--reviewed-by", "Kim")):
        code, _, said = await appealclock("letter", "AC-1", "--out", str(tmp_path), *given)
        assert (code, "expected together" in said) == (2, True)


async def test_there_is_no_such_case(stack: RunningStack, tmp_path: Path) -> None:
    asked = ("letter", "AC-none", "--out", str(tmp_path))
    code, _, said = await appealclock(*asked, **stack.settings)
    assert (code, said.startswith("There is no case AC-none")) == (4, True)
