"""Every countable row gives the day that its words, counted by hand, give."""

from datetime import UTC, date, datetime

import pytest

from models.rulebook import Facts, rulebook
from models.rulebook.book import FOLDER
from tests.models.rulebook.worked_examples import WorkedExample, worked_examples


@pytest.mark.parametrize("example", worked_examples(), ids=str)
def test_counted_by_hand(example: WorkedExample) -> None:
    facts = Facts.model_validate(example.facts)
    found = rulebook.reckon(example.rule, example.when, zone=example.zone, facts=facts)
    if "T" in example.due:
        assert found.to_the_hour
        assert found.due_at == datetime.fromisoformat(example.due).astimezone(UTC)
    else:
        assert not found.to_the_hour
        assert found.due_on == date.fromisoformat(example.due)
    assert found.verified == example.verified
    assert (
        found.steps[0] == "Unverified: check the notice, or ask where there is none."
    ) != example.verified
    assert str(found.receipt) == str(example.receipt)
    assert str(found.last_arguable) == str(example.last_arguable)
    if example.safe_by:
        assert str(found.safe_by) == example.safe_by
    if example.version:
        assert found.version == example.version


def test_examples_stand_beside_the_file_of_their_row() -> None:
    paths = {path.name: path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.toml")}
    for example in worked_examples():
        assert example.file == paths[rulebook.file_of(example.rule)], str(example)


def test_every_limit_of_every_row_has_an_example() -> None:
    """Of each version, past ones too: the limits for each kind, speed and the like."""
    reached = set()
    for example in worked_examples():
        version = rulebook.row(example.rule).version_on(date.fromisoformat(example.on[:10]))
        limit = version.limit(Facts.model_validate(example.facts))
        reached.add((example.rule, version.label, str(limit.when)))
    every = {
        (row.id, version.label, str(limit.when))
        for row in rulebook.rows()
        for version in row.current
        for limit in version.limits
    }
    assert every - reached == set()


PAGE_ROWS = {
    "AB.AGGREGATE",
    "AB.DEATH",
    "AB.RECON.DISMISSAL",
    "AB.REOPEN.ASK",
    "AB.REOPEN.DONE",
    "AB.REOPEN.HIGH",
    "AB.VACATE.MAC",
    "D.ALJ.FILE",
    "D.ALJ.OBJECT",
    "D.CD.DISMISS",
    "D.CD.EXP.DENY",
    "D.CD.EXP.DENY.NOTICE",
    "D.COUNCIL.DECIDE",
    "D.COUNCIL.FILE",
    "D.COURTREMAND.EXC",
    "D.DISENROLL.REINSTATE",
    "D.EAJR.COURT",
    "D.EAJR.DECIDE",
    "D.OWN.DECIDE",
    "D.OWN.EXCEPT",
    "D.OWN.REFER",
    "D.REDET.DISMISS",
    "D.REDET.EXP.DENY",
    "D.REMAND.REVIEW",
    "D.REOPEN.ASK",
    "D.REOPEN.HIGH",
    "D.VACATE",
    "F.HOSP.LATE.DECIDE",
    "F.HOSP.LATE.INPATIENT",
    "F.HRR",
    "F.NOMNC.LATE.OM.DECIDE",
    "F.NOMNC.LATE.OM.FILE",
    "I.CONT",
    "I.G.DECIDE",
    "I.OD.STD.PA",
    "I.RECON.FILE",
    "I.RECON.STD",
    "LEP.DECIDE",
    "LEP.FILE",
    "MCD.APPEAL",
    "MCD.CONT",
    "MCD.DECIDE",
    "MCD.FFS.DECIDE",
    "MCD.FFS.HEARING",
    "MCD.HEARING",
    "MCD.PA",
    "MPPP.DECIDE",
    "MPPP.RETRO",
    "MSP.DEMAND",
    "NC.WOL",
    "NC.WOL.DECIDE",
    "PA.OPD.EXP",
    "PA.OPD.STD",
    "PA.RSNAT",
    "PA.WISER",
    "PA.WISER.REVIEW",
    "PA.WISER.VALID",
    "PACE.IDT",
    "REC.BEGIN",
    "REC.REBUT",
    "REC.STAY1",
    "REC.STAY2",
    "RISK.APPEAL",
    "RISK.EFF",
    "RISK.END",
    "RISK.INFO",
    "RISK.NOTICE2",
    "SSA.ENTITLE.FILE",
    "SSA.IRMAA.ALJ",
    "SSA.IRMAA.FILE",
}
"""The countable rows of that page with an example."""

PAGE_EXAMPLES = 84
"""The examples that the page of the law gives of the rows that it corrected or added."""


def test_the_examples_of_the_page_are_all_there() -> None:
    """Each of its rows with an example has it among the worked examples."""
    page = [example for example in worked_examples() if example.page]
    assert len(page) == PAGE_EXAMPLES
    assert PAGE_ROWS - {example.rule for example in page} == set()
