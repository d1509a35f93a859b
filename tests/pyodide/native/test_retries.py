"""Attempts, and the waits between them."""

import asyncio
import threading

from conditions import ended, wait_for

import backlit
from backlit import TaskStatus


def test_the_waits_are_those_of_the_policy(clock):
    calls = []

    def fail():
        calls.append(clock.now())
        raise ValueError

    policy = backlit.RetryPolicy(max_attempts=4, base_delay=1, multiplier=3, max_delay=5)
    task = backlit.run(fail, retry=policy)
    for count, delay in enumerate([1, 3, 5], start=1):
        wait_for(lambda count=count: len(calls) == count and backlit.diagnose()["busy"] == 0)
        clock.advance(delay - 0.01)
        assert len(calls) == count
        assert task.status is TaskStatus.RUNNING
        clock.advance(0.01)
    assert ended(task).attempts == 4
    assert calls == [0, 1, 4, 9]


def test_a_task_that_waits_holds_no_worker(clock):
    asyncio.run(backlit.start(workers=1))
    calls = []

    def fail_once():
        calls.append(1)
        if len(calls) == 1:
            raise ValueError
        return "at last"

    policy = backlit.RetryPolicy(max_attempts=2, base_delay=60)
    task = backlit.run(fail_once, retry=policy)
    wait_for(lambda: calls)
    assert ended(backlit.run(int)).result == 0
    assert not task.done
    clock.advance(60)
    assert ended(task).result == "at last"


def test_no_attempt_follows_after_max_elapsed(clock):
    def fail():
        backlit.sleep(10)
        raise ValueError

    task = backlit.run(fail, retry=backlit.RetryPolicy(max_attempts=9, max_elapsed=15))
    for attempt in (1, 2):
        wait_for(lambda attempt=attempt: task.attempts == attempt)
        clock.wait_for_sleepers(1)
        clock.advance(10)
    assert ended(task).attempts == 2


def test_a_cancel_while_it_waits_ends_it_at_once(clock):
    calls = []

    async def fail():
        calls.append(1)
        raise ValueError

    task = backlit.run(fail, retry=backlit.RetryPolicy(max_attempts=2, base_delay=60))
    wait_for(lambda: task.attempts == 1 and calls)
    assert task.cancel()
    assert ended(task).status is TaskStatus.CANCELLED
    clock.advance(3600)
    assert task.attempts == 1


def test_a_full_queue_refuses_no_retry():
    asyncio.run(backlit.start(workers=1, max_pending=1))
    begun, go, calls = threading.Event(), threading.Event(), []

    def fail_once():
        calls.append(1)
        begun.set()
        go.wait()
        if len(calls) == 1:
            raise ValueError

    task = backlit.run(fail_once, retry=backlit.RetryPolicy(max_attempts=2))
    begun.wait()
    waiting = backlit.run(int)
    go.set()
    assert ended(task).status is TaskStatus.DONE
    assert ended(waiting).result == 0


def test_an_error_that_ends_programs_ends_the_task_only():
    async def leave():
        raise SystemExit(3)

    for function in (exit, leave):
        task = ended(backlit.run(function))
        assert isinstance(task.error, SystemExit)
        assert ended(backlit.run(int)).result == 0
