"""Who runs next, and how many may wait."""

import asyncio
import threading

import pytest
from conditions import ended

import backlit


@pytest.fixture
def busy():
    """A single worker that is busy until this is set."""
    asyncio.run(backlit.start(workers=1))
    go, begun = threading.Event(), threading.Event()

    def occupy():
        begun.set()
        go.wait()

    backlit.run(occupy)
    begun.wait()
    yield go
    go.set()


def test_higher_priorities_go_first_and_equals_in_turn(busy):
    order = []
    tasks = [
        backlit.options(priority=priority).run(order.append, (priority, n))
        for priority in ("low", "normal", "high")
        for n in range(3)
    ]
    busy.set()
    for task in tasks:
        ended(task)
    expected = [(priority, n) for priority in ("high", "normal", "low") for n in range(3)]
    assert order == expected


def test_the_lowest_priority_does_not_starve(busy):
    order = []
    low = backlit.options(priority="low").run(order.append, "low")
    high = [backlit.options(priority="high").run(order.append, "high") for _ in range(100)]
    busy.set()
    for task in [low, *high]:
        ended(task)
    assert order.index("low") < 16


def test_a_full_queue_refuses_and_keeps_nothing():
    go, begun, manager = threading.Event(), threading.Event(), backlit.TaskManager()
    asyncio.run(backlit.start(workers=1, max_pending=2))

    def occupy():
        begun.set()
        go.wait()

    first = manager.submit(occupy)
    begun.wait()
    waiting = [manager.submit(int) for _ in range(2)]
    with pytest.raises(backlit.QueueFullError, match="max_pending"):
        manager.submit(int)
    assert waiting[0].cancel()
    waiting.append(manager.submit(int))
    go.set()
    assert [ended(task).done for task in [first, *waiting]] == [True] * 4


def test_no_more_run_together_than_there_are_workers():
    asyncio.run(backlit.start(workers=3))
    lock, together, most = threading.Lock(), [0], [0]

    def job():
        with lock:
            together[0] += 1
            most[0] = max(most[0], together[0])
        threading.Event().wait(0.001)
        with lock:
            together[0] -= 1

    for task in [backlit.run(job) for _ in range(60)]:
        ended(task)
    assert 1 <= most[0] <= 3
