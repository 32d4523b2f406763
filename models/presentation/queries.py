"""The answers of a case to queries, computed at the moment they are asked for.

Each takes what the workflow holds, as JSON: `id`, `kind`, `parent`, `case` (`log`, `memory`,
`children`, `turns`), `now` (ISO, UTC) and `turn_failed` (since when turns fail, or None).

Raises:
    Refusal: The case is not opened yet; `panel` says so in its text.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState, state_from_json
from models.cases.deadline import Deadline, FollowUp
from models.cases.kinds import CaseKind
from models.cases.log.entries import SAID_BY, instant, log_from_json
from models.cases.log.versions import ReportStatus, report_statuses, standing_versions
from models.notices.memory import Memory
from models.presentation.account.lines import account as account_of
from models.presentation.clock_records import clock_records
from models.presentation.overview import overview as overview_of
from models.presentation.panel.page import panel as panel_of
from models.presentation.panel.page import unopened
from models.presentation.shown import Shown, check_opened, shown
from models.presentation.snapshot import snapshot as snapshot_of
from models.procedure.acceptance.as_typed import log_as_meant

Ask = Mapping[str, Any]


def overview(ask: Ask) -> dict[str, Any]:
    """Where the case stands and what comes next."""
    return overview_of(shown_of(ask)).model_dump(mode="json")


def deadlines(ask: Ask) -> list[dict[str, Any]]:
    """Every deadline, open and settled, with its reckoning."""
    return [one.model_dump(mode="json") for one in shown_of(ask).deadlines]


def calendar(ask: Ask) -> list[dict[str, Any]]:
    """The open deadlines, then the open follow-ups."""
    seen = shown_of(ask)
    items: list[Deadline | FollowUp] = [*seen.open_deadlines, *seen.open_follow_ups]
    return [one.model_dump(mode="json") for one in items]


def account(ask: Ask) -> list[dict[str, Any]]:
    """Everything recorded, in order: the lines of the account, each with its report's number."""
    return [
        {"at": _iso(line.at), "what": line.what, "report": line.report}
        for line in account_of(shown_of(ask))
    ]


def history(ask: Ask) -> list[dict[str, Any]]:
    """Every report: what it says now, when it was made, and what became of it.

    `content` is as corrected, `as_reported` as it came where that differs: the intake as it was
    typed, each later report as it was taken down, its values written as the form has them.
    `update` is the id of the update that brought it, of the intake that of the first run; empty
    where no person sent it. `status` is `stands`, `corrected` or `taken back`; `corrected_by` and
    `taken_back_by` are numbers of reports, and `reason` is what the last of them gives. `level` is
    the level of an appeal that it is about, where it is about one. `set_aside` is why it does not
    fit, or None.
    """
    seen = shown_of(ask)
    found = report_statuses(seen.state.log)
    said = {one.report.number: one.said for one in found}
    # What takes the place of an earlier report says so of that one.
    said |= {one.number: one.content for one in standing_versions(seen.state.log)}
    aside = {misfit.number: misfit.reason for misfit in seen.standing.misfits}
    came = {one.number: one.content for one in log_from_json(ask["case"]["log"])}
    return [
        {
            **_entry(status, said, came[status.report.number]),
            "set_aside": aside.get(status.report.number),
        }
        for status in found
    ]


def clocks(ask: Ask) -> dict[str, Any]:
    """Every clock that ran or runs, each way it was counted, and the reports set aside."""
    seen = shown_of(ask)
    return clock_records(seen.state, seen.now, seen.case.zone).model_dump(mode="json")


def snapshot(ask: Ask) -> dict[str, Any]:
    """What the read model keeps of the case, as of its last turn."""
    looked_until = Memory.of(ask["case"]["memory"]).looked_until
    seen = shown_of(ask if looked_until is None else {**ask, "now": looked_until.isoformat()})
    return snapshot_of(seen, sequence=int(ask["case"]["turns"])).model_dump(mode="json")


def panel(ask: Ask) -> str:
    """The details panel, as Markdown."""
    failed = _turn_failed(ask)
    if not ask["case"].get("log"):
        return unopened(failed)
    return panel_of(shown_of(ask))


def whole(ask: Ask) -> dict[str, Any]:
    """Everything that a case carries."""
    check_opened(ask["case"]["log"])
    return dict(ask)


def shown_of(ask: Ask) -> Shown:
    """A case as a query is told of it, as of the moment it is asked about."""
    kind = CaseKind(ask["kind"])
    carried = {**ask["case"], "log": log_as_meant(kind, ask["case"])}
    state: CaseState = state_from_json(str(ask["id"]), kind, carried, ask.get("parent"))
    return shown(state, instant(ask["now"]), turn_failed=_turn_failed(ask))


def _turn_failed(ask: Ask) -> datetime | None:
    since = ask.get("turn_failed")
    return instant(since) if since else None


def _entry(
    status: ReportStatus, said: Mapping[int, Mapping[str, Any]], came: Mapping[str, Any]
) -> dict[str, Any]:
    report = status.report
    now_said = dict(said[report.number])
    word = "corrected" if status.corrected_by else "stands"
    by = status.taken_back_by or max(status.corrected_by, default=None)
    entry: dict[str, Any] = {
        "number": report.number,
        "kind": report.kind,
        "level": now_said.get("level") or report.binds.get("level"),
        "update": report.update,
        "content": now_said,
        "reported_at": _iso(report.at),
        "stands": status.stands,
        "status": word if status.stands else "taken back",
        "corrected_by": list(status.corrected_by),
        "taken_back_by": status.taken_back_by,
        "reason": said[by].get("reason") if by is not None else None,
    }
    if report.said_by:
        entry[SAID_BY] = report.said_by
    if now_said != came:
        entry["as_reported"] = dict(came)
    return entry


def _iso(moment: datetime) -> str:
    """As Pydantic writes an instant of UTC."""
    return moment.isoformat().replace("+00:00", "Z")
