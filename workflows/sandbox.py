"""The sandbox that workflow code runs in, the same for every worker and every replay."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = ("models", "pendulum", "email_validator", "idna", "dns", "phonenumbers")
"""Modules loaded once for all workflows instead of once per run.

They are data and pure functions: importing them anew for every case costs time and memory only.
"""

OUR_OWN = "workflows"
"""Loaded once as well, but for the tests: they replay every recorded history under full guard.

Loaded anew for every case it costs 45 ms and half a megabyte each time, see docs/benchmarks.md.
Nothing in it keeps anything beyond a run.
"""


def workflow_runner(*, guarded: bool = False) -> SandboxedWorkflowRunner:
    """The runner for the `workflow_runner` of a worker or a replayer.

    Args:
        guarded: Whether the sandbox watches our own workflow code for what is not deterministic.
    """
    modules = PASSED_THROUGH if guarded else (*PASSED_THROUGH, OUR_OWN)
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*modules)
    return SandboxedWorkflowRunner(restrictions=restrictions)
