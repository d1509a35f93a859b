"""Attempts that take too long."""

import asyncio
import threading

import pytest
from conditions import ended, wait_for

import backlit
from backlit import TaskStatus


def test_a_function_that_takes_too_long_is_a_timeout_error(clock):
    task = backlit.options(timeout=5).run(backlit.sleep, 3600)
    clock.wait_for_sleepers(1)
    clock.advance(4.9)
    assert task.status is TaskStatus.RUNNING
    clock.advance(0.2)
    assert ended(task).status is TaskStatus.ERROR
    assert not task.cancel_requested
    assert task.cancelled_by is None
    with pytest.raises(TimeoutError, match="5 s") as raised:
        _ = task.result
    assert isinstance(raised.value, backlit.BacklitError)


def test_a_coroutine_too(clock):
    begun = threading.Event()

    async def job():
        begun.set()
        await asyncio.sleep(3600)

    task = backlit.options(timeout=5).run(job)
    begun.wait()
    clock.advance(6)
    assert isinstance(ended(task).error, backlit.TimeoutError)


def test_each_attempt_has_its_own_time(clock):
    policy = backlit.RetryPolicy(max_attempts=2, retry_on=(TimeoutError,))
    task = backlit.options(timeout=5, retry=policy).run(backlit.sleep, 3600)
    for attempt in (1, 2):
        wait_for(lambda attempt=attempt: task.attempts == attempt)
        clock.wait_for_sleepers(1)
        clock.advance(5.1)
    assert isinstance(ended(task).error, backlit.TimeoutError)
    assert task.attempts == 2


def test_what_cannot_be_interrupted_is_given_up_and_retried(clock):
    go, begun = threading.Event(), threading.Semaphore(0)

    def stubborn():
        begun.release()
        go.wait()
        return "too late"

    policy = backlit.RetryPolicy(max_attempts=2)
    task = backlit.options(timeout=5, cancel_grace=1, retry=policy).run(stubborn)
    for _ in range(2):
        begun.acquire()
        clock.advance(5.1)
        clock.advance(1.1)
    assert isinstance(ended(task).error, backlit.TimeoutError)
    assert (task.attempts, task.cancelled_by) == (2, None)
    assert backlit.diagnose()["zombies"] == 2
    go.set()


def test_an_attempt_that_still_returns_is_done(clock):
    def job():
        try:
            backlit.sleep(3600)
        except asyncio.CancelledError:
            return "just so"

    task = backlit.options(timeout=5).run(job)
    clock.wait_for_sleepers(1)
    clock.advance(5.1)
    assert ended(task).result == "just so"


def test_a_cancel_after_a_timeout_is_a_cancel(clock):
    go, begun = threading.Event(), threading.Event()

    def stubborn():
        begun.set()
        go.wait()

    task = backlit.options(timeout=5, cancel_grace=None).run(stubborn)
    begun.wait()
    clock.advance(5.1)
    assert task.cancel()
    go.set()
    assert ended(task).status is TaskStatus.CANCELLED


def test_a_task_that_ends_in_time_is_left_alone(clock):
    task = ended(backlit.options(timeout=5).run(int))
    clock.advance(10)
    assert task.result == 0
