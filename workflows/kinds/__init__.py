"""Each kind of case: its reports, one line each, and next to nothing else."""

from workflows.case_workflow import CaseWorkflow
from workflows.kinds.appeal_case import AppealCase
from workflows.kinds.cms_complaint import CmsComplaint
from workflows.kinds.grievance import Grievance
from workflows.kinds.records_transfer import RecordsTransfer
from workflows.kinds.second_opinion import SecondOpinion

CASE_WORKFLOWS: tuple[type[CaseWorkflow], ...] = (
    AppealCase,
    SecondOpinion,
    RecordsTransfer,
    Grievance,
    CmsComplaint,
)
"""The workflow of each kind of case."""
