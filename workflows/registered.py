"""Every workflow type, which only the worker needs to know.

Each run of a case imports its own workflow's file under the sandbox's guard: that file and its
packages import no other workflow.
"""

from importlib import import_module

from models.cases.kinds import KINDS, KindOfCase
from workflows import kinds
from workflows.case_workflow import CaseWorkflow
from workflows.caseload_digest import CaseloadDigest
from workflows.look_again import LookAgain
from workflows.runtime.unknown_kind import UnknownKind


def _workflow_of(known: KindOfCase) -> type[CaseWorkflow]:
    found: type[CaseWorkflow] = getattr(
        import_module(f"{kinds.__name__}.{known.kind}"), known.workflow_type
    )
    return found


CASE_WORKFLOWS: tuple[type[CaseWorkflow], ...] = tuple(map(_workflow_of, KINDS.values()))
"""The workflow of each kind of case."""

WORKFLOWS: tuple[type, ...] = (*CASE_WORKFLOWS, CaseloadDigest, LookAgain, UnknownKind)
"""Every workflow type the worker runs."""
