"""What a local activity that could not be done raises."""

from temporalio import exceptions

LOCAL_FAILURES = (exceptions.ActivityError, exceptions.TimeoutError)
"""Both, wherever a local activity is awaited.

One that ran out of its time raises an ActivityError as it happens, but when the history is
replayed a bare TimeoutError: the marker in the history holds no more. Code that catches only the
first takes another way on replay, and the workflow is stuck for good.
"""
