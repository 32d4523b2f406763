"""How long a report waits for its answer, and a case for its turn, while the mail server hangs.

Every sender of the worker is in the hands of a mail server that takes messages and never answers.
The test of it, which looks at no clock, is in tests/crash.
"""

from pathlib import Path

import pytest

from benchmarks.figures import share, show
from models.settings import ServiceSettings
from tests.crash.hanging import report_while_mail_hangs
from tests.crash.parts import running_parts

pytestmark = pytest.mark.timeout(900)

CASES = 60
"""Reported to one after another, and as many others opened between them."""


async def test_hanging_mail(tmp_path: Path) -> None:
    senders: int = ServiceSettings.model_fields["max_concurrent_activities"].default
    async with running_parts(tmp_path, fresh=True) as parts:
        waits = await report_while_mail_hangs(parts, cases=CASES, senders=senders)
    rows = [
        (
            what,
            f"{len(seconds)}",
            *(f"{share(sorted(seconds), part):.3f}" for part in (0.5, 0.9, 1)),
        )
        for what, seconds in (
            ("a report until it was answered", waits.answers),
            ("a start until the case was open", waits.openings),
        )
    ]
    show(
        f"A mail server that hangs: it holds {waits.held} messages, {waits.arrived} have arrived",
        ("", "number", "p50 (s)", "p90 (s)", "longest (s)"),
        rows,
    )
