"""What happens and in what order. Deterministic; no I/O, no clock but the workflow's."""

from workflows.appeal_case import AppealCase
from workflows.caseload_digest import CaseloadDigest
from workflows.cms_complaint import CmsComplaint
from workflows.grievance import Grievance
from workflows.records_transfer import RecordsTransfer
from workflows.second_opinion import SecondOpinion

WORKFLOWS: tuple[type, ...] = (
    AppealCase,
    SecondOpinion,
    RecordsTransfer,
    Grievance,
    CmsComplaint,
    CaseloadDigest,
)
"""Every workflow type the worker runs."""
