"""What happens and in what order. Deterministic; no I/O, no clock but the workflow's."""

from workflows.caseload_digest import CaseloadDigest
from workflows.kinds import CASE_WORKFLOWS
from workflows.look_again import LookAgain
from workflows.runtime.unknown_kind import UnknownKind

WORKFLOWS: tuple[type, ...] = (*CASE_WORKFLOWS, CaseloadDigest, LookAgain, UnknownKind)
"""Every workflow type the worker runs."""
