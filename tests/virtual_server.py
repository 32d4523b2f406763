"""A Temporal server on which every case begins at the moment of the test and has its own clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowHandle,
)
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment
from temporalio.testing._timeskipping import FastForwardConfig
from temporalio.testing._workflow import _V2WorkflowEnvironment

from deploy.rehearsal import virtual_stack
from tests import clock
from workflows.search_attributes import SEARCH_ATTRIBUTES

_BEFORE = timedelta(milliseconds=20)
"""So long before a case begins its clock has stopped skipping: were a task under way where it is
to stop, it would skip on."""


@asynccontextmanager
async def virtual_server(*dynamic_config: str) -> AsyncIterator[WorkflowEnvironment]:
    """As `virtual_stack`, with cases that begin at `clock.ON_A_SERVER`.

    Raises:
        RuntimeError: The running test begins at another moment.
    """
    if clock.now() != clock.ON_A_SERVER:
        message = "a test that starts a server carries the mark `server`"
        raise RuntimeError(message)
    async with virtual_stack(*dynamic_config) as environment:
        config = environment.client.config()
        # The innermost: it writes over what the environment says of skipping.
        config["interceptors"] = [*config["interceptors"], _Later()]
        environment._client = Client(**config)
        yield environment


async def another_namespace(environment: WorkflowEnvironment) -> Client:
    """A client of an empty namespace, for workers that are to find only their own cases."""
    config = environment.client.config()
    name = config["namespace"] = f"test-{uuid4().hex[:8]}"
    client = Client(**config)
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=name, workflow_execution_retention_period=Duration(seconds=86_400)
        )
    )
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=name,
            search_attributes={
                one.name: IndexedValueType.ValueType(one.indexed_value_type)
                for one in SEARCH_ATTRIBUTES
            },
        )
    )
    return client


async def in_own_namespace(environment: WorkflowEnvironment) -> WorkflowEnvironment:
    """The same server, seen from an empty namespace: to start another takes three seconds."""
    assert isinstance(environment, _V2WorkflowEnvironment)
    other = copy(environment)
    other._client = await another_namespace(environment)
    other._ts_skipper = copy(environment._ts_skipper)
    other._ts_skipper._client = other._client
    return other


class _Later(Interceptor):
    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002
        return _StartsLater(next)


class _StartsLater(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002
        if input.start_delay is not None:
            return await super().start_workflow(input)
        input.start_delay = clock.ON_A_SERVER - clock.real_now()
        # Within the start itself, so that nothing can come between.
        input.time_skipping_config = TimeSkippingConfig(
            fast_forward_config=FastForwardConfig(str(uuid4()), input.start_delay - _BEFORE),
            disable_propagation=True,
        )._to_proto()
        handle = await super().start_workflow(input)
        async for event in handle.fetch_history_events(wait_new_event=True):
            if event.HasField("workflow_task_scheduled_event_attributes"):
                break
        return handle
