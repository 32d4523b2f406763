"""What each kind of case has of its own in panel, overview and result."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.cases.case_state import CaseState
from models.cases.children import Child
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.cases.program import Ending, Outcome, Phase
from models.cases.standing import Standing
from models.presentation.account.lines import account
from models.presentation.account.result import story
from models.presentation.acknowledgment import acknowledgment
from models.presentation.attributes import attributes
from models.presentation.overview import overview
from models.presentation.panel.page import panel
from models.presentation.shapes import AppealOverview, AppealStory, Overview, Story
from models.presentation.shown import shown
from models.presentation.snapshot import snapshot
from models.procedure.acceptance.accept import accept
from models.procedure.standing_of import standing_of
from tests.models.presentation.complaints import OPENED, at, part
from workflows.search_attributes import LOOKED_AT_BY, SEARCH_ATTRIBUTES

SMALLEST: dict[str, Any] = {
    "program": "part_c",
    "service": "Total knee replacement",
    "case_manager": {"email": "manager@legalaid.example"},
}

INTAKES: dict[CaseKind, dict[str, Any]] = {
    CaseKind.APPEAL: {"notice_date": "2026-11-02"},
    CaseKind.SECOND_OPINION: {"needed_by": "2027-02-10"},
    CaseKind.RECORDS_TRANSFER: {"sent_on": "2026-11-05"},
    CaseKind.GRIEVANCE: {"about": "refused_to_expedite", "event_on": "2026-11-05"},
    CaseKind.CMS_COMPLAINT: {"filed_on": "2026-11-05"},
}


def opened(kind: CaseKind, /, **intake: Any) -> CaseState:
    content = {**SMALLEST, **INTAKES[kind], **intake}
    return CaseState("AC-1", kind, (Report(1, "intake", content, OPENED),))


def after(state: CaseState, kind: str, moment: datetime, /, **content: Any) -> CaseState:
    return accept(state, kind, content, moment).state


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_is_shown_as_it_is_opened(kind: CaseKind) -> None:
    seen = shown(opened(kind), OPENED)
    text = panel(seen)
    assert text.startswith("# ")
    assert "## Recorded so far\n\n- Fri, Nov 6, 2026: " in text
    example = overview(seen).next_action
    assert example.update is not None
    assert f"*More Actions*, *Send an Update*: **{example.update}** with" in text
    assert snapshot(seen, sequence=1).stage == attributes(seen)["CaseStage"]
    assert type(overview(seen)) is (AppealOverview if kind is CaseKind.APPEAL else Overview)


@pytest.mark.parametrize("kind", [one for one in CaseKind if one is not CaseKind.APPEAL])
def test_every_kind_beside_an_appeal_tells_how_it_was_closed(kind: CaseKind) -> None:
    state = after(opened(kind), "close", at(9), reason="Settled otherwise")
    seen = shown(state, at(10))
    assert panel(seen).startswith("# Ended: closed\n\nMon, Nov 9, 2026\n")
    told = Story.model_validate(story(seen))
    assert (told.ending, told.ended_on) == ("closed", date(2026, 11, 9))
    assert told.records[-1].what == "Closed. Settled otherwise"
    assert attributes(seen)["NextDeadline"] is None
    assert attributes(seen)["Urgency"] == "closed"


def test_a_grievance_with_hours_counts_them() -> None:
    state = opened(CaseKind.GRIEVANCE)
    state = after(state, "record_filed", OPENED, filed_on="2026-11-06", filed_at="09:30")
    text = panel(shown(state, OPENED))
    assert text.startswith("# Waiting until 9:30 a.m. Eastern Time on Sat, Nov 7, 2026\n")
    assert "- 23 hours left as of 10:00 a.m. Eastern Time on Fri, Nov 6, 2026\n" in text
    # An hour that has begun is none that is left.
    assert "- 22 hours left as of " in panel(shown(state, OPENED.replace(minute=31)))


def test_hours_stand_in_the_time_of_the_season() -> None:
    """The night in which clocks go back has an hour twice: the instant decides."""
    state = opened(CaseKind.GRIEVANCE, event_on="2026-10-30")
    moment = datetime(2026, 10, 31, 13, tzinfo=UTC)
    first = Report(1, "intake", state.log[0].content, moment)
    state = CaseState("AC-1", CaseKind.GRIEVANCE, (first,))
    state = after(state, "record_filed", moment, filed_on="2026-10-31", filed_at="08:30")
    lines = part(panel(shown(state, moment)), "Open deadlines")
    # 24 hours after 08:30 in daylight time; half an hour has gone by.
    assert lines[0] == "### 7:30 a.m. Eastern Time on Sun, Nov 1, 2026 — 23 hours left"


def test_a_second_opinion_has_its_terms_and_its_plan() -> None:
    text = panel(shown(opened(CaseKind.SECOND_OPINION), OPENED))
    assert text.startswith("# Best done by Tue, Dec 29, 2026\n")
    assert text.index("## Steps") < text.index("## Terms and cost") < text.index("## Plan\n")
    assert part(text, "Plan")[0] == "- The report is needed by Wed, Feb 10, 2027."
    assert "- A day planned for this case; the law sets no limit here." in text


def test_an_appeal_offers_a_second_opinion_while_there_is_time() -> None:
    text = panel(shown(opened(CaseKind.APPEAL), OPENED))
    assert text.startswith("# File by ")
    [line] = part(text, "Evidence before filing")
    assert line.endswith(": send the update **start_second_opinion**.")
    assert part(text, "Open deadlines")[1].endswith("** (yours)")


def test_what_a_decision_may_be_stands_beside_its_example() -> None:
    state = after(opened(CaseKind.APPEAL), "file_appeal", at(10), filed_on="2026-11-10")
    text = panel(shown(state, at(11)))
    assert '"outcome": "unfavorable"' in text
    assert "The outcome is one of **favorable**, **partially\\_favorable**, " in text


def test_the_overview_of_an_appeal_says_which_level_it_is_at() -> None:
    answer = overview(shown(opened(CaseKind.APPEAL), OPENED))
    assert isinstance(answer, AppealOverview)
    assert answer.phase is Phase.FILING
    assert answer.level == answer.stage.partition(".")[0]
    assert answer.plan is not None
    assert answer.plan_fits is None


def test_an_appeal_that_is_won_tells_each_level() -> None:
    state = opened(CaseKind.APPEAL)
    state = after(state, "file_appeal", at(10), filed_on="2026-11-10")
    state = after(state, "record_decision", at(20), notice_date="2026-11-20", outcome="favorable")
    state = after(state, "record_effectuation", at(24), on="2026-11-24")
    told = AppealStory.model_validate(story(shown(state, at(25))))
    assert told.ending is Ending.WON
    [level] = told.levels
    assert (level.filed_on, level.decided_on) == (date(2026, 11, 10), date(2026, 11, 20))
    assert level.outcome is Outcome.FAVORABLE
    assert (told.deadlines_met, told.deadlines_missed) == (1, 0)


def test_an_acknowledged_deadline_is_silent_and_says_so() -> None:
    state = opened(CaseKind.APPEAL)
    key = shown(state, OPENED).deadlines[0].id
    accepted = accept(state, "acknowledge", {"by": "Lee"}, at(9), names=lambda *_: key)
    seen = shown(accepted.state, at(9))
    assert acknowledgment(seen, accepted=accepted)["recorded"] == f"Acknowledged: {key}."
    assert "- Acknowledged: its reminders have stopped." in panel(seen)
    assert overview(seen).open_deadlines[0].acknowledged


def test_an_answer_says_where_what_was_refused_is_sent_again() -> None:
    state = opened(CaseKind.APPEAL)
    contacts = {"physician": {"email": "dr@clinic.example"}}
    accepted = accept(state, "update_contacts", contacts, at(9))
    seen = shown(accepted.state, at(9))
    answer = acknowledgment(seen, accepted=accepted, sent_again=True)
    assert (
        answer["recorded"] == "Contacts updated: physician. What they missed is sent to them now."
    )
    answer = acknowledgment(seen, accepted=accepted)
    assert answer["recorded"] == "Contacts updated: physician."


def test_what_an_intake_brought_may_be_said_again() -> None:
    state = opened(CaseKind.CMS_COMPLAINT, assigned_on="2026-11-06", category="urgent")
    accepted = accept(state, "record_assigned", {"assigned_on": "2026-11-05"}, at(9))
    seen = shown(accepted.state, at(9))
    answer = acknowledgment(seen, accepted=accepted)
    assert answer["recorded"] == "Assigned to the plan Thu, Nov 5, 2026: urgent."


def test_a_decision_that_replaces_another_says_what_it_corrects() -> None:
    state = opened(CaseKind.APPEAL)
    state = after(state, "file_appeal", at(10), filed_on="2026-11-10")
    state = after(state, "record_decision", at(20), notice_date="2026-11-20", outcome="unfavorable")
    content = {"notice_date": "2026-11-19", "outcome": "favorable", "level": "plan_reconsideration"}
    accepted = accept(state, "record_decision", content, at(21))
    answer = acknowledgment(shown(accepted.state, at(21)), accepted=accepted)
    assert answer["recorded"] == (
        "Corrected: Plan reconsideration decided Thu, Nov 19, 2026: favorable, not Fri, "
        "Nov 20, 2026: "
        "unfavorable."
    )


def test_each_correction_has_a_line_of_what_it_changed() -> None:
    state = opened(CaseKind.APPEAL)
    state = after(state, "file_appeal", at(10), filed_on="2026-11-10")
    for day, outcome in (("20", "unfavorable"), ("19", "favorable"), ("18", "favorable")):
        content = {"notice_date": f"2026-11-{day}", "outcome": outcome}
        state = after(state, "record_decision", at(21), level="plan_reconsideration", **content)
    decided = "Plan reconsideration decided"
    assert [(line.report, line.what) for line in account(shown(state, at(21)))][2:] == [
        (3, f"{decided} Wed, Nov 18, 2026: favorable."),
        (
            4,
            f"Corrected: {decided} Thu, Nov 19, 2026: favorable, not Fri, Nov 20, 2026: "
            "unfavorable.",
        ),
        (
            5,
            f"Corrected: {decided} Wed, Nov 18, 2026: favorable, not Thu, Nov 19, 2026: favorable.",
        ),
    ]


def test_of_very_many_corrections_the_latest_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each comparison plays the case twice: of two hundred the panel took six seconds."""
    state = opened(CaseKind.APPEAL)
    state = after(state, "file_appeal", at(10), filed_on="2026-11-10")
    for number in range(20):
        content = {"notice_date": f"2026-11-{19 + number % 2}", "outcome": "unfavorable"}
        state = after(state, "record_decision", at(21), level="plan_reconsideration", **content)
    seen, plays = shown(state, at(21)), list[datetime]()

    def counted(state: CaseState, now: datetime) -> Standing:
        plays.append(now)
        return standing_of(state, now)

    monkeypatch.setattr("models.presentation.account.lines.standing_of", counted)
    lines = [line for line in account(seen) if line.report]
    assert len(lines) == 21
    assert [line.what.startswith("Corrected: ") for line in lines[2:]] == 7 * [False] + 12 * [True]
    assert len(plays) == 24


def test_a_case_that_was_started_by_a_report_is_named_in_its_answer() -> None:
    accepted = accept(opened(CaseKind.APPEAL), "start_second_opinion", {}, at(9))
    child = Child(
        id="AC-1.second-opinion",
        kind=CaseKind.SECOND_OPINION,
        report=accepted.report.number,
        place=0,
        serves="",
        started_at=at(9),
        stage="started",
        ending=None,
        ended_at=None,
        lost=False,
        milestones=(),
        evidence=(),
        heard_at=None,
    )
    seen = shown(replace(accepted.state, children=(child,)), at(9))
    answer = acknowledgment(seen, accepted=accepted)
    assert answer["recorded"] == "Second opinion started: AC-1.second-opinion."
    assert [line.what for line in account(seen)].count(answer["recorded"]) == 1
    assert "- Second opinion, started Mon, Nov 9, 2026: started (workflow " in panel(seen)


def test_a_day_of_theirs_that_is_set_by_hand_is_named() -> None:
    state = opened(CaseKind.APPEAL)
    state = after(state, "file_appeal", at(10), filed_on="2026-11-10")
    override = {"due_on": "2026-12-24", "reason": "The plan's letter says so"}
    content = {"override": override, "reason": "Their letter"}
    accepted = accept(state, "recalculate", content, at(11))
    seen = shown(accepted.state, at(11))
    answer = acknowledgment(seen, accepted=accepted)
    [clock] = seen.standing.open_clocks
    assert answer["recorded"] == f"Set by hand: {clock.key}, to Thu, Dec 24, 2026."
    assert part(panel(seen), "Open deadlines")[0].startswith("### Thu, Dec 24, 2026 — 43 days left")


@pytest.mark.parametrize("kind", CaseKind)
def test_each_registered_search_attribute_has_a_value(kind: CaseKind) -> None:
    said = attributes(shown(opened(kind), OPENED))
    assert {*said, LOOKED_AT_BY.name} == {key.name for key in SEARCH_ATTRIBUTES}
