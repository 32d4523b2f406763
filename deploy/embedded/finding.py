"""Lists of cases that the Temporal UI can show: ready links, by its search attributes."""

from urllib.parse import quote, urlencode

OPEN = 'ExecutionStatus = "Running"'

CASES = 'WorkflowId NOT STARTS_WITH "template."'
"""Every case, and no start form (see `deploy.embedded.start_forms`)."""

LISTS = {
    "overdue": f'{OPEN} AND Urgency = "overdue"',
    "due within two weeks": f'{OPEN} AND Urgency IN ("due_soon", "urgent", "overdue")',
    "waiting on the plan": f'{OPEN} AND WaitingOn = "plan"',
    "waiting on us": f'{OPEN} AND WaitingOn = "us"',
}
"""The query of each list, by what it shows; see docs/finding.md."""


def path_of(query: str, namespace: str) -> str:
    """The path in the Temporal UI at which a query is shown."""
    return f"/namespaces/{quote(namespace, safe='')}/workflows?{urlencode({'query': query})}"
