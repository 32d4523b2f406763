"""What happens, in words: reminders by the day they go out on, levels, and cases beside it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.cases.people import Role
from models.inputs.validation import Refusal
from models.notices.messages.ordering import read_line
from models.rehearsal.account import Account, Sort
from models.rehearsal.playing import rehearse
from models.rehearsal.private import leaving_out, typed_texts
from models.rehearsal.script import Script, ScriptError, read_script

MONDAY = datetime(2026, 11, 23, 17, tzinfo=UTC)
PART_C = {
    "program": "part_c",
    "notice_date": "TODAY-21",
    "service": "Xanthous resection",
    "case_manager": {"name": "Ada Quillfeather", "email": "manager@legalaid.example"},
}


def rehearsed(*, script: str = "[]", **changes: Any) -> Account:
    return rehearse(
        "AppealCase", PART_C | changes, read_script(script), case_id="AC-1", begins_at=MONDAY
    )


def whats(account: Account, sort: Sort) -> list[str]:
    return [one.what for one in account.happenings if one.sort is sort]


def test_reminders_are_told_by_the_day_they_go_out_on() -> None:
    account = rehearsed()
    reminders = whats(account, Sort.MESSAGE)
    limit = "Ask the plan for a reconsideration, by Wed, Jan 6, 2027."
    assert reminders[:2] == [
        f"The case manager is told that a time limit is running: {limit}",
        f"The case manager gets a reminder 30 days before: {limit}",
    ]
    assert f"The case manager gets a reminder the day before: {limit}" in reminders
    assert f"The case manager gets a reminder on the last day: {limit}" in reminders
    # Three days before is a Sunday, after a holiday: it is sent on the working day before those.
    assert f"The case manager gets a reminder 6 days before: {limit}" in reminders


def test_each_level_has_its_own() -> None:
    script = """[
      {"after_days": 5, "update": "file_appeal", "content": {"filed_on": "TODAY"}},
      {"after_days": 9, "update": "record_decision",
       "content": {"outcome": "unfavorable", "notice_date": "TODAY"}},
      {"after_days": 1, "update": "escalate", "content": {"on": "TODAY"}},
      {"after_days": 9, "update": "record_decision",
       "content": {"outcome": "unfavorable", "notice_date": "TODAY"}}]"""
    account = rehearsed(script=script)
    levels = list(dict.fromkeys(one.level for one in account.happenings))
    assert levels[:3] == ["Plan reconsideration", "IRE reconsideration", "ALJ hearing"]
    decided = [one for one in account.happenings if "decided" in one.what]
    assert [one.level for one in decided] == levels[:2]


def test_a_case_beside_it_is_told_with_it_and_hears_reports() -> None:
    script = """[
      {"update": "start_second_opinion"},
      {"to": "second-opinion", "update": "record_records_request", "content": {"on": "TODAY"}}]"""
    account = rehearsed(script=script)
    beside = [one for one in account.happenings if one.case]
    assert {one.case for one in beside} == {"AC-1.second-opinion"}
    assert all(one.what.startswith("Second opinion: ") for one in beside)
    assert [one.kind.value for one in account.cases] == ["appeal", "second_opinion"]
    whole = [one.what for one in account.happenings]
    assert len({one for one in whole if "ecords asked for" in one}) > 0


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('{"update": "file_apeal"}', "update: no such report is made to this kind of case; did "),
        ('{"update": "close", "to": "records.1"}', "to: there is no such case beside it"),
        ('{"update": "file_appeal"}', "filed_on: is required"),
    ],
)
def test_a_report_that_is_refused_names_its_line(entry: str, message: str) -> None:
    with pytest.raises(ScriptError) as refused:
        rehearsed(script=f"[\n{entry}\n]")
    assert str(refused.value).startswith(f"line 2: {message}")


def test_a_report_after_the_end_is_refused() -> None:
    closing = '{"update": "close", "content": {"ending": "withdrawn", "reason": "Moved"}}'
    late = '{"after_days": 30, "update": "add_note", "content": {"text": "Late"}}'
    with pytest.raises(ScriptError, match="line 3: It has ended"):
        rehearsed(script=f"[\n{closing},\n{late}]")
    # In the days in which second thoughts count, it is taken back.
    back = '{"after_days": 2, "update": "take_back", "content": {"report": 2, "reason": "Wrong"}}'
    assert rehearsed(script=f"[{closing}, {back}]").case.overview["ending"] is None


def test_an_intake_that_is_refused() -> None:
    with pytest.raises(Refusal, match=r"notice_date: .* is in the future"):
        rehearsed(notice_date="TODAY+1")


def test_what_was_typed_is_left_out() -> None:
    reports: list[tuple[str, dict[str, Any]]] = [
        ("close", {"ending": "withdrawn", "reason": "Ada said so"}),
        ("correct", {"report": 1, "content": {"service": "Amber graft"}, "reason": "Mistaken"}),
    ]
    intake = PART_C | {"notice_date": "2026-11-02", "references": {"Plan case": "H1234"}}
    texts = typed_texts(rehearsed().case.kind, intake, reports)
    omitted = leaving_out(texts)
    for private in ("Xanthous resection", "Ada Quillfeather", "Ada said so", "Amber graft"):
        assert omitted(f"Closed: withdrawn. {private}.") == "Closed: withdrawn. (left out)."
    assert omitted("Closed: withdrawn.") == "Closed: withdrawn."
    assert leaving_out([])("as it is") == "as it is"


def test_lines_of_reminders_are_read_back() -> None:
    told = read_line("Reminder 7d (C.RECON.FILE, due 2027-01-06) to case_manager, beneficiary")
    assert (told.reminder, told.about, str(told.due)) == ("7d", "C.RECON.FILE", "2027-01-06")
    assert told.roles == (Role.CASE_MANAGER, Role.BENEFICIARY)
    matter = read_line("Reminder follow-up-2 (check in on it (again)) to case_manager")
    assert (matter.about, matter.due) == ("check in on it (again)", None)
    with pytest.raises(ValueError, match="expected a line"):
        read_line("Reminder")


def test_no_script_is_silence() -> None:
    account = rehearse("AppealCase", PART_C, Script(), case_id="AC-1", begins_at=MONDAY)
    assert account.case.story is None
    assert account.ends_at > MONDAY


def test_silence_is_told_once() -> None:
    account = rehearsed()
    once = [one.what for one in account.happenings_once]
    after = once[once.index("Time ran out: filing of Plan reconsideration.") + 1 :]
    assert len(after) == len(set(after)) > 0
    assert len(account.happenings) > len(account.happenings_once) + 5
    assert str(account.last_step_on) == "2027-01-07"
