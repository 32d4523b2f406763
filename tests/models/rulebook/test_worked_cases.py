"""Every countable row gives the day that its words, counted by hand, give."""

from datetime import UTC, date, datetime

import pytest

from models.rulebook import Facts, rulebook
from tests.models.rulebook.worked_cases import WorkedCase, worked_cases


@pytest.mark.parametrize("case", worked_cases(), ids=str)
def test_counted_by_hand(case: WorkedCase) -> None:
    facts = Facts.model_validate(case.facts)
    found = rulebook.reckon(case.rule, case.when, zone=case.zone, facts=facts)
    if "T" in case.due:
        assert found.to_the_hour
        assert found.due_at == datetime.fromisoformat(case.due).astimezone(UTC)
    else:
        assert not found.to_the_hour
        assert found.due_on == date.fromisoformat(case.due)
    assert found.verified == case.verified
    assert (
        found.steps[0] == "Unverified: check the notice, or ask where there is none."
    ) != case.verified
    assert str(found.receipt) == str(case.receipt)
    assert str(found.last_arguable) == str(case.last_arguable)
    if case.safe_by:
        assert str(found.safe_by) == case.safe_by
    if case.version:
        assert found.version == case.version


def test_every_countable_row_has_a_case() -> None:
    countable = {row.id for row in rulebook.rows() if row.kind == "limit"}
    assert countable == {case.rule for case in worked_cases()}


def test_every_limit_of_every_row_in_force_has_a_case() -> None:
    """Conditions too: the limits for each kind, speed and the like that apply today."""
    reached = set()
    for case in worked_cases():
        version = rulebook.row(case.rule).version_on(date.fromisoformat(case.on[:10]))
        limit = version.limit(Facts.model_validate(case.facts))
        reached.add((case.rule, version.label, str(limit)))
    missing = {
        (row.id, version.label, str(limit.when))
        for row in rulebook.rows()
        for version in row.current[-1:]
        for limit in version.limits
        if (row.id, version.label, str(limit)) not in reached
    }
    assert not missing


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
    """Each of its rows with an example has it among the worked cases."""
    page = [case for case in worked_cases() if case.page]
    assert len(page) == PAGE_EXAMPLES
    assert PAGE_ROWS - {case.rule for case in page} == set()
