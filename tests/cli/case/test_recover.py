"""`appealclock recover`: what the patient would owe with and without the appeal."""

import json
from pathlib import Path
from typing import Any

from tests.cli.documented import check
from tests.cli.shell import appealclock
from tests.clock import real_today
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually


async def _start(stack: RunningStack, tmp_path: Path, case_id: str, **more: Any) -> None:
    intake = {
        "program": "original",
        "notice_date": real_today().isoformat(),
        "service": "MARKER visit",
        "case_manager": {"email": "manager@legalaid.example"},
        "service_dates": "2025-03-02",
        **more,
    }
    file = tmp_path / "intake.json"
    file.write_text(json.dumps(intake))
    code, _, said = await appealclock("start", str(file), "--id", case_id, **stack.settings)
    assert (code, said) == (0, "")


async def test_what_an_appeal_is_about_in_dollars(stack: RunningStack, tmp_path: Path) -> None:
    amounts = {"billed": "1200", "allowed": "1000", "medigap": "none"}
    await _start(stack, tmp_path, "AC-recover", amounts=amounts, second_opinion={})

    async def is_open() -> bool:
        return (await appealclock("show", "AC-recover.second-opinion", **stack.settings))[0] == 0

    await eventually(is_open)
    code, printed, said = await appealclock("recover", "AC-recover", "--json", **stack.settings)
    assert (code, said) == (0, "")
    check(("recover",), printed)
    document = json.loads(printed)
    # $257 is the deductible of 2025: 257 + 20% of 743.
    assert (document["owed_denied"], document["owed_covered"]) == ("1200.00", "405.60")
    assert [one["what"] for one in document["unknown"]] == ["amount"]
    [opinion] = document["second_opinions"]
    assert opinion["case"] == "AC-recover.second-opinion"
    assert "MARKER" not in printed
    code, printed, said = await appealclock("recover", "AC-recover", **stack.settings)
    assert (code, said) == (0, "")
    assert "If it stays denied: $1,200.00. If it is covered: $405.60." in printed
    assert "Assumed:\n  all that was billed was denied." in printed
    assert "no promise" in printed
    code, printed, _ = await appealclock(
        "recover", "AC-recover.second-opinion", "--json", **stack.settings
    )
    check(("recover",), printed)
    assert (code, set(json.loads(printed))) == (0, {"schema", "case", "second_opinions"})


async def test_a_case_without_amounts_names_what_is_missing(
    stack: RunningStack, tmp_path: Path
) -> None:
    await _start(stack, tmp_path, "AC-recover-none")
    code, printed, _ = await appealclock("recover", "AC-recover-none", **stack.settings)
    assert code == 0
    assert "If it stays denied: not known. If it is covered: not known." in printed
    assert "Not known:\n  what was billed or denied (billed, denied)." in printed
    code, _, said = await appealclock("recover", "AC-nowhere", **stack.settings)
    assert (code, "There is no case AC-nowhere" in said) == (4, True)
