"""Who made a report, by what the event says of its sender."""

import pytest

from models.presentation.reporters import How, Reporter, Via, reporter


@pytest.mark.parametrize(
    ("identity", "principal", "expected"),
    [
        ("", "", Reporter(None, How.UNKNOWN, Via.UI)),
        ("", "kim@desk.example", Reporter("kim@desk.example", How.AUTHENTICATED, Via.UI)),
        ("appealclock-cli:cm-7", "", Reporter("cm-7", How.ASSERTED, Via.CLI)),
        ("appealclock-cli", "", Reporter(None, How.UNKNOWN, Via.CLI)),
        ("temporal-cli:kim@host", "", Reporter("kim@host", How.ASSERTED, Via.CLI)),
        ("4711@host", "", Reporter("4711@host", How.ASSERTED, Via.SERVICE)),
        ("4711@host", "importer", Reporter("importer", How.AUTHENTICATED, Via.SERVICE)),
    ],
)
def test_what_is_proved_wins_over_what_is_said(
    identity: str, principal: str, expected: Reporter
) -> None:
    assert reporter(identity, principal) == expected
