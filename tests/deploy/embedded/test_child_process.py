"""No child process lives on, and no stranger's process is ended for it."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.child_process import end_leftover
from tests.deploy.running_stack import ROOT, is_alive
from tests.waiting import eventually

SLEEPER = [sys.executable, "-c", "import time; print(flush=True); time.sleep(600)", "the-mark"]

PARENT = """
import subprocess, sys, time
from deploy.embedded.child_process import die_with_parent
child = subprocess.Popen(
    sys.argv[1:], preexec_fn=die_with_parent(), stdout=subprocess.DEVNULL
)
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(SLEEPER, stdout=subprocess.PIPE) as process:
        # Until it runs its own program, its command line is still ours, without the mark.
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_leftover_is_ended(sleeper: subprocess.Popen[bytes], tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    pid_file.write_text(f"{sleeper.pid}\n")
    end_leftover(pid_file, "the-mark")
    assert sleeper.wait() == -signal.SIGKILL
    assert not pid_file.exists()


def test_a_stranger_under_an_old_id_is_left_alone(
    sleeper: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    pid_file.write_text(f"{sleeper.pid}\n")
    end_leftover(pid_file, "another-mark")
    assert sleeper.poll() is None
    assert not pid_file.exists()


@pytest.mark.parametrize("content", ["", "not a number", "4194304999"])
def test_an_old_or_broken_file_is_no_trouble(tmp_path: Path, content: str) -> None:
    (tmp_path / "pid").write_text(content)
    end_leftover(tmp_path / "pid", "the-mark")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a feature of Linux")
def test_a_child_dies_with_its_killed_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *SLEEPER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    asyncio.run(eventually(lambda: not is_alive(child)))
