"""Progress of coroutines, by the queue that they ask for."""

import asyncio
import threading

import pytest
from conditions import ended


async def first(queue, count):
    for n in range(count):
        await queue.async_q.put(n)
    return count


async def first_by_other_name(progress_queue, count):
    return await first(progress_queue, count)


async def second(count, queue):
    return await first(queue, count)


async def second_by_other_name(count, *, progress_queue):
    return await first(progress_queue, count)


async def with_default(count, queue=None):
    return await first(queue, count)


FUNCTIONS = [first, first_by_other_name, second, second_by_other_name, with_default]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_values_come_in_order_each_once_also_after_the_end(library, function):
    task = ended(library.run(function, 3))
    assert task.result == 3
    assert task.progress == [0, 1, 2]
    assert task.progress == []


@pytest.mark.parametrize("function", [first, second])
def test_a_queue_that_the_caller_names_is_replaced(library, function):
    assert ended(library.run(function, count=2, queue="mine")).progress == [0, 1]


def test_other_ways_to_put(library):
    async def job(queue):
        queue.async_q.put_nowait(1)
        queue.sync_q.put(2)
        queue.sync_q.put_nowait(3)
        await asyncio.to_thread(queue.sync_q.put, 4)

    assert ended(library.run(job)).progress == [1, 2, 3, 4]


def test_values_are_seen_while_the_task_runs_and_never_twice(library):
    go = threading.Event()

    async def job(queue):
        await queue.async_q.put("before")
        while not go.is_set():
            await asyncio.sleep(0.001)
        await queue.async_q.put("after")

    task = library.run(job)
    seen = []
    while not seen:
        seen += task.progress
    assert seen == ["before"]
    go.set()
    assert ended(task).progress == ["after"]


def test_ten_thousand_values_are_all_there(library):
    assert ended(library.run(first, 10_000)).progress == list(range(10_000))


def test_values_of_a_task_that_fails_and_of_one_that_is_cancelled_stay(library):
    begun = threading.Event()

    async def fail(queue):
        await queue.async_q.put(1)
        raise ValueError

    async def hang(queue):
        await queue.async_q.put(1)
        begun.set()
        await asyncio.sleep(3600)

    assert ended(library.run(fail)).progress == [1]
    task = library.run(hang)
    begun.wait()
    task.cancel()
    assert ended(task).progress == [1]


def test_values_of_all_attempts_are_kept(library):
    async def job(queue):
        await queue.async_q.put(1)
        raise ValueError

    policy = library.RetryPolicy(max_attempts=3)
    assert ended(library.run(job, retry=policy)).progress == [1, 1, 1]


def test_a_task_without_progress_has_none(library):
    assert ended(library.run(int)).progress == []


def test_a_queue_that_the_caller_passes_to_a_plain_function_stays_its_own(library):
    def consume(queue, count=0):
        return queue, count

    assert ended(library.run(consume, "mine")).result == ("mine", 0)
    assert ended(library.run(consume, queue="mine")).result == ("mine", 0)
