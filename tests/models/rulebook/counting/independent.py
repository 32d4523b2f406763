"""The time limits a second time, written from their words by other means.

Nothing of the rulebook's data or counting is used. Each entry of `RULES` reads as the rule does.
What can be extended stands in `EXTENDABLE`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from tests.models.rulebook.counting.independent_counting import (
    Answer,
    Case,
    Due,
    RefusedError,
    clock,
    days,
    earlier_noon,
    either,
    exception,
    expedited_or_from_receipt,
    expedited_refused,
    from_receipt,
    hours,
    later_of_period,
    months,
    months_or_from_receipt,
    notice_or_page,
    since,
    working_days,
    works,
)
from tests.models.rulebook.counting.independent_second import SECOND

PAYMENT, DRUG = {"kind": "payment"}, {"kind": "part_b_drug"}
EXPEDITED, LATE, ESCALATED = {"speed": "expedited"}, {"late": True}, {"escalated": True}
OTHERWISE: dict[str, Any] = {}
RULE_2025, RULE_2026 = date(2025, 1, 1), date(2026, 1, 1)

RULES: dict[str, Callable[[Case], Answer]] = {
    **SECOND,
    "AB.INIT.DECIDE": days(30),
    "AB.REDET.FILE": from_receipt(120, roll="contractor"),
    "AB.REDET.DECIDE": days(60),
    "AB.RECON.FILE": from_receipt(180),
    "AB.RECON.DISMISSAL": from_receipt(60),
    "AB.RECON.DECIDE": days(60),
    "AB.VACATE.MAC": months_or_from_receipt(6),
    "AB.DEATH": days(14),
    "AB.REOPEN.ASK": either(({"ground": "good_cause"}, months(48)), ({}, months(12))),
    "AB.REOPEN.HIGH": days(180),
    "C.REOPEN": either(({"ground": "good_cause"}, months(48)), ({}, months(12))),
    "D.REOPEN.ASK": either(({"ground": "good_cause"}, months(48)), ({}, months(12))),
    "D.REOPEN.HIGH": days(180),
    "D.VACATE": months(6),
    "D.VACATE.ALJ": days(180),
    "AB.ALJ.FILE": from_receipt(60),
    "AB.ALJ.ESCALATE": later_of_period,
    "AB.ALJ.DISMISSREVIEW": from_receipt(60),
    "AB.ALJ.DECIDE": either((ESCALATED, days(180)), (OTHERWISE, days(90))),
    "AB.COUNCIL.ESCALATE": later_of_period,
    "AB.COUNCIL.FILE": from_receipt(60),
    "AB.COUNCIL.DECIDE": either((ESCALATED, days(180)), (OTHERWISE, days(90))),
    "AB.COURT.ESCALATE": later_of_period,
    "AB.COURT.FILE": from_receipt(60, roll="court"),
    "C.OD.STD": days(14),
    "C.OD.STD.PA": since(RULE_2026, days(14), days(7)),
    "C.OD.PARTB.STD": hours(72),
    "C.OD.EXP": hours(72),
    "C.OD.EXP.PARTB": hours(24),
    "C.OD.EXP.DENY": since(
        RULE_2026,
        either((DRUG, hours(72)), (OTHERWISE, days(14))),
        either((DRUG, hours(72)), ({"prior_authorization": True}, days(7)), (OTHERWISE, days(14))),
    ),
    "C.OD.PAY": either(({"clean_claim": True}, days(30)), (OTHERWISE, days(60))),
    "C.RECON.FILE": since(RULE_2025, days(60), from_receipt(60)),
    "C.RECON.STD": days(30),
    "C.RECON.PAY": days(60),
    "C.RECON.PARTB": days(7),
    "C.RECON.EXP": hours(72),
    "C.RECON.EXP.FWD": hours(24),
    "C.RECON.EXP.DENY": either((DRUG, days(7)), (OTHERWISE, days(30))),
    "C.RECON.DISMISS": since(RULE_2025, days(60), notice_or_page(60, 65)),
    "C.IRE.DECIDE": either(
        (PAYMENT, days(60)), (EXPEDITED, hours(72)), (DRUG, days(7)), (OTHERWISE, days(30))
    ),
    "C.ALJ.FILE": since(date(2019, 7, 8), days(60), from_receipt(60)),
    "C.COUNCIL.FILE": from_receipt(60),
    "C.COURT.FILE": from_receipt(60, roll="court"),
    "C.EFF.PLAN": either((PAYMENT, days(60)), (DRUG, days(7)), (OTHERWISE, days(30))),
    "C.EFF.IRE.STD": either((PAYMENT, days(30)), (OTHERWISE, hours(72))),
    "C.EFF.IRE.EXP": either((DRUG, hours(24)), (OTHERWISE, hours(72))),
    "C.EFF.EXP.PLAN": hours(72),
    "C.EFF.ALJ": days(60),
    "D.CD.STD": hours(72),
    "D.CD.EXC": exception,
    "D.CD.PAY": days(14),
    "D.CD.EXP": hours(24),
    "D.CD.EXP.DENY": expedited_refused,
    "D.CD.EXP.DENY.NOTICE": days(3),
    "D.REDET.EXP.DENY": days(7),
    "D.CD.NOTICE": days(3),
    "D.CD.FWD": hours(24),
    "D.REDET.FILE": since(RULE_2025, days(60), from_receipt(60)),
    "D.REDET.STD": days(7),
    "D.REDET.PAY": days(14),
    "D.REDET.EXP": hours(72),
    "D.REDET.FWD": hours(24),
    "D.RISK": hours(24),
    "D.REDET.DISMISS": days(60),
    "D.RECON.FILE": since(RULE_2025, days(60), from_receipt(60)),
    "D.RECON.DECIDE": either((PAYMENT, days(14)), (EXPEDITED, hours(72)), (OTHERWISE, days(7))),
    "D.ALJ.FILE": since(
        date(2017, 3, 20),
        days(60),
        either((EXPEDITED, expedited_or_from_receipt(60)), (OTHERWISE, from_receipt(60))),
    ),
    "D.ALJ.DECIDE": either((EXPEDITED, days(10)), (OTHERWISE, days(90))),
    "D.ALJ.DISMISSREVIEW": from_receipt(60),
    "D.COUNCIL.FILE": from_receipt(60),
    "D.COUNCIL.DECIDE": either((EXPEDITED, days(10)), (OTHERWISE, days(90))),
    "D.COURT.FILE": from_receipt(60, roll="court"),
    "D.EFF.PLAN": either((PAYMENT, days(30)), (EXPEDITED, hours(72)), (OTHERWISE, days(7))),
    "D.EFF": either((PAYMENT, days(30)), (EXPEDITED, hours(24)), (OTHERWISE, hours(72))),
    "F.IM.DELIVER": days(2),
    "F.IM.COPY": hours(-4),
    "F.HOSP.FILE": days(0),
    "F.HOSP.NOTICE": clock(time(12), 1),
    "F.HOSP.DECIDE": days(1),
    "F.HOSP.LIAB": clock(time(12), 1),
    "F.HOSP.LATE.INPATIENT": days(2),
    "F.HOSP.LATE.FILE": days(30),
    "F.HOSP.LATE.DECIDE": days(30),
    "F.NOMNC.LATE.OM.FILE": days(60),
    "F.NOMNC.LATE.OM.DECIDE": either(({"services_over": True}, days(30)), (OTHERWISE, days(7))),
    "F.HRR.RECORDS": clock(time(17), 1),
    "F.HRR": days(2),
    "F.NOMNC.DELIVER": days(-2),
    "F.NOMNC.FILE.OM": earlier_noon,
    "F.NOMNC.FILE.MA": earlier_noon,
    "F.NOMNC.DENC": clock(time(17), 0),
    "F.NOMNC.DECIDE.MA": clock(time(17), 1),
    "F.NOMNC.DECIDE.OM": hours(72),
    "F.RECON.OM.FILE": clock(time(12), 1),
    "F.RECON.OM.DECIDE": hours(72),
    "F.RECON.OM.ESC": hours(72),
    "F.RECON.MA.FILE": days(60),
    "F.RECON.MA.DECIDE": days(14),
    "F.MCSN.DELIVER": hours(-4),
    "F.MCSN.FILE": hours(0, ours=True),
    "F.MCSN.RECORDS": clock(time(12), 1),
    "F.MCSN.DECIDE": either((LATE, days(2)), (OTHERWISE, days(1))),
    "F.MCSN.RECON.FILE": clock(time(12), 1),
    "F.MCSN.RECON.DECIDE": either((LATE, days(3)), (OTHERWISE, days(2))),
    "F.MOON": hours(36),
    "G.C.FILE": days(60),
    "G.D.FILE": days(60),
    "G.DECIDE": days(30),
    "G.EXP.C": hours(24),
    "G.EXP.D": hours(24),
    "CTM.RESOLVE": either(
        ({"urgency": "immediate_need"}, days(2)),
        ({"urgency": "urgent"}, days(7)),
        (OTHERWISE, days(30)),
    ),
    "CTM.CONTACT": days(7),
    "QIO.QOC.FILE": lambda case: Answer(case.day + relativedelta(years=+3)),
    "QIO.478": from_receipt(60),
    "QIO.478.EXP": days(3),
    "QIO.478.DECIDE": either(
        ({"setting": "preadmission"}, working_days(3)),
        ({"setting": "inpatient"}, working_days(3)),
        ({"setting": "snf"}, working_days(10)),
        (OTHERWISE, working_days(30)),
    ),
    "R.HIPAA": days(30),
    "R.CASEFILE.FASTTRACK": clock(time(17), 1),
    "R.CASEFILE.QIO": clock(time(17), 1),
}

BEGAN = {
    **dict.fromkeys(("MCD.APPEAL", "MCD.DECIDE", "MCD.CONT", "MCD.HEARING"), date(2017, 7, 1)),
    **dict.fromkeys(("PACE.IDT", "PACE.DECIDE", "PACE.APPEAL"), date(2021, 3, 22)),
    **dict.fromkeys(("PA.WISER", "PA.WISER.VALID", "PA.WISER.REVIEW"), date(2026, 1, 5)),
    **dict.fromkeys(("PA.OPD.STD", "PA.OPD.EXP"), date(2020, 7, 1)),
    **dict.fromkeys(("RISK.APPEAL", "D.CD.DISMISS", "NC.WOL"), RULE_2025),
    **dict.fromkeys(("MPPP.RETRO", "MPPP.DECIDE.YEAR", "MCD.PA"), RULE_2026),
    **dict.fromkeys(("MPPP.DECIDE", "MPPP.MISSING"), date(2025, 10, 1)),
    "PA.RSNAT": date(2025, 1, 9),
    "MCD.EFF": date(2026, 3, 24),
    **dict.fromkeys(
        (
            "I.OD.STD",
            "I.OD.STD.PA",
            "I.OD.EXP",
            "I.RECON.FILE",
            "I.RECON.STD",
            "I.RECON.EXP",
            "I.CONT",
            "I.G.DECIDE",
            "I.G.EXP",
            "I.EFF",
        ),
        date(2021, 1, 1),
    ),
    "C.OD.PARTB.STD": date(2020, 1, 1),
    "C.OD.EXP.PARTB": date(2020, 1, 1),
    "C.RECON.PARTB": date(2020, 1, 1),
    "CTM.RESOLVE": RULE_2025,
    "CTM.CONTACT": RULE_2025,
    "AB.VACATE.MAC": date(2019, 6, 13),
    "F.MCSN.DELIVER": date(2025, 2, 14),
    "F.MCSN.FILE": date(2025, 2, 14),
    "F.MCSN.RECORDS": date(2025, 2, 14),
    "F.MCSN.DECIDE": date(2025, 2, 14),
    "F.MCSN.RECON.FILE": date(2025, 2, 14),
    "F.MCSN.RECON.DECIDE": date(2025, 2, 14),
}
"""Rules that began after the rulebook's own beginning."""

ENDED = dict.fromkeys(("PA.WISER", "PA.WISER.VALID", "PA.WISER.REVIEW"), date(2031, 12, 31))
"""The last days of rules that end."""

BEGINNING = date(2014, 1, 1)


MAILED = {
    "AB.VACATE.MAC",
    "AB.DEATH",
    "AB.REOPEN.ASK",
    "AB.REOPEN.HIGH",
    "C.REOPEN",
    "D.REOPEN.ASK",
    "D.REOPEN.HIGH",
    "D.VACATE",
    "D.VACATE.ALJ",
    "AB.REDET.FILE",
    "AB.RECON.FILE",
    "AB.RECON.DISMISSAL",
    "AB.ALJ.FILE",
    "AB.ALJ.DISMISSREVIEW",
    "AB.COUNCIL.FILE",
    "AB.COURT.FILE",
    "C.RECON.FILE",
    "C.RECON.DISMISS",
    "C.ALJ.FILE",
    "C.COUNCIL.FILE",
    "C.COURT.FILE",
    "D.REDET.FILE",
    "D.REDET.DISMISS",
    "D.RECON.FILE",
    "D.ALJ.FILE",
    "D.ALJ.DISMISSREVIEW",
    "D.COUNCIL.FILE",
    "D.COURT.FILE",
    "F.RECON.MA.FILE",
    "G.C.FILE",
    "G.D.FILE",
    "QIO.QOC.FILE",
    "LEP.FILE",
    "RISK.INFO",
    "RISK.APPEAL",
    "MPPP.MISSING",
    "D.DISENROLL.REINSTATE",
    "D.CD.DISMISS",
    "D.REMAND.REVIEW",
    "D.AGGREGATE",
    "D.OWN.EXCEPT",
    "D.COURTREMAND.EXC",
    "REC.REBUT",
    "REC.STAY1",
    "REC.STAY2",
    "AB.AGGREGATE",
    "NC.WOL",
    "MSP.DEMAND",
    "MCD.APPEAL",
    "MCD.HEARING",
    "MCD.FFS.HEARING",
    "I.RECON.FILE",
    "SSA.IRMAA.FILE",
    "SSA.IRMAA.ALJ",
    "SSA.COUNCIL.FILE",
    "SSA.COURT.FILE",
    "SSA.ENTITLE.FILE",
    "SSA.ENTITLE.ALJ",
}
"""What counts on receipt and may go by mail, which is given 5 federal working days."""


def posted(due: date) -> date:
    """The fifth working day before a day."""
    left = 5
    while left:
        due -= timedelta(days=1)
        left -= works(due)
    return due


def never(_case: Case) -> bool:
    return False


def always(_case: Case) -> bool:
    return True


def no_drug(case: Case) -> bool:
    return not case.is_(**DRUG)


EXTENDABLE: dict[str, tuple[int, Callable[[Case], bool]]] = {
    "C.OD.STD": (14, always),
    "C.OD.STD.PA": (14, always),
    "C.OD.EXP": (14, always),
    "C.OD.EXP.DENY": (14, no_drug),
    "C.RECON.STD": (14, always),
    "C.RECON.EXP": (14, no_drug),
    "C.RECON.EXP.DENY": (14, no_drug),
    "C.IRE.DECIDE": (14, no_drug),
    "C.EFF.PLAN": (14, lambda case: no_drug(case) and not case.is_(**PAYMENT)),
    "C.EFF.EXP.PLAN": (14, no_drug),
    "G.DECIDE": (14, always),
    "I.OD.STD": (14, always),
    "I.OD.STD.PA": (14, always),
    "I.OD.EXP": (14, always),
    "I.RECON.STD": (14, always),
    "I.RECON.EXP": (14, always),
    "I.G.DECIDE": (14, always),
    "MCD.DECIDE": (14, always),
    "MCD.PA": (14, always),
    "PACE.DECIDE": (5, always),
    "PACE.APPEAL": (14, always),
    "CTM.RESOLVE": (14, lambda case: case.facts.get("urgency") not in {"urgent", "immediate_need"}),
    "F.RECON.OM.DECIDE": (14, always),
    "F.RECON.OM.ESC": (14, always),
    "R.HIPAA": (30, always),
    "AB.REDET.DECIDE": (14, always),
    "AB.RECON.DECIDE": (14, always),
}
"""Days of extension, and for what. The last two take 14 days for each submission of evidence."""

REPEATABLE = {"AB.REDET.DECIDE", "AB.RECON.DECIDE"}


def expected(rule: str, case: Case, *, ours: bool) -> Answer:
    """What the rule gives.

    Raises:
        RefusedError: the facts contradict it.
    """
    answer = RULES[rule](case)
    more = case.facts.get("tolled_days") or 0
    if more and ours:
        raise RefusedError
    if case.facts.get("extended"):
        most, allowed = EXTENDABLE.get(rule, (0, never))
        granted = case.facts.get("extension_days") or most
        if not allowed(case) or (granted > most and rule not in REPEATABLE):
            raise RefusedError
        answer.due = moved(answer.due, granted, case.zone)
    answer.due = moved(answer.due, more, case.zone)
    if rule in MAILED:
        assert not isinstance(answer.due, datetime)
        answer.safe_by = posted(answer.due)
    return answer


def moved(due: Due, number: int, zone: ZoneInfo) -> Due:
    """Days later: an instant keeps its hour of the clock."""
    if not isinstance(due, datetime):
        return due + timedelta(days=number)
    if not number:
        return due
    local = due.astimezone(zone)
    return (local + timedelta(days=number)).astimezone(UTC)
