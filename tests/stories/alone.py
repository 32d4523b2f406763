"""Prints where stories of one case differ in their stands: `python -m tests.stories.alone PREFIX`.

What only notices know (`acknowledged`) and the words of answers are left out.
"""

import sys

from tests.stories.comparison import differences
from tests.stories.files import names, read
from tests.stories.playing import stands_alone

_NOT_COMPARED = ("/acknowledged", "/answer/recorded", "/answer/changes", "/answer/remarks")


def main() -> None:
    equal = differing = 0
    for name in names():
        if not name.startswith(sys.argv[1]):
            continue
        story = read(name)
        if story.stands[0]["answer"] is not None:
            continue
        found = [
            one
            for one in differences(story, stands_alone(story))
            if one.file == "stands" and not any(part in one.path for part in _NOT_COMPARED)
        ]
        equal, differing = equal + (not found), differing + bool(found)
        for one in found[:6]:
            sys.stdout.write(f"{name} {one.path}\n   was {one.was}\n   is  {one.is_}\n")
    sys.stdout.write(f"{equal} equal, {differing} differ\n")


if __name__ == "__main__":
    main()
