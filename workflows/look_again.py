"""LookAgain: has every open case take a turn by the release that runs, spread over an hour.

A worker starts it where open cases were last looked at by another release. It keeps no list: each
part looks again for who is left, so nothing grows with the number of cases, what fails or is
interrupted is found again, and a second start finds nobody.
"""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from models import look_again as plan

WAKE = "look_again"

_PASSES = 3
"""Cases that could not be looked at within an hour are told again, so often; the next start of a
worker finds who is left then."""

_ATTEMPT = timedelta(minutes=15)
_SILENCE = timedelta(minutes=1)
_AGAIN = RetryPolicy(maximum_interval=timedelta(minutes=5))
_UNASKED = timedelta(minutes=1)


@workflow.defn(name=plan.WORKFLOW_TYPE)
class LookAgain:
    """One at a time."""

    def __init__(self) -> None:
        """Nothing is wanted yet."""
        self._wanted = ""

    @workflow.signal(name=plan.WANT, description="By which release to look. Not for people.")
    def want(self, *mark: Any) -> None:
        """Another release may be wanted while one is at work: then that begins anew."""
        if len(mark) == 1 and isinstance(mark[0], str):
            self._wanted = mark[0]

    @workflow.run
    async def run(self, *_: Any) -> dict[str, Any]:
        """Tell all cases, and say how many were told, and how many are left."""
        # The signal comes with the start.
        await self._is_wanted_otherwise("", _UNASKED)
        told, passes, release = 0, 0, ""
        while self._wanted:
            if release != self._wanted:
                release, passes = self._wanted, 0
            passes += 1
            part, found = plan.NOT_BEGUN, await self._told(release, plan.NOT_BEGUN)
            if found["next"] is None or passes > _PASSES:
                if self._wanted != release:
                    # Another release asked meanwhile: this run is all that will tell its cases.
                    continue
                break
            while found["next"] is not None:
                pause = plan.PAUSE * (found["next"] - max(part, 0))
                if await self._is_wanted_otherwise(release, pause):
                    break
                part = found["next"]
                found = await self._told(release, part)
                told += found["told"]
            else:
                # What the last part was told takes a moment to be seen.
                await self._is_wanted_otherwise(release, plan.PAUSE)
        left = found["left"] if self._wanted else 0
        return {"release": release, "told": told, "left": left}

    async def _told(self, release: str, part: int) -> dict[str, Any]:
        found: dict[str, Any] = await workflow.execute_activity(
            WAKE,
            {"release": release, "part": part},
            start_to_close_timeout=_ATTEMPT,
            heartbeat_timeout=_SILENCE,
            retry_policy=_AGAIN,
            summary=f"Part {part + 1} of {plan.PARTS}",
        )
        return found

    async def _is_wanted_otherwise(self, release: str, within: timedelta) -> bool:
        try:
            await workflow.wait_condition(lambda: self._wanted != release, timeout=within)
        except TimeoutError:
            return False
        return True
