"""Lists of cases that the Temporal UI can show: ready links, by its search attributes.

With each filter that somebody adds, the UI writes the whole query anew from what it read of it. It
reads comparisons, AND, OR and brackets; of NOT and of IN it makes a query that finds nothing, or
none at all.
"""

from urllib.parse import quote, urlencode

OPEN = 'ExecutionStatus = "Running"'

CASES = 'WorkflowId < "template." OR WorkflowId > "template/"'
"""Every case, and no start form (see `deploy.embedded.start_forms`): a slash follows on a dot."""

_SOON = " OR ".join(f'Urgency = "{one}"' for one in ("due_soon", "urgent", "overdue"))

LISTS = {
    "overdue": f'{OPEN} AND Urgency = "overdue"',
    "due within two weeks": f"{OPEN} AND ({_SOON})",
    "waiting on the plan": f'{OPEN} AND WaitingOn = "plan"',
    "waiting on us": f'{OPEN} AND WaitingOn = "us"',
}
"""The query of each list, by what it shows; see docs/finding.md."""


def path_of(query: str, namespace: str) -> str:
    """The path in the Temporal UI at which a query is shown."""
    return f"/namespaces/{quote(namespace, safe='')}/workflows?{urlencode({'query': query})}"
