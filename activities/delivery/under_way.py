"""What threads of this worker are at: who asks for the same waits for its outcome."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class UnderWay(Generic[T]):
    """Work under way by its name. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._futures: dict[Hashable, Future[T]] = {}

    def once(self, name: Hashable, work: Callable[[], T]) -> T:
        """Do some work, or wait for the thread that is at it.

        Args:
            name: Of the work.
            work: Does it.

        Raises:
            Exception: Whatever the work raises, in each thread that waited for it.
        """
        with self._lock:
            others = self._futures.get(name)
            if others is None:
                own = self._futures[name] = Future[T]()
        if others is not None:
            return others.result()
        try:
            own.set_result(work())
        except BaseException as error:
            own.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._futures[name]
        return own.result()
