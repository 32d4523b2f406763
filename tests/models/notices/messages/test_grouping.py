"""Matters that fall together for one person make one message."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.cases.people import Role
from models.notices.acknowledgment import Acknowledgments
from models.notices.contacts.people import look_at_people
from models.notices.items import Item, clock_item
from models.notices.memory import Memory
from models.notices.messages.grouping import together
from models.notices.reminders.owed import Owed
from models.notices.seen import Seen
from tests.models.notices.told import OPENING, Told, clock

MANAGER, PATIENT = Role.CASE_MANAGER, Role.BENEFICIARY


def item(name: str, days: int = 0) -> Item:
    told = Told.open()
    memory = Memory()
    key = f"{name}.filing.1"
    memory.put_seen(key, Seen(since=OPENING, code="ACDE"))
    people = look_at_people(memory, told.case, OPENING)
    day = date(2027, 1, 4) + timedelta(days=days)
    return clock_item(memory, clock(key, day), people, Acknowledgments({}, by_rounds=False))


def owed(about: Item, *roles: Role, tries: int = 0) -> list[Owed]:
    return [Owed(about, "7d", role, OPENING, OPENING, tries) for role in roles]


def told_as(all_owed: list[Owed]) -> list[tuple[tuple[Role, ...], list[str]]]:
    return [
        (message.roles, [part.item.level for part in message.parts])
        for message in together(all_owed, Memory())
    ]


def test_each_person_gets_one_message_and_the_most_urgent_matter_leads() -> None:
    later, sooner = item("later", 3), item("sooner")
    assert told_as([*owed(later, MANAGER, PATIENT), *owed(sooner, MANAGER)]) == [
        ((MANAGER,), ["sooner", "later"]),
        ((PATIENT,), ["later"]),
    ]


def test_people_with_the_same_matters_are_written_to_together() -> None:
    two = [one for name in ("a", "b") for one in owed(item(name), MANAGER, PATIENT)]
    assert told_as(two) == [((MANAGER, PATIENT), ["a", "b"])]


def test_what_is_tried_again_goes_alone() -> None:
    two = [*owed(item("a"), MANAGER), *owed(item("b"), MANAGER, tries=2)]
    assert told_as(two) == [((MANAGER,), ["a"]), ((MANAGER,), ["b"])]


ITEMS = [item(name) for name in "abcdef"]


@given(st.lists(st.sets(st.sampled_from(list(Role)), min_size=1), max_size=6), st.randoms())
def test_everybody_hears_of_everything_once_in_whatever_order(
    recipients: list[set[Role]], chance: object
) -> None:
    all_owed = [
        one for about, roles in zip(ITEMS, recipients, strict=False) for one in owed(about, *roles)
    ]
    messages = together(all_owed, Memory())
    heard = [
        (part.item.key, role)
        for message in messages
        for part in message.parts
        for role in message.roles
    ]
    assert sorted(heard) == sorted((one.item.key, one.role) for one in all_owed)
    letters = [role for message in messages for role in message.roles]
    assert len(letters) == len(set(letters))
    mixed = list(all_owed)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    groups = {(message.roles, frozenset(p.item.key for p in message.parts)) for message in messages}
    assert groups == {
        (message.roles, frozenset(p.item.key for p in message.parts))
        for message in together(mixed, Memory())
    }
