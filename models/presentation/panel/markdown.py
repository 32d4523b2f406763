"""Text as Markdown, for the details panel of the Temporal UI.

The panel shows headings, lists, bold, links and tables; table cells have no padding, and images
and HTML are removed.
"""

import re
from collections.abc import Iterable

from models.cases.milestone import Milestone
from models.local_time import short_day
from models.presentation.panel.words import panel_say

_MARKUP = re.compile(r"[\\`*_\[\]()<>#|~]")
"""What Markdown might take for markup."""


_NAME = re.compile(r"`([a-z_]+)`")
"""The name of an update in a sentence."""


def plain(text: str) -> str:
    """Text as it stands, for Markdown: the UI would make a copyright sign of 422.582(c).

    And a formula of what stands between two dollar signs, however they are escaped.
    """
    return _escaped(" ".join(text.split()))


def unquoted(text: str) -> str:
    """The same without the marks in which sentences name updates, such as `record_answer`."""
    return plain(text.replace("`", ""))


def with_names(text: str) -> str:
    """The same with such names standing out."""
    pieces = _NAME.split(text)
    return "".join(
        f"**{piece}**" if place % 2 else _escaped(piece) for place, piece in enumerate(pieces)
    )


def section(title: str, lines: Iterable[str]) -> str:
    """A heading and a list under it; nothing where the list is empty."""
    items = [f"- {line}" for line in lines]
    return "\n".join([f"## {title}", "", *items]) if items else ""


def steps_list(milestones: Iterable[Milestone]) -> str:
    """Milestones line by line: how each stands, and by when it should be done.

    Not as a table: its cells have no padding in the panel, so that columns run into one another.
    """
    return "\n".join(f"- {_step(step)}" for step in milestones if step.needed)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text).replace("$", "&#36;")


def _step(step: Milestone) -> str:
    stands = panel_say("step_open")
    if step.done_on is not None:
        stands = panel_say("step_done", day=short_day(step.done_on))
    elif step.expected_on is not None:
        stands = panel_say("step_expected", day=short_day(step.expected_on))
    if not step.is_open or step.latest_on is None:
        return f"{plain(step.title)}: {stands}"
    latest = panel_say("step_latest")
    return f"{plain(step.title)}: {stands}, {latest} **{short_day(step.latest_on)}**"
