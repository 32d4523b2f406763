"""mypy finds no fault in any file. It runs among the tests, so that no processor waits for it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


# Without a cache it takes a minute of a processor that it shares with other tests.
@pytest.mark.timeout(900)
def test_types() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
