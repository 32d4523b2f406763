"""A story played to its end, with the family of cases as they then are."""

from tests.stories.files import moment, read
from tests.stories.playing import Stage


def family_of(name: str) -> Stage:
    """The family of a recorded story, after its last step."""
    story = read(name)
    opening = story.intake
    stage = Stage(moment(opening["at"]))
    stage.begin(opening["type"], opening["id"], opening["intake"], None)
    for step in story.reports:
        stage.forward(moment(step["at"]))
        stage.rest()
        if "report" in step:
            stage.report(step["to"], step["report"], step["content"])
        elif "terminate" in step:
            stage.terminate(step["terminate"])
    return stage
