"""Cancels that mean the same in both."""

import asyncio
import threading
from concurrent import futures

import pytest
from conditions import ended, running, wait_for


def test_a_running_coroutine_is_cancelled_at_its_await(library):
    cleaned = []

    async def sleep():
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            cleaned.append(1)
            raise

    begun = threading.Event()

    async def begin():
        begun.set()
        await sleep()

    task = library.run(begin)
    begun.wait()
    assert task.cancel() is True
    assert ended(task).status is library.TaskStatus.CANCELLED
    wait_for(lambda: cleaned)
    assert task.error is None
    with pytest.raises(futures.CancelledError):
        _ = task.result
    assert task.cancel() is False


def test_a_coroutine_that_cleans_up_and_returns_is_done(library):
    begun = threading.Event()

    async def job():
        begun.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            return "cleaned up"

    task = library.run(job)
    begun.wait()
    assert task.cancel()
    assert (ended(task).status, task.result) == (library.TaskStatus.DONE, "cleaned up")


def test_ended_tasks_refuse_a_cancel_and_stay_as_they_are(library):
    def fail():
        raise ValueError("no")

    done, failed = ended(library.run(int)), ended(library.run(fail))
    assert done.cancel() is False
    assert failed.cancel() is False
    assert (done.status, done.result) == (library.TaskStatus.DONE, 0)
    assert failed.status is library.TaskStatus.ERROR
    assert str(failed.error) == "no"


def test_a_cancel_right_after_run_is_a_cancel(library):
    async def sleep():
        await asyncio.sleep(3600)

    for _ in range(50):
        task = library.run(sleep)
        if task.cancel():
            assert ended(task).status is library.TaskStatus.CANCELLED


def test_a_cancel_ends_retries_that_wait(library):
    calls = []

    def fail():
        calls.append(1)
        raise ValueError

    policy = library.RetryPolicy(max_attempts=9, base_delay=60, max_delay=60)
    task = running(library.run(fail, retry=policy))
    wait_for(lambda: calls)
    assert task.cancel()
    assert ended(task).status is library.TaskStatus.CANCELLED
    assert calls == [1]
