"""The sandbox that workflow code runs in, the same for every worker and every replay."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = ("models", "pendulum", "email_validator", "idna", "dns", "phonenumbers")
"""Modules loaded once for all workflows instead of once per run.

They are data and pure functions: importing them anew for every case costs time and memory only.
"""


def workflow_runner() -> SandboxedWorkflowRunner:
    """The runner for the `workflow_runner` of a worker or a replayer."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=restrictions)
