"""The command as a whole."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cli import build_app
from tests.cli.documented import commands_with_json, documented
from tests.cli.shell import appealclock, appealclock_process, python
from tests.deploy.running_stack import ROOT

REPORT_WHEN_TAKEN_DOWN = (
    "import atexit, sys; atexit.register(print, 'taken down');"
    "sys.argv[:] = ['appealclock', *{arguments}]; import cli; cli.main()"
)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["rules", "--on", "2026-11-02"], 0),
        (["explain", "NO.SUCH.RULE", "--on", "2026-11-02"], 4),
        (["no-such-command"], 2),
    ],
)
async def test_leaves_without_taking_python_down(arguments: list[str], expected: int) -> None:
    """Threads of Temporal's SDK outlive a command, and abort a Python that is taken down."""
    code, out, err = await python("-c", REPORT_WHEN_TAKEN_DOWN.format(arguments=arguments))
    assert code == expected
    assert out or err
    assert "taken down" not in out


def test_the_page_describes_each_document() -> None:
    assert set(documented()) == commands_with_json()


def named(command: Any, names: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command as it is typed, those of groups with the group's name."""
    inner = getattr(command, "commands", {})
    for name, one in inner.items():
        yield from named(one, (*names, name))
    if not inner:
        yield " ".join(names)


def test_every_command_is_named_where_people_look_and_no_other() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = " ".join(" ".join(page.read_text(encoding="utf-8") for page in pages).split())
    commands = set(named(typer.main.get_command(build_app())))
    assert len(commands) > 20
    unnamed = {
        one for one in commands if f"appealclock {one}" not in text and f"`{one}`" not in text
    }
    assert unnamed == set()
    first = {one.split()[0] for one in commands}
    assert set(re.findall(r"\bappealclock ([a-z][a-z-]+)", text)) - first == set()
    assert set(re.findall(r"`digest ([a-z]+)`", text)) <= {
        one.split()[-1] for one in commands if one.startswith("digest ")
    }


async def test_the_help_begins_with_what_a_desk_needs() -> None:
    code, out, _ = await appealclock("--help")
    assert code == 0
    places = [out.index(words) for words in ("One case", "All cases", "The rulebook", "Running")]
    assert places == sorted(places)
    commands = [line.split()[1] for line in out.splitlines() if re.match(r"│ [a-z]", line)]
    assert commands[0] == "start"
    assert commands[commands.index("list") + 1] == "due"
    assert out.index("The rulebook") < out.index("explain ") < out.index("Running AppealClock")


def test_the_first_page_has_what_a_desk_needs_first() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for one in ("start", "list", "due", "show", "report", "correct", "take-back", "rehearse"):
        assert f"appealclock {one} " in readme


async def test_required_elements_that_are_missing_have_an_exit_code_of_their_own(
    tmp_path: Path,
) -> None:
    file = tmp_path / "intake.json"
    file.write_text('{"program": "part_c"}')
    code, out, err = await appealclock("start", str(file), "--id", "AC-1")
    assert (code, out) == (3, "")
    assert {line.split(": ")[1] for line in err.splitlines()} == {"is required"}
    file.write_text('{"program": "part_x"}')
    assert (await appealclock("start", str(file), "--id", "AC-1"))[0] == 2


async def test_a_shell_can_complete_it() -> None:
    """Its shell is named: nothing is found out from the processes above, which may be none.

    That is asked for where the command is built, once in a process.
    """
    code, out, _ = await appealclock_process(
        "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )
    assert code == 0
    assert "_APPEALCLOCK_COMPLETE" in out
