"""Reading the rulebook is cheap, and the holidays' library waits until it is needed."""

import subprocess
import sys

SCRIPT = """
import sys
from datetime import date
from models.rulebook import rulebook
assert "holidays" not in sys.modules, "holidays was imported with the rulebook"
rulebook.reckon("C.RECON.STD", date(2026, 11, 2), zone="America/New_York")
assert "holidays" not in sys.modules, "holidays was imported for a limit that needs none"
rulebook.reckon("QIO.478.DECIDE", date(2026, 11, 2), zone="America/New_York")
assert "holidays" in sys.modules
"""


def test_holidays_are_imported_when_working_days_are_counted() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, timeout=60)
