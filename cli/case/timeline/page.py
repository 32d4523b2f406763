"""Writes a timeline as one page that needs nothing beside it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from cli.case.timeline.drawing import draw
from cli.case.timeline.lanes import Timeline
from models.local_time import short_day

_FOLDER = Path(__file__).parent


def render(template: str, timeline: Timeline, *, folders: Sequence[Path] = (), **more: Any) -> str:
    """The page of a timeline.

    Args:
        template: `page.html`, or one that extends it.
        timeline: What is drawn on it.
        folders: Where that one is.
        more: What it shows beside the timeline.
    """
    pages = Environment(
        loader=FileSystemLoader([_FOLDER, *folders]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["day"] = short_day
    # The drawing escapes its texts itself.
    drawing = Markup(draw(timeline))  # noqa: S704
    return pages.get_template(template).render(timeline=timeline, drawing=drawing, **more)
