"""Whether a second person has confirmed what a case was opened with, as tokens proved who they are.

Two people must stand behind it, both proven and not the same. Whoever opened the case, or changed
any of it since, is one of them; whoever confirms it must be another. Where nothing proves who
entered some of it, as after an import, that may have been anybody: then two people confirm it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.cases.log.entries import Report
from models.cases.log.versions import intake_over_time, report_statuses

CONFIRM_DATES = "confirm_dates"
"""The report by which somebody confirms the dates of a case against the notice."""


@dataclass(frozen=True)
class Confirmation:
    """Who stands behind the dates of a case as they are now."""

    opened_by: str
    """Who opened it, as their token proved it; empty where nothing did."""

    changed_by: frozenset[str]
    """Who changed the dates since, or took such a change back, as far as that is proven."""

    needed: int
    """How many people must confirm them: one where it is proven who entered all of them, else two.
    """

    confirmed: Mapping[str, Report]
    """The first confirmation of each person whose confirmation counts, oldest first."""

    changed_in: int
    """The number of the report that made the dates what they are; 1 is the intake."""

    changed_at: datetime
    """When that was made (UTC)."""

    @property
    def is_whole(self) -> bool:
        """Whether the dates are confirmed."""
        return len(self.confirmed) >= self.needed

    @property
    def is_begun(self) -> bool:
        """Whether it is proven who opened the case, or anybody has confirmed its dates."""
        return bool(self.opened_by or self.confirmed)


def confirmation(log: Sequence[Report], fields: Collection[str]) -> Confirmation:
    """Whether the dates of a case are confirmed.

    A confirmation holds for the dates that the case had when it was made: it counts while the case
    has these. Nobody's counts who entered any of them at any time.

    Args:
        log: Of the case; its first report is the intake.
        fields: Of the intake: what is confirmed.
    """
    stood = _stood(log, fields)
    entered = [report for report, _ in stood]
    dates, last = stood[-1][1], entered[-1]
    known = {report.said_by for report in entered}
    confirmed: dict[str, Report] = {}
    for status in report_statuses(log) if _is_confirmed(log) else ():
        report = status.report
        if report.kind != CONFIRM_DATES or not status.stands:
            continue
        if not report.said_by or report.said_by in known:
            continue
        then = [dates for changed, dates in stood if changed.number < report.number]
        if then[-1] == dates:
            confirmed.setdefault(report.said_by, report)
    return Confirmation(
        opened_by=entered[0].said_by,
        changed_by=frozenset(report.said_by for report in entered[1:] if report.said_by),
        needed=2 if "" in known else 1,
        confirmed=confirmed,
        changed_in=last.number,
        changed_at=last.at,
    )


def _is_confirmed(log: Sequence[Report]) -> bool:
    return any(report.kind == CONFIRM_DATES for report in log)


def _stood(
    log: Sequence[Report], fields: Collection[str]
) -> list[tuple[Report, Mapping[str, Any]]]:
    """What the intake said, and each report that made it say something else; oldest first."""
    stood: list[tuple[Report, Mapping[str, Any]]] = []
    for report, content in intake_over_time(log):
        dates = {name: content[name] for name in fields if content.get(name) is not None}
        if not stood or dates != stood[-1][1]:
            stood.append((report, dates))
    return stood
