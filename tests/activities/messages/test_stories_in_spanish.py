"""What the stories tell, said in Spanish. In one file, as playing them takes most of the time."""

from collections.abc import Iterator

from activities.messages.writing import Messages
from models.cases.deadline import ABOUT_DELIVERY, FollowUpKind, Purpose
from models.cases.language import Language
from models.cases.program import PROGRAM_TITLES
from models.inputs.appeal_intake import LEVELS
from models.notices.messages.order import MessageKind, Recipient, ReminderOrder
from tests.activities.messages.every_matter import (
    Told,
    every_matter,
    every_next_step,
    is_only_shown,
)
from tests.activities.messages.spanish import english_in, readers, unknown
from tests.activities.samples import make_order

MESSAGES = Messages("http://127.0.0.1:8233", "default")

NOT_IN_STORIES = {
    # Only another release sets anything aside.
    FollowUpKind.SET_ASIDE,
    # What the first edition, which the stories are from, could not be told; see `every_sentence`.
    FollowUpKind.APPOINTMENT,
    FollowUpKind.CONFIRM_DATES,
    FollowUpKind.DEATH,
    FollowUpKind.DRAFT,
    FollowUpKind.INCOMPLETE,
    FollowUpKind.REOPENING,
    FollowUpKind.VACATE,
}


def said_of(told: Told) -> Iterator[str]:
    """Every text of a matter that a message may show."""
    yield told.title
    yield told.action
    if told.deadline is not None:
        reckoning = told.deadline.reckoning
        yield from (told.deadline.level_title, told.deadline.where, reckoning.citation)
        yield from reckoning.steps


def order_of(told: Told, *readers: Recipient) -> ReminderOrder:
    """The order of a story; without what a person typed."""
    return make_order(
        *readers,
        case=told.case,
        kind=told.message,
        deadline=told.deadline,
        about="about",
        title=told.title,
        action=told.action,
        elements=told.elements,
        program_title=told.program,
        code="K7MP",
        service="",
        references={},
    )


def test_no_word_of_english_reaches_a_spanish_reader() -> None:
    found: dict[str, set[str]] = {}
    told = every_matter().told
    for one in told:
        order = order_of(one, *readers(Language.SPANISH))
        for reader in order.recipients[: 4 if one.elements else 2]:
            english = english_in(MESSAGES.write(order, reader))
            if english:
                found.setdefault(f"{one.message} {one.title}", set()).update(english)
    assert {one.message for one in told} == set(MessageKind) - {
        MessageKind.CLOSED,
        MessageKind.CORRECTION,
        MessageKind.NOT_OPENED,
        MessageKind.UNASSIGNED,
    }
    assert found == {}


def test_what_is_only_shown_is_in_no_message() -> None:
    met = every_matter().codes
    assert {code for code in met if is_only_shown(code)} == set()
    assert len(met) > 70


def test_the_stories_leave_out_no_program_level_purpose_or_kind() -> None:
    told = every_matter().told
    assert {one.program for one in told} == set(PROGRAM_TITLES.values())
    purposes = {one.what for one in told if one.deadline is not None}
    # The plan's call has no reminders.
    assert purposes == {purpose.value for purpose in set(Purpose) - {Purpose.CONTACT}}
    about_work = set(FollowUpKind) - ABOUT_DELIVERY - NOT_IN_STORIES
    assert about_work <= {one.what for one in told if one.deadline is None}
    for program, levels in LEVELS.items():
        met = {one.level for one in told if one.program == PROGRAM_TITLES[program]}
        assert set(levels[1:]) <= met, program


def test_whatever_the_stories_tell_is_known_in_spanish() -> None:
    told = every_matter().told
    assert len(told) > 100
    assert unknown(text for one in told for text in said_of(one)) == set()


def test_every_next_step_that_a_digest_shows_is_known_in_spanish() -> None:
    labels = every_next_step()
    assert len(labels) > 70
    assert unknown(labels) == set()
