"""How workflow code is run: unwatched in the service, and in the tests by Temporal's sandbox."""

from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = ("models", "pendulum", "email_validator", "idna", "dns", "phonenumbers")
"""Modules loaded once for all workflows instead of once per run.

They are data and pure functions: importing them anew for every case costs time and memory only.
"""


def workflow_runner(*, guarded: bool = False) -> WorkflowRunner:
    """The runner for the `workflow_runner` of a worker or a replayer.

    The sandbox refuses what is not deterministic at run time: a clock, randomness, I/O. It costs a
    tenth and more of all that a worker does, and 45 ms for each case that is loaded, see
    docs/development/benchmarks.md. So the tests bear it: every recorded history is replayed under
    its guard, and the service runs the code that passed. Nothing in it keeps anything beyond a run.

    Args:
        guarded: Whether the sandbox watches.
    """
    if not guarded:
        return UnsandboxedWorkflowRunner()
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=restrictions)
