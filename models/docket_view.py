"""How a docket is shown: to the read model, to queries, and as the result it ends with."""

from models.presentation.shapes import DeadlineView
from models.presentation.shapes import Overview as DocketOverview
from models.presentation.shapes import ReminderView as RungView
from models.presentation.shapes import Snapshot as DocketSnapshot
from models.presentation.shapes import Story as DocketStory

__all__ = ["DeadlineView", "DocketOverview", "DocketSnapshot", "DocketStory", "RungView"]
