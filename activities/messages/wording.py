"""Days, hours, counts and sentences in the words of a language, and nothing of its own.

The words are in its `words.toml`; what cases hold in English is said by its `phrases.toml`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as HourOfDay  # noqa: N812 (Words has a method `time`)
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import rtoml

from activities.messages.phrasebook import Phrasebook
from models.cases.deadline import Deadline
from models.cases.evidence import Element
from models.cases.kinds import CaseKind
from models.local_time import Written, american_zone, local_day, local_time

TEMPLATES = Path(__file__).parent / "templates"
"""Where each language has its folder."""

LANGUAGES = tuple(sorted(file.parent.name for file in TEMPLATES.glob("*/words.toml")))
"""The languages that have their words, by the names of their folders."""

HOURS_ARE_COUNTED_BELOW = 72
"""A limit to the hour with less than this left is counted in hours, else in days."""


class Unit(StrEnum):
    """What the time left is counted in."""

    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True)
class Left:
    """How long is left: a whole number, negative once the day has passed."""

    number: int
    unit: Unit

    @property
    def passed(self) -> bool:
        """Whether the limit has run out."""
        return self.number < 0

    @property
    def urgent(self) -> bool:
        """Whether it is a matter of a day or less."""
        return self.unit is Unit.HOURS or self.number <= 1

    @property
    def near(self) -> bool:
        """Whether it is a matter of a week or less."""
        return self.urgent or self.number <= 7  # noqa: PLR2004


def today_of(deadline: Deadline, now: datetime) -> date:
    """The day it is where a deadline runs."""
    return local_day(now, deadline.reckoning.zone)


def time_left(deadline: Deadline, now: datetime) -> Left:
    """How long is left at an instant: in days of the deadline's zone, or in hours near the end."""
    seconds = (deadline.expires_at - now).total_seconds()
    if deadline.to_the_hour:
        hours = int(seconds // 3600)
        if hours < HOURS_ARE_COUNTED_BELOW:
            return Left(hours, Unit.HOURS)
    return Left((deadline.due_on - today_of(deadline, now)).days, Unit.DAYS)


class Words:
    """The words of one language."""

    def __init__(self, words: dict[str, Any], phrases: dict[str, Any] | None = None) -> None:
        """Use the content of a `words.toml`, and of a `phrases.toml` unless it is English."""
        self._words = words
        phrases = phrases or {}
        self.phrasebook = Phrasebook(
            {
                english: said
                for part in phrases.get("phrases", {}).values()
                for english, said in part.items()
            },
            day=self._written,
            endings=phrases.get("endings", {}),
        )

    def say(self, text: str) -> str:
        """What a case holds in English, in this language; what a person typed stays."""
        return self.phrasebook.say(text)

    def _written(self, written: Written) -> str:
        day = self.short_day(written.day) if written.short else self.day(written.day)
        if written.time is None:
            return day
        zone = self._words["zones"]["names"].get(written.zone) or self._other_zone(written.zone)
        return self._moment(self._hour(written.time), zone, day)

    def day(self, day: date) -> str:
        """A day in full: its weekday, day, month and year."""
        return self._day(day, "weekdays", "months", "day")

    def short_day(self, day: date) -> str:
        """A day for subjects and SMS: the same in short."""
        return self._day(day, "weekdays_short", "months_short", "short_day")

    def time(self, moment: datetime, zone: str) -> str:
        """The local time of an instant with the name of its zone."""
        return self._in_zone(self._hour(local_time(moment, zone).time()), self.zone(zone))

    def moment(self, at: datetime, zone: str, *, short: bool) -> str:
        """An instant as its local time and day."""
        local = local_time(at, zone)
        day = self.short_day(local.date()) if short else self.day(local.date())
        return self._moment(self._hour(local.time()), self.zone(zone), day)

    def zone(self, zone: str) -> str:
        """The name by which people know a time zone."""
        name = zone if zone == "UTC" else american_zone(zone)
        named: str | None = self._words["zones"]["names"].get(name)
        return named or self._other_zone(zone.rpartition("/")[2].replace("_", " "))

    def _other_zone(self, name: str) -> str:
        other: str = self._words["zones"]["other"].format(zone=name)
        return other

    def _hour(self, at: HourOfDay) -> str:
        clock = self._words["clock"]
        if (at.hour, at.minute) == (12, 0):
            return str(clock["noon"])
        half = clock["pm" if at.hour >= 12 else "am"]  # noqa: PLR2004
        return str(clock["time"].format(hour=at.hour % 12 or 12, minute=at.minute, half=half))

    def _in_zone(self, hour: str, zone: str) -> str:
        text: str = self._words["clock"]["in_zone"].format(time=hour, zone=zone)
        return text

    def _moment(self, hour: str, zone: str, day: str) -> str:
        text: str = self._words["clock"]["moment"].format(time=self._in_zone(hour, zone), day=day)
        return text

    def by(self, deadline: Deadline, zone: str, *, short: bool) -> str:
        """The last day of a limit, with the hour in the reader's zone where it ends at one."""
        return self._end(deadline, deadline.due_on, deadline.expires_at, zone, short=short)

    def until(self, deadline: Deadline, zone: str, *, short: bool) -> str:
        """The last day on which a filing still counts, written alike."""
        last, at = deadline.last_arguable, deadline.last_arguable_at
        return self._end(deadline, last, at, zone, short=short)

    def ground(self, deadline: Deadline) -> str:
        """Why it still counts until then, as it goes on after 'because'; else nothing."""
        ground = deadline.ground
        if ground is None:
            return ""
        day = self.day(ground.day) if ground.day is not None else ""
        words: str = self._words["grounds"][ground.code]
        return words.format(citation=self.say(ground.citation), day=day)

    def _end(self, deadline: Deadline, day: date, at: datetime, zone: str, *, short: bool) -> str:
        if deadline.to_the_hour:
            return self.moment(at, zone, short=short)
        return self.short_day(day) if short else self.day(day)

    def to_the_hour(self, deadline: Deadline) -> bool:
        """Whether a limit ends at an instant of its day."""
        return deadline.to_the_hour

    def left(self, left: Left) -> str:
        """How long is left, in words: '7 days left', 'today is the last day'."""
        forms = self._words["left"][left.unit.value]
        if left.number in {0, -1} and left.unit is Unit.HOURS:
            return str(forms["last" if left.number == 0 else "passed_just_now"])
        if left.number == 0:
            return str(forms["last"])
        number = abs(left.number)
        form = ("passed_" if left.passed else "") + ("one" if number == 1 else "other")
        return str(forms[form].format(number=number))

    def matter(self, deadline: Deadline, otherwise: str) -> str:
        """What is to happen before a limit, as it goes on after 'Appeal AC-1: '."""
        return self.matter_of(deadline.purpose.value, deadline.level, otherwise)

    def matter_of(self, purpose: str, level: str, otherwise: str) -> str:
        """The same by the names of purpose and level, as the read model keeps them."""
        matters = self._words["matters"].get(purpose, otherwise)
        matter: str = matters if isinstance(matters, str) else matters.get(level, otherwise)
        return matter

    def left_parts(self, left: Left) -> tuple[str, str, str]:
        """The same in three: what stands before the number, the number, what stands after."""
        text = self.left(left)
        number = str(abs(left.number))
        before, found, after = text.partition(number)
        return (before.strip(), number, after.strip()) if found else (text, "", "")

    def role(self, role: str) -> str:
        """Who somebody is to the case."""
        word: str = self._words["roles"][role]
        return word

    def case(self, kind: CaseKind, case_id: str) -> str:
        """What a message belongs to: 'Appeal AC-1'."""
        heading: str = self._words["cases"][kind.value].format(case=case_id)
        return heading

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings that have their words."""
        return tuple(self._words["endings"])

    def ending(self, ending: str) -> str:
        """How work ended, as it goes on after 'It ended: '; nothing while it goes on."""
        word: str = self._words["endings"].get(ending, "") if ending else ""
        return word

    def element(self, element: Element) -> str:
        """What a report should say, as it goes on after 'Please add'."""
        word: str = self._words["elements"][element.value]
        return word

    def program(self, title: str) -> str:
        """The name of a program, or its English title where the language has none of its own."""
        word: str = self._words.get("programs", {}).get(title, title)
        return word

    @property
    def digest(self) -> dict[str, Any]:
        """The phrases of the digest, by name."""
        phrases: dict[str, Any] = self._words["digest"]
        return phrases

    @property
    def mail(self) -> dict[str, str]:
        """The phrases of a mail's frame, by name."""
        phrases: dict[str, str] = self._words["mail"]
        return phrases

    def _day(self, day: date, weekdays: str, months: str, form: str) -> str:
        calendar = self._words["calendar"]
        text: str = calendar[form].format(
            weekday=calendar[weekdays][day.weekday()],
            day=day.day,
            month=calendar[months][day.month - 1],
            year=day.year,
        )
        return text


@cache
def words_of(language: str, folder: Path = TEMPLATES) -> Words:
    """The words of a language, such as `es`, read once."""
    words = rtoml.loads((folder / language / "words.toml").read_text(encoding="utf-8"))
    file = folder / language / "phrases.toml"
    phrases = rtoml.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
    return Words(words, phrases)
