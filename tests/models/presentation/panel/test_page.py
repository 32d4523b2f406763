"""The details panel: what stands, as of the moment at which somebody looks."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.cases.evidence import Agreement, Element, Evidence, EvidenceKind
from models.cases.log.entries import Report
from models.cases.milestone import Milestone
from models.cases.people import Role
from models.cases.standing import PanelPart, Said
from models.inputs.common_intake import Override
from models.local_time import zone_in_words
from models.notices.contacts.problems import DeliveryTrouble
from models.presentation.panel import page as panel_module
from models.presentation.panel.evidence import evidence
from models.presentation.panel.markdown import plain, steps_list
from models.presentation.panel.page import panel, unopened
from models.words.english import tables
from tests.models.corrections.desk import Desk
from tests.models.presentation.complaints import (
    Complaint,
    assigned,
    at,
    opened,
    part,
    with_deadlines,
)


def test_a_complaint_still_to_be_made_says_how_to_report_it() -> None:
    text = opened().panel(at(6))
    assert text.startswith(
        "# Complain to 1-800-MEDICARE\n\n"
        "**Complain to 1-800-MEDICARE, or by the form on medicare.gov, then record it.**\n\n"
        "- As of 10:00 a.m. Eastern Time on Fri, Nov 6, 2026\n"
        "- Your turn\n"
        "- Complaint about the plan: urgent, Medicare Advantage \\(Part C\\)\n"
        "- Times in Eastern Time\n\n"
        "## Report it\n\n"
        "*More Actions*, *Send an Update*: **record_filed** with\n\n"
        '```json\n{\n  "filed_on": "2026-11-06",\n  "tracking_number": "as given"\n}\n```\n\n'
        "## Note\n\n"
        "- Have ready: the Medicare number;"
    )
    assert part(text, "To look after")[0].startswith(
        "- **Complain to 1-800-MEDICARE.** Call 1-800-MEDICARE \\(1-800-633-4227\\), or use"
    )
    assert "## Open deadlines" not in text


def test_the_example_to_copy_has_the_day_of_the_look() -> None:
    assert '"filed_on": "2026-11-21"' in opened().panel(at(21))


@pytest.mark.parametrize(
    ("zone", "day", "as_of"),
    [
        ("America/New_York", "2026-11-07", "3:30 a.m. Eastern Time on Sat, Nov 7, 2026"),
        ("Pacific/Honolulu", "2026-11-06", "10:30 p.m. Hawaii Time on Fri, Nov 6, 2026"),
        ("Asia/Tokyo", "2026-11-07", "5:30 p.m. Tokyo Time on Sat, Nov 7, 2026"),
    ],
)
def test_the_day_is_that_of_the_zone_of_the_case(zone: str, day: str, as_of: str) -> None:
    text = opened(zone=zone).panel(at(7, 8).replace(minute=30))
    assert f"- As of {as_of}\n" in text
    assert f'"filed_on": "{day}"' in text
    assert f"- Times in {zone_in_words(zone)}\n" in text


@pytest.mark.parametrize(
    ("day", "left"),
    [(6, "7 days left"), (12, "1 day left"), (13, "today")],
)
def test_what_is_left_is_counted_at_each_look(day: int, left: str) -> None:
    text = assigned().panel(at(day, 18))
    assert text.startswith("# Waiting until Fri, Nov 13, 2026\n")
    assert f"- {left[:1].upper()}{left[1:]} as of " in text
    assert "- Waiting on: the plan\n" in text
    assert part(text, "Open deadlines")[0] == f"### Fri, Nov 13, 2026 — {left}"


def test_a_deadline_shows_how_its_day_came_about() -> None:
    complaint = assigned()
    code = complaint.seen(at(6, 18)).codes["cms_complaint.resolution.3"]
    assert part(complaint.panel(at(6, 18)), "Open deadlines") == [
        "### Fri, Nov 13, 2026 — 7 days left",
        "**The plan resolves a complaint made to CMS** (of the plan)",
        "- Complaint assigned Fri, Nov 6, 2026.",
        "- 7 calendar days: Fri, Nov 13, 2026.",
        "- The shortest of the times that apply counts \\(423.129\\(b\\)\\(5\\)\\).",
        "- 42 CFR 422.125, 423.129. Rule CTM.RESOLVE.",
        f"- Code to acknowledge it: {code}",
    ]
    assert len(code) == 4


def test_an_unverified_deadline_says_so_before_it_is_counted() -> None:
    desk = Desk.open(
        program="part_c", level="ire_reconsideration", stage="pending", filed_on="2026-11-02"
    )
    steps = desk.panel.splitlines()
    begins = steps.index("- Case file received Mon, Nov 2, 2026.")
    assert steps[begins - 1] == "- **Unverified: check the notice, or ask where there is none.**"


def test_a_deadline_that_ran_out_between_two_reports_is_over_at_the_next_look() -> None:
    complaint = assigned()
    assert "## Open deadlines" in complaint.panel(at(14, 4))
    text = complaint.panel(at(14, 5))
    assert "## Open deadlines" not in text
    assert text.startswith("# Waiting for the plan to resolve it\n")
    assert part(text, "Recorded so far")[0] == (
        "- Sat, Nov 14, 2026: Ran out on Fri, Nov 13, 2026: resolution by the plan."
    )


def test_a_day_set_by_hand_says_so_with_its_reason() -> None:
    seen = assigned().seen(at(6, 18))
    override = Override(due_on=date(2026, 11, 10), reason="The plan's letter_says so")
    moved = seen.deadlines[0].model_copy(
        update={"override": override, "due_on": override.due_on, "acknowledged": True}
    )
    lines = part(panel(with_deadlines(seen, moved)), "Open deadlines")
    assert lines[0] == "### Tue, Nov 10, 2026 — 4 days left"
    assert (
        "- **Set by hand to Tuesday, November 10, 2026**; the reckoning gave Fri, Nov 13, 2026. "
        "Reason: The plan's letter\\_says so" in lines
    )
    assert lines[-1] == "- Acknowledged: its reminders have stopped."


def test_an_end_at_an_hour_shows_the_hours_left() -> None:
    seen = assigned().seen(at(6, 18))
    first = seen.deadlines[0]
    hours = first.reckoning.model_copy(update={"to_the_hour": True, "due_at": at(7, 20)})
    soon = first.model_copy(update={"reckoning": hours, "expires_at": at(7, 20)})
    lines = part(panel(with_deadlines(seen, soon)), "Open deadlines")
    assert lines[0] == "### 3:00 p.m. Eastern Time on Sat, Nov 7, 2026 — 26 hours left"
    past = soon.model_copy(update={"expires_at": at(6, 17)})
    lines = part(panel(with_deadlines(seen, past)), "Open deadlines")
    assert lines[0].endswith("— past")


def test_a_case_that_has_ended_says_how_and_when() -> None:
    complaint = assigned()
    complaint.report("record_answer", at(9), on="2026-11-09", resolved=True)
    text = complaint.panel(at(20))
    assert text.startswith("# Ended: resolved\n\nMon, Nov 9, 2026\n\n## Steps\n")
    assert "## Report it" not in text


def test_reports_that_are_set_aside_are_shown_with_their_reason() -> None:
    complaint = opened()
    # Such as an earlier build accepted: nothing was made that could be answered.
    misfit = Report(2, "record_answer", {"on": "2026-11-06", "resolved": True}, at(6, 16))
    complaint.state = complaint.state.with_report(misfit)
    text = complaint.panel(at(6, 17))
    lines = part(text, "Reports set aside")
    assert lines[0] == (
        "- **Report 2, record\\_answer:** Nobody answers what was not made: record\\_filed comes "
        "first."
    )
    assert "set aside: record answer" in text


def test_a_turn_that_failed_is_said_under_the_headline() -> None:
    seen = replace(assigned().seen(at(6, 18)), turn_failed=at(6, 17))
    text = panel(seen)
    assert part(text, "This case could not be worked on")[0].startswith(
        "Since noon Eastern Time on Fri, Nov 6, 2026 every attempt has failed"
    )
    assert text.index("could not be worked on") < text.index("## Report it")
    assert "could not be worked on" not in panel(replace(seen, turn_failed=None))


def test_reminders_that_do_not_get_through_are_said_loudly() -> None:
    trouble = DeliveryTrouble(
        since=at(6, 17),
        about="cms_complaint.resolution.3",
        reminder="opened",
        note="The server refused (550)",
        roles=(Role.CASE_MANAGER,),
    )
    text = panel(replace(assigned().seen(at(6, 18)), trouble=trouble))
    assert part(text, "Reminders are not getting through") == [
        "Since noon Eastern Time on Fri, Nov 6, 2026: The server refused \\(550\\). Do "
        "not rely on mail for this "
        "case until this notice is gone."
    ]


def test_the_account_shows_the_latest_lines_and_counts_the_rest() -> None:
    complaint = assigned()
    for hour in range(13):
        complaint.report("record_contact", at(7, 8 + hour), on="2026-11-07")
    *lines, undo = part(complaint.panel(at(8)), "Recorded so far")
    assert undo == (
        "Something wrong? Undo it with the update **correct** or **take_back** and the number of "
        "the report; the intake is report 1."
    )
    last = complaint.state.log[-1].number
    said = "The plan was in touch Sat, Nov 7, 2026."
    assert lines[0] == f"- Sat, Nov 7, 2026, report {last}: {said}"
    assert len(lines) == 13
    assert lines[-1] == "- and 4 earlier, in the query `account`"


def test_a_correction_and_its_reason_are_one_line_with_their_number() -> None:
    complaint = assigned()
    change = {"report": 2, "content": {"filed_on": "2026-11-04"}, "reason": "Typed wrong"}
    complaint.report("correct", at(7), **change)
    first, *_ = part(complaint.panel(at(8)), "Recorded so far")
    assert first == (
        "- Sat, Nov 7, 2026, report 4: Report 2 \\(record filed\\) corrected: filed\\_on Wed, Nov "
        "4, 2026, was Thu, Nov 5, 2026. Reason: Typed wrong"
    )


def test_what_was_typed_is_no_markup() -> None:
    complaint = opened()
    complaint.report("record_filed", at(6, 16), filed_on="2026-11-05", tracking_number="a*b_$x$")
    assert "- Tracking number: a\\*b\\_&#36;x&#36;\n" in complaint.panel(at(6, 17))


def test_a_case_that_is_not_opened_says_so() -> None:
    assert unopened(None) == "# Not opened yet"
    assert "Since 3:00 p.m. UTC on Fri, Nov 6, 2026 every attempt has failed" in unopened(at(6))


def test_a_part_of_one_kind_has_a_lead_steps_and_lines() -> None:
    step = Milestone(key="visit", title="Visit", latest_on=date(2026, 12, 1))
    law = Said("common.law", {"law": "Send `record_visit` (now)."})
    assert panel_module._part(PanelPart(law, lead=law, steps=(step,), lines=(law,))) == (
        "## Send \\`record\\_visit\\` \\(now\\).\n\n**Send record\\_visit \\(now\\).**\n\n"
        "- Visit: to do, latest safe day **Tue, Dec 1, 2026**\n\n- Send **record_visit** \\(now\\)."
    )


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ({}, "- Visit: to do"),
        ({"needed": False}, ""),
        ({"done_on": "2026-11-09", "latest_on": "2026-11-10"}, "- Visit: done Mon, Nov 9, 2026"),
        (
            {"expected_on": "2026-11-09", "latest_on": "2026-11-10"},
            "- Visit: expected Mon, Nov 9, 2026, latest safe day **Tue, Nov 10, 2026**",
        ),
    ],
)
def test_a_step_says_how_it_stands(step: dict[str, object], line: str) -> None:
    milestone = Milestone.model_validate({"key": "visit", "title": "Visit", **step})
    assert steps_list([milestone]) == line


_PIECE = Evidence(
    id="AC-1.e1",
    kind=EvidenceKind.SECOND_OPINION,
    name="Report_2",
    given_by="Dr. Lee",
    location="the safe",
    received_on=date(2026, 11, 9),
    agreement=Agreement.AGREES,
    elements=tuple(Element),
)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {},
            "**Second opinion**, Report\\_2, Dr. Lee, received Mon, Nov 9, 2026, kept in the safe. "
            "5 of 5 elements, all there. Not filed.",
        ),
        (
            {"elements": tuple(Element)[:3], "filed_at": "ire_reconsideration"},
            "**Second opinion**, Report\\_2, Dr. Lee, received Mon, Nov 9, 2026, kept in the safe. "
            "3 of 5 elements; it does not say that it explains why the plan's alternative is worse "
            "for this patient; shows that it agrees with the treating physician. Filed "
            "with: IRE reconsideration.",
        ),
        (
            {"agreement": Agreement.DISAGREES, "location": None, "name": None},
            "**Second opinion**, Dr. Lee, received Mon, Nov 9, 2026. It disagrees with "
            "the treatment "
            "that was denied. Not filed, and not sent by itself: to send it after the filing, name "
            "AC-1.e1 in `submit_evidence`.",
        ),
        (
            {"kind": EvidenceKind.LETTER, "agreement": None, "elements": (), "location": None},
            "**Letter**, Report\\_2, Dr. Lee, received Mon, Nov 9, 2026. Not filed.",
        ),
    ],
)
def test_a_piece_of_evidence_says_what_it_lacks_and_where_it_is(
    changes: dict[str, object], line: str
) -> None:
    titles = {"ire_reconsideration": "IRE reconsideration"}
    assert evidence(_PIECE.model_copy(update=changes), titles) == line


def test_every_word_of_the_panel_is_used_and_every_word_used_is_there() -> None:
    table = tables.FOLDER / "panel.toml"
    there = set(tomllib.loads(table.read_text(encoding="utf-8")))
    folder = Path(panel_module.__file__).parents[1]
    sources = "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    named = set(re.findall(r"[\"'](?:panel\.)?([a-z_]+)[\"']", sources))
    asked = set(re.findall(r"(?:panel_say\(\s*[\"']|[\"']panel\.)([a-z_]+)[\"']", sources))
    assert asked <= there
    assert there <= named


def test_no_name_of_a_patient_or_address_is_in_the_panel() -> None:
    complaint: Complaint = assigned()
    text = complaint.panel(at(7))
    assert "Jane Roe" not in text
    assert "legalaid" not in text


def test_a_dollar_sign_begins_no_formula() -> None:
    assert plain("$5 and\n`$6`") == "&#36;5 and \\`&#36;6\\`"
