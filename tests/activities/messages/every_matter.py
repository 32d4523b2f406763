"""Everything that people are written to about: as stories tell it, and as the words hold it.

Stories fill the words in as cases do. What no story here tells is filled in by hand, so that no
sentence that a message may hold is left out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from unittest.mock import patch

from models.cases.deadline import Deadline
from models.cases.evidence import Element
from models.cases.kinds import CaseKind
from models.cases.standing import Said
from models.notices import items
from models.notices.messages.order import Matter, MessageKind, ReminderOrder
from models.procedure.clocks import stated
from models.procedure.records_transfer.matters import _WORDS as RECIPIENTS
from models.rehearsal.simulation import SimulatedCase
from models.words.english import tables
from tests.activities.messages.every_element import ELEMENTS, FOLLOWS, LACKING
from tests.activities.messages.stories_told import STORIES
from tests.stories.files import STORIES as STORIES_FOLDER
from tests.stories.files import Json, moment, read
from tests.stories.playing import Stage

ONLY_SHOWN = {
    "account": "*",
    "common": (
        "closed cancelled withdrawn noted reason extension_noticed recalculated law taken_over "
        "acknowledged assigned contacts_updated covered covered_never"
    ),
    "panel": "*",
    "recovery": "*",
    "rehearsal": "*",
    "appeal": (
        "opened_filed opened_denied filed confirmation decided decided_corrected still_in_dispute "
        "expedited_pending expedited_granted expedited_denied file_arrived escalated "
        "no_decision_will_come effected effected_in_part why_late late_request_filed filed_late "
        "filed_while_it_counted safe_day_passed "
        "late_request_not_needed in_time_by_new_count good_cause_granted good_cause_denied "
        "receipt_proven recalculated evidence_received evidence_sent one_piece pieces ran_out "
        "may_be_escalated year_outrun closed headline_* about plan plan_breaks plan_fits* "
        "evidence_before_filing second_opinion_in_time next_* office_in_notice amount_needed "
        "amount_of_year amount_unpublished either amount_unknown amount_short amount_of_one_year "
        "amount_until records_awaited not_expedited not_decided_in_time first_time_passed "
        "how_much_remains vacated vacated_itself stands remanded counted_anew begins_again "
        "withdrawn withdrawn_too_late died reopening_asked reopening_in_time reopening_late "
        "reopening_unlimited hearing_set hearing_called_off "
        "request_complete* request_completed_in_part revised_decision"
        " appointment appointment_unrecorded appointment_unsigned appointment_valid "
        "appointment_past appointment_filed appointment_complete appointment_signed "
        "appointment_looked_at "
        "dates_* "
        "drafted tracked the_request the_evidence_sent delivered delivery_proof proof by_* part_*"
    ),
    "cms_complaint": (
        "opened made assigned contacted resolved unresolved ran_out headline_* about tracking "
        "next_* ready"
    ),
    "delivery": "not_through refused sms_again no_sms sent_again",
    "grievance": (
        "opened filed answered_* complaint_started filing_ran_out answer_ran_out headline_* about "
        "next_* within_24_hours qio in_writing"
    ),
    "records_transfer": (
        "opened sent received part_arrived all_arrived confirmed escalated ran_out headline_* "
        "about holder was_sent needed_by next_* presumed extends_nothing promises_nothing "
        "promises_too_much needed_sooner no_limit"
    ),
    "second_opinion": (
        "opened fits_no_more fits_again asked referral refused_on slowed silent passed no_appeal "
        "appeal_started grievance_started records_started chosen booked records_asked "
        "records_there visited report third_opened addendum concluded what_a_refusal_is "
        "expedited_grievance state_law outside headline_* about about_* terms_and_cost plan "
        "plan_note cancer cost_* next_*"
    ),
}
"""What the Temporal UI shows and no message holds: the account, notes, next steps and the panel.

Whoever adds words adds their Spanish to activities/messages/templates/es/phrases.toml, or, where no
message can hold them, their code here. Matters, the entries with a title, are always told.
"""

PARTS = {"second_opinion.by", "common.on_day", "common.at_hour"}
"""What stands only within another sentence, where it is looked at."""

LABEL = re.compile(r'"label": "([^"]*)"')
DAY = re.compile(r"[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}(?:, \d\d:\d\d \S+)?")

UNTIL = Said("second_opinion.grievance_until", {"day": date(2027, 1, 6)})

FACTS: dict[str, object] = {
    "adjudicator": "the Independent Review Entity (IRE)",
    "appeal": date(2027, 1, 6),
    "by": "by Wed, Jan 6, 2027",
    "citation": "42 CFR 422.568(b)(1)",
    "counted": ("Notice dated Mon, Nov 2, 2026.", "60 calendar days: Wed, Jan 6, 2027."),
    "day": date(2026, 11, 4),
    "days": 14,
    "due": Said("common.on_day", {"day": date(2027, 1, 6)}),
    "evidence": "The evidence is in hand: attach it.",
    "file": "File the request for Plan reconsideration with the plan, and record it with the "
    "update `file_appeal`.",
    "first": "case manager",
    "folder": "AC-2026-0042.draft.4",
    "following": "ALJ hearing",
    "grievance": UNTIL,
    "ground": "the beneficiary asks for more time",
    "happened": "The plan refused.",
    "means": Said("appeal.sent_by_portal"),
    "number": 4,
    "on": date(2026, 12, 14),
    "matter": Said("delivery.about_filing", {"level": "Plan reconsideration"}),
    "last": Said("common.at_hour", {"day": date(2027, 1, 6), "hour": "noon Eastern Time"}),
    "how": Said("appeal.prove_portal"),
    "law": "Good cause, asked for in writing. (42 CFR 422.582(c))",
    "level": "Plan reconsideration",
    "more_time": "",
    "named": "initial_determination",
    "names": "physician, backup",
    "states": "AZ, NJ",
    "office": "the office named in the notice",
    "place": "email address",
    "plan": "the plan",
    "rest": "physician, backup",
    "reviewer": "the Independent Review Entity (IRE)",
    "signed": date(2026, 6, 1),
    "step": "visit",
    "until": date(2027, 1, 6),
    "where": "the plan",
    "who": "the plan",
    "whom": "case manager",
    "written": date(2026, 11, 4),
}
"""What the places of the words are filled with here, by their names."""

OTHER_FACTS: dict[str, tuple[dict[str, object], ...]] = {
    "appeal.good_cause": (
        {},
        {"law": ""},
    ),
    "appeal.incomplete": tuple(
        {"lacks": [Said("appeal.lacks_waiver_of_liability"), *said]} for said in LACKING
    ),
    "appeal.appointment_lacks": tuple({"lacks": said} for said in LACKING),
    "appeal.lacks_element": ELEMENTS,
    "appeal.lacks_element_unsure": ELEMENTS,
    "appeal.follows": FOLLOWS,
    "appeal.death_by_rule": tuple(
        {"law": stated(rule, date(2026, 11, 4))}
        for rule in ("D.DEATH.PLAN", "D.DEATH.IRE", "D.DEATH.ALJ", "D.DEATH.COUNCIL")
    ),
    "appeal.counted_until": (
        {"ground": Said("ground.cms_page", {"citation": "42 CFR 422.590(i)"})},
    ),
    "appeal.plan_broken": ({}, {"more_time": Said("appeal.more_time", FACTS)}),
    "appeal.supplement": ({}, {"more_time": Said("appeal.more_time", FACTS)}),
    "records_transfer.ask_recipient": tuple({"whom": whom} for whom in RECIPIENTS.values()),
    "records_transfer.late": ({"citation": " (45 CFR 164.524(b)(2))"}, {"citation": ""}),
    "second_opinion.plan_broken": ({}, {"by": ""}),
    "second_opinion.it_was_silent": ({"where": ""},),
    "second_opinion.refused": tuple(
        {"happened": Said("second_opinion.it_was_silent", {"where": where}), "grievance": complain}
        for where in (" (42 CFR 422.568(f), 422.572(f))", "")
        for complain in (UNTIL, Said("second_opinion.grievance_at_any_time"))
    ),
}
"""Where a code is filled in otherwise, or in several ways."""


@dataclass(frozen=True)
class Told:
    """One thing that people were written to about, in a message of a story."""

    case: CaseKind
    program: str
    """The program's title."""

    message: MessageKind
    about: str
    title: str
    action: str
    deadline: Deadline | None
    elements: tuple[Element, ...]

    @property
    def level(self) -> str:
        """The level or the kind of work that it is at: the first part of its key."""
        return self.about.partition(".")[0]

    @property
    def what(self) -> str:
        """The purpose of a clock, or the kind of a matter: the second part of its key."""
        return self.about.split(".")[1]


@dataclass
class Telling:
    """What the stories told, each once whatever its days."""

    told: list[Told] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    """Of all words that a message held, those within others too."""

    next_steps: set[str] = field(default_factory=set)
    """Labels, such as 'file council'."""


@cache
def every_matter() -> Telling:
    """Play the stories, and write down what people were written to about."""
    telling = Telling()
    with (
        patch.object(items, "say", _noted(tables.say, telling.codes)),
        patch.object(items, "title", _noted(tables.title, telling.codes)),
    ):
        orders = [order for name in STORIES for order in _played(name, telling.next_steps)]
    seen = set()
    for order in orders:
        for told in _told_in(order):
            words = _without_days(told)
            if words not in seen:
                seen.add(words)
                telling.told.append(told)
    return telling


def every_next_step() -> set[str]:
    """The labels of the next steps that lists and digests show, as all stories have them."""
    stands = (file.read_text(encoding="utf-8") for file in STORIES_FOLDER.glob("*/stands.json"))
    recorded = {label for text in stands for label in LABEL.findall(text)}
    return recorded | every_matter().next_steps


def every_sentence() -> Iterator[tuple[str, str]]:
    """Each code whose words a message may hold, with its texts filled in."""
    for code in sorted(tables.codes() - PARTS):
        has_title = not isinstance(tables._entries()[code], str)
        if not has_title and is_only_shown(code):
            continue
        for facts in OTHER_FACTS.get(code, ({},)):
            said = Said(code, FACTS | facts)
            yield code, tables.say(said)
            if has_title:
                yield code, tables.title(said)


def is_only_shown(code: str) -> bool:
    """Whether no message holds the words of a code."""
    table, _, name = code.partition(".")
    return any(fnmatchcase(name, pattern) for pattern in ONLY_SHOWN.get(table, "").split())


class _Watched(Stage):
    """A stage that writes down the next steps that it comes by."""

    next_steps: set[str]

    def carry_out(self, member: SimulatedCase, ask: Json, answer: Json) -> None:
        self.next_steps.add(answer["attributes"]["NextAction"])
        super().carry_out(member, ask, answer)


def _played(name: str, next_steps: set[str]) -> Iterator[ReminderOrder]:
    """The messages of a story."""
    story = read(name)
    opening = story.intake
    stage = _Watched(moment(opening["at"]))
    stage.next_steps = next_steps
    assert stage.begin(opening["type"], opening["id"], opening["intake"], None) is None, name
    for step in story.reports:
        stage.forward(moment(step["at"]))
        stage.rest()
        if "report" in step:
            stage.report(step["to"], step["report"], step["content"])
        elif "terminate" in step:
            stage.terminate(step["terminate"])
    for _, _, order in stage.sent:
        yield order


def _told_in(order: ReminderOrder) -> Iterator[Told]:
    if order.kind in {MessageKind.CLOSED, MessageKind.UNASSIGNED}:
        return
    matters: list[ReminderOrder | Matter] = [order, *order.also]
    for place, one in enumerate(matters):
        yield Told(
            case=order.case,
            program=order.program_title,
            message=one.kind,
            about=one.about,
            title=one.title,
            action=one.action,
            deadline=one.deadline,
            elements=order.elements if place == 0 else (),
        )


def _noted(say: Callable[[Said], str], met: set[str]) -> Callable[[Said], str]:
    def noted(said: Said) -> str:
        met.update(_codes_of(said))
        return say(said)

    return noted


def _codes_of(value: object) -> Iterator[str]:
    if isinstance(value, Said):
        yield value.code
        for fact in value.facts.values():
            yield from _codes_of(fact)


def _without_days(told: Told) -> tuple[object, ...]:
    deadline = told.deadline
    texts = [told.title, told.action]
    if deadline is not None:
        texts += [deadline.level_title, deadline.where, *deadline.reckoning.steps]
    return (told.case, told.program, *(DAY.sub("", text) for text in texts))
