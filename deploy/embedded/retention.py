"""How long the embedded stack keeps the history of a closed case."""

from datetime import timedelta

from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client

RETENTION = timedelta(days=5 * 366)
"""Five years: a decision may be reopened for good cause for four (42 CFR 405.980, 422.616)."""


async def keep_closed_cases(client: Client) -> None:
    """Have the server keep closed cases; its own default is a day."""
    config = NamespaceConfig()
    config.workflow_execution_retention_ttl.FromTimedelta(RETENTION)
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(namespace=client.namespace, config=config)
    )
