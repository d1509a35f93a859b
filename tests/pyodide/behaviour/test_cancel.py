"""Cancels of coroutines and of what waits."""

import asyncio
from concurrent import futures

import pytest
from waiting import ended, progress_of, running

pytestmark = pytest.mark.everywhere


async def test_a_running_coroutine_is_cancelled_at_its_await(library):
    async def sleep(queue):
        queue.sync_q.put("begun")
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            queue.sync_q.put("cleaned")
            raise

    task = library.run(sleep)
    assert await progress_of(task) == ["begun"]
    assert task.cancel() is True
    assert (await ended(task)).status is library.TaskStatus.CANCELLED
    assert await progress_of(task) == ["cleaned"]
    assert task.error is None
    with pytest.raises(futures.CancelledError):
        _ = task.result
    assert task.cancel() is False


async def test_a_coroutine_that_cleans_up_and_returns_is_done(library):
    async def job(queue):
        queue.sync_q.put("begun")
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            return "cleaned up"

    task = library.run(job)
    await progress_of(task)
    assert task.cancel()
    assert (await ended(task)).result == "cleaned up"
    assert task.status is library.TaskStatus.DONE


async def test_ended_tasks_refuse_a_cancel_and_stay_as_they_are(library):
    def fail():
        raise ValueError("no")

    done, failed = await ended(library.run(int)), await ended(library.run(fail))
    assert done.cancel() is False
    assert failed.cancel() is False
    assert (done.status, done.result) == (library.TaskStatus.DONE, 0)
    assert failed.status is library.TaskStatus.ERROR
    assert str(failed.error) == "no"


async def test_a_cancel_right_after_run_is_a_cancel(library):
    for _ in range(50):
        task = library.run(asyncio.sleep, 3600)
        if task.cancel():
            assert (await ended(task)).status is library.TaskStatus.CANCELLED


async def test_a_cancel_ends_retries_that_wait(library):
    async def fail(queue):
        queue.sync_q.put("called")
        raise ValueError

    policy = library.RetryPolicy(max_attempts=9, base_delay=60, max_delay=60)
    task = await running(library.run(fail, retry=policy))
    assert await progress_of(task) == ["called"]
    await asyncio.sleep(0.01)
    assert task.cancel()
    assert (await ended(task)).status is library.TaskStatus.CANCELLED
    assert task.progress == []
