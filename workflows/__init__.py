"""What happens and in what order. Deterministic; no I/O, no clock but the workflow's."""

from workflows.appeal_case import AppealCase

WORKFLOWS: tuple[type, ...] = (AppealCase,)
"""Every workflow type the worker runs."""
