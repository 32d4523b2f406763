"""Each kind of case: its reports, one line each, and next to nothing else."""

from importlib import import_module

from models.cases.kinds import KINDS, KindOfCase
from workflows.case_workflow import CaseWorkflow


def _workflow_of(known: KindOfCase) -> type[CaseWorkflow]:
    found: type[CaseWorkflow] = getattr(
        import_module(f"{__name__}.{known.kind}"), known.workflow_type
    )
    return found


CASE_WORKFLOWS: tuple[type[CaseWorkflow], ...] = tuple(map(_workflow_of, KINDS.values()))
"""The workflow of each kind of case."""
