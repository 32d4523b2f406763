"""The documents that go with a paper, numbered: the notice, the evidence, the appointment."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.cases.evidence import Evidence
from models.papers.paper import Exhibit, Sentence
from models.papers.request.facts import RequestFacts
from models.papers.sources import reported
from models.papers.wording import Fact, Wording

NOTICE = "notice"
"""Names the notice where evidence is named by its id."""

APPOINTMENT = "appointment"
"""Names the appointment of the representative in the same way."""


@dataclass(frozen=True)
class Exhibits:
    """The exhibits of a paper."""

    all: tuple[Exhibit, ...]
    listed: tuple[Sentence, ...]
    """Each as the list of exhibits has it."""

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of each: by the id of the evidence, `NOTICE` or `APPOINTMENT`."""
        return {one.evidence: one.number for one in self.all}

    @classmethod
    def of(cls, facts: RequestFacts, wording: Wording) -> "Exhibits":
        """The notice, what does not speak against the treatment, and the appointment in hand."""
        about = facts.about
        on = reported(about.on if about else None, about.report if about else None, "notice_date")
        first = wording.say("exhibits.notice", notice=on)
        sentences, found = [first], [Exhibit(1, first.text, NOTICE)]
        for number, one in enumerate(facts.supporting, start=2):
            sentence = _listed(one, wording)
            sentences.append(sentence)
            found.append(
                Exhibit(
                    number,
                    sentence.text,
                    one.id,
                    one.location or "",
                    one.received_on.isoformat(),
                    one.given_by or "",
                )
            )
        signed_on = facts.appointment.signed_on if facts.appointment is not None else None
        if facts.appellant == "representative" and signed_on is not None:
            last = wording.say("exhibits.appointment", signed_on=signed_on)
            sentences.append(last)
            found.append(Exhibit(len(found) + 1, last.text, APPOINTMENT))
        return cls(tuple(found), tuple(sentences))


def what_it_is(one: Evidence, wording: Wording) -> str:
    """A piece of evidence in words."""
    return _listed(one, wording).text


def _listed(one: Evidence, wording: Wording) -> Sentence:
    given = Fact(one.given_by, what="given_by", field="given_by")
    sentence = wording.say(f"exhibits.{one.kind.value}", given_by=given, received=one.received_on)
    if one.name is None:
        return sentence
    named = wording.text("exhibits.named", what=sentence.text, name=one.name)
    return Sentence(sentence.code, named, sentence.rests_on, sentence.gaps)
