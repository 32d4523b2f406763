"""What a local activity that could not be done raises."""

from temporalio import exceptions

LOCAL_FAILURES = (
    exceptions.ActivityError,
    exceptions.ApplicationError,
    exceptions.TimeoutError,
)
"""All of them, wherever a local activity is awaited.

One that failed as often as it may raises its own ApplicationError, bare. One that ran out of its
time raises an ActivityError as it happens, but when the history is replayed a bare TimeoutError:
the marker in the history holds no more. Code that misses one of them ends the case for good, or
takes another way on replay, and the case is stuck.
"""
