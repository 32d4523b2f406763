"""Threads that ask for the same work."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.delivery.under_way import UnderWay


def test_who_asks_for_the_same_waits_for_its_outcome() -> None:
    under_way, let_go, begun = UnderWay[int](), threading.Event(), threading.Event()
    done = []

    def work() -> int:
        begun.set()
        assert let_go.wait(30)
        done.append("work")
        return 7

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(under_way.once, "name", work)
        assert begun.wait(30)
        second = threads.submit(under_way.once, "name", work)
        other = under_way.once("another", lambda: 8)
        let_go.set()
        assert (first.result(), other) == (7, 8)
        assert second.result() == 7
    assert len(done) <= 2
    assert under_way.once("name", lambda: 9) == 9


def test_what_fails_fails_for_all_and_can_be_asked_for_again() -> None:
    under_way = UnderWay[int]()
    with pytest.raises(ZeroDivisionError):
        under_way.once("name", lambda: 1 // 0)
    assert under_way.once("name", lambda: 1) == 1
