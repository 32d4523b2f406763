"""Plays a story on the core as it is: pure turns, a clock that is moved, and nothing else.

Every message is accepted at once, as on the stage on which the stories were recorded.
"""

from datetime import datetime
from typing import Any

from models.cases.case_state import CaseState
from models.cases.log.entries import Report
from models.inputs.validation import Refusal
from models.procedure.acceptance.accept import accept
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of
from models.rehearsal.simulation import Simulation, kind_of
from tests.stories.files import Json, Story, instant, moment
from tests.stories.stands import stand_from, stand_of
from tests.stories.told import message


class Stage(Simulation):
    """The product's simulation, with answers as stories have them and cases that are lost."""

    def report(self, id_: str, kind: str, content: dict[str, Any]) -> Json:
        """Send a report; the acknowledgment, or the refusal."""
        try:
            return self.send(id_, kind, content)
        except Refusal as refusal:
            return {"refused": refusal.message}

    def terminate(self, id_: str) -> None:
        member = self.members[id_]
        member.gone = True
        if member.parent in self.members:
            self.members[member.parent].news.append({"lost": id_, "how": "terminated"})
        self.rest()


def play_story(story: Story) -> Story:
    """The same story, played now."""
    opening = story.intake
    stage = Stage(moment(opening["at"]))
    refused = stage.begin(opening["type"], opening["id"], opening["intake"], None)
    answer: Json | None = {"refused": refused["message"]} if refused else None
    shown: dict[str, Json] = {}
    stands = [_entry(stage, answer, shown)]
    for step in story.reports:
        stage.forward(moment(step["at"]))
        stage.rest()
        answer = None
        if "report" in step:
            answer = _answer(stage.report(step["to"], step["report"], step["content"]))
        elif "terminate" in step:
            stage.terminate(step["terminate"])
        stands.append(_entry(stage, answer, shown))
    told = [message(*one) for one in stage.sent]
    return Story(story.name, opening, story.reports, stands, told)


def stands_alone(story: Story) -> Story:
    """The stands of a story of one case alone, without notices: no `acknowledged`, nothing told.

    Its differences from the recorded story in `acknowledged`, `children`, `recorded`, `changes` and
    `remarks` of answers mean nothing.
    """
    opening = story.intake
    entry = Report(1, "intake", opening["intake"], moment(opening["at"]))
    state = CaseState(opening["id"], kind_of(opening["type"]), (entry,))
    shown: Json = {}

    def entry_at(now: datetime, answer: Json | None) -> Json:
        nonlocal shown
        case = case_of(state, now)
        stand = stand_from(state, case, play(PROCEDURES[state.kind], case), set())
        changed = {} if stand == shown else {state.id: stand}
        shown = stand
        return {"at": instant(now), "answer": answer, "members": changed}

    stands = [entry_at(moment(opening["at"]), None)]
    for step in story.reports:
        now, answer = moment(step["at"]), None
        if "report" in step:
            try:
                state = accept(state, step["report"], step["content"], now).state
                answer = {"recorded": "", "changes": [], "remarks": []}
            except Refusal as refusal:
                answer = {"refused": refusal.message}
        stands.append(entry_at(now, answer))
    return Story(story.name, opening, story.reports, stands, [])


def _answer(acknowledgment: Json) -> Json:
    if "refused" in acknowledgment:
        return acknowledgment
    changes = [
        {name: change[name] for name in ("title", "before", "after")}
        for change in acknowledgment["changes"]
    ]
    return {
        "recorded": acknowledgment["recorded"],
        "changes": changes,
        "remarks": list(acknowledgment["remarks"]),
    }


def _entry(stage: Stage, answer: Json | None, shown: dict[str, Json]) -> Json:
    """Where those stand whose stand has changed since the entry before."""
    changed = {}
    for member in stage.members.values():
        if member.gone:
            continue
        stand = stand_of(member.state, stage.now)
        if shown.get(member.id) != stand:
            changed[member.id] = shown[member.id] = stand
    return {"at": instant(stage.now), "answer": answer, "members": changed}
