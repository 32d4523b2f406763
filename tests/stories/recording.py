"""Records anew who is told what in the stories, where schedule or words are meant to change.

    python -m tests.stories.recording

What is recorded is what is told now: look through the differences first (`comparison.differences`),
and list what is no intended change as a bug. Where the cases stand is never recorded anew.
"""

from dataclasses import replace

from tests.stories.files import Story, names, read
from tests.stories.playing import play_story


def told_anew(story: Story) -> Story:
    """The same story, with what is told now."""
    return replace(story, told=play_story(story).told)


def main() -> None:
    """Record every story."""
    for name in names():
        told_anew(read(name)).write()


if __name__ == "__main__":
    main()
