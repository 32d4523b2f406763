"""The tables that only the cases themselves can fill: their reports, and how limits were kept."""

import json
from collections.abc import Iterable, Sequence

from cli.caseload.export.answers import Answer
from cli.caseload.export.table import Row, Table
from models.cases.kinds import CaseKind

_REPORTS = (
    "case_id",
    "number",
    "kind",
    "level",
    "on",
    "reported_at",
    "status",
    "corrected_by",
    "taken_back_by",
    "set_aside",
)
_PRIVATE = ("content", "as_reported", "reason")


def reports_table(answers: Sequence[Answer], *, private: bool) -> Table:
    """A row for each report, in its order in each case.

    Args:
        answers: What the cases say.
        private: Whether to say what each report says, with names and health data.
    """
    header = (*_REPORTS, *_PRIVATE) if private else _REPORTS
    rows = [row for one in answers for row in _reports(one, private=private)]
    return Table("reports", header, rows)


def timeliness_table(answers: Sequence[Answer]) -> Table:
    """A row for each time limit of each case, and how it was kept."""
    from models.presentation.timeliness import KeptLimit, kept_limits  # noqa: PLC0415

    rows = [
        limit.model_dump()
        for one in answers
        for limit in kept_limits(
            one.case.case_id,
            CaseKind(one.case.kind),
            one.case.program,
            one.deadlines,
            one.reports,
        )
    ]
    return Table("timeliness", tuple(KeptLimit.model_fields), rows)


def with_services(cases: Table, answers: Sequence[Answer]) -> Table:
    """The cases with what each is about, which is health data and only the case itself knows."""
    services = {
        one.case.case_id: one.reports[0]["content"].get("service") for one in answers if one.reports
    }
    rows = [{**row, "service": services.get(str(row["case_id"]))} for row in cases.rows]
    return Table(cases.name, (*cases.header, "service"), rows)


def _reports(answer: Answer, *, private: bool) -> Iterable[Row]:
    from models.presentation.timeliness import day_of  # noqa: PLC0415

    kind = CaseKind(answer.case.kind)
    for report in answer.reports:
        row = {
            "case_id": answer.case.case_id,
            "number": report["number"],
            "kind": report["kind"],
            # A worker of an earlier build does not say it.
            "level": report.get("level"),
            "on": day_of(kind, report),
            "reported_at": report["reported_at"],
            "status": report["status"],
            "corrected_by": ", ".join(str(one) for one in report["corrected_by"]),
            "taken_back_by": report["taken_back_by"],
            "set_aside": report["set_aside"],
        }
        if private:
            row["content"] = json.dumps(report["content"], ensure_ascii=False)
            first = report.get("as_reported")
            row["as_reported"] = json.dumps(first, ensure_ascii=False) if first else None
            row["reason"] = report["reason"]
        yield row
