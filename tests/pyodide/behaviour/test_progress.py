"""Progress, by the queue that a function asks for."""

import asyncio

import pytest
from waiting import all_ended, ended, progress_of, until

import backlit

pytestmark = pytest.mark.everywhere


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
async def test_values_come_in_order_each_once_also_after_the_end(library, function):
    task = await ended(library.run(function, 3))
    assert task.result == 3
    assert task.progress == [0, 1, 2]
    assert task.progress == []


@pytest.mark.parametrize("function", [first, second])
async def test_a_queue_that_the_caller_names_is_replaced(library, function):
    assert (await ended(library.run(function, count=2, queue="mine"))).progress == [0, 1]


async def test_other_ways_to_put(library):
    async def job(queue):
        queue.async_q.put_nowait(1)
        queue.sync_q.put(2)
        queue.sync_q.put_nowait(3)

    assert (await ended(library.run(job))).progress == [1, 2, 3]


async def test_values_are_seen_while_the_task_runs_and_never_twice(library):
    async def job(queue):
        await queue.async_q.put("before")
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            await queue.async_q.put("after")

    task = library.run(job)
    assert await progress_of(task) == ["before"]
    task.cancel()
    assert (await ended(task)).progress == ["after"]


async def test_ten_thousand_values_are_all_there(library):
    assert (await ended(library.run(first, 10_000))).progress == list(range(10_000))


async def test_values_read_meanwhile_come_each_once_and_in_order():
    task = backlit.run(first, 10_000)
    seen = []
    while not task.done:
        seen += task.progress
        await asyncio.sleep(0.01)
    assert seen + (await ended(task)).progress == list(range(10_000))


async def test_values_of_a_task_that_fails_and_of_one_that_is_cancelled_stay(library):
    async def fail(queue):
        await queue.async_q.put(1)
        raise ValueError

    async def hang(queue):
        await queue.async_q.put(1)
        await queue.async_q.put(2)
        await asyncio.sleep(3600)

    assert (await ended(library.run(fail))).progress == [1]
    task = library.run(hang)
    seen = await progress_of(task)
    await asyncio.sleep(0.01)
    task.cancel()
    assert seen + (await ended(task)).progress == [1, 2]


async def test_values_of_all_attempts_are_kept(library):
    async def job(queue):
        await queue.async_q.put(1)
        raise ValueError

    policy = library.RetryPolicy(max_attempts=3)
    assert (await ended(library.run(job, retry=policy))).progress == [1, 1, 1]


async def test_a_task_without_progress_has_none(library):
    assert (await ended(library.run(int))).progress == []


async def test_a_queue_that_the_caller_passes_to_a_plain_function_stays_its_own(library):
    def consume(queue, count=0):
        return queue, count

    assert (await ended(library.run(consume, "mine"))).result == ("mine", 0)
    assert (await ended(library.run(consume, queue="mine"))).result == ("mine", 0)


async def test_a_plain_function_gets_the_queue_that_it_cannot_do_without():
    def first(queue, count):
        for n in range(count):
            queue.sync_q.put(n)
        return count

    def second(count, *, progress_queue):
        return first(progress_queue, count)

    for function in (first, second):
        task = await ended(backlit.run(function, 3))
        assert (task.result, task.progress) == (3, [0, 1, 2])


async def test_a_plain_function_whose_queue_has_a_default_keeps_that():
    def job(queue=None, *rest):
        return queue, rest

    assert (await ended(backlit.run(job))).result == (None, ())
    assert (await ended(backlit.run(job, 1, 2))).result == (1, (2,))


def plain():
    def helper(value):
        backlit.progress(value)

    helper(1)
    helper({"a": 2})


async def coroutine():
    plain()


@pytest.mark.parametrize("function", [plain, coroutine])
async def test_any_function_says_how_far_it_is(function):
    task = await ended(backlit.run(function))
    assert task.latest == {"a": 2}
    assert task.progress == [1, {"a": 2}]
    assert task.progress == []
    assert task.latest == {"a": 2}
    assert task.progress_dropped == 0


async def test_the_latest_value_takes_none_from_the_others():
    async def job():
        backlit.progress("a")
        backlit.progress("b")
        await asyncio.sleep(3600)

    task = backlit.run(job)
    await until(lambda: task.latest == "b")
    assert task.latest == "b"
    assert task.progress == ["a", "b"]
    assert task.latest == "b"
    task.cancel()
    assert (await ended(task)).latest == "b"


async def test_interleaved_coroutines_keep_their_progress_apart():
    async def job(name):
        for _ in range(20):
            backlit.progress(name)
            await asyncio.sleep(0)

    tasks = await all_ended([backlit.run(job, name) for name in range(10)])
    assert [task.progress for task in tasks] == [[name] * 20 for name in range(10)]


async def test_of_too_many_values_the_oldest_go():
    def job():
        for n in range(20_000):
            backlit.progress(n)

    task = await ended(backlit.run(job))
    assert task.progress_dropped == 20_000 - 16_384
    assert task.progress == list(range(20_000 - 16_384, 20_000))


@pytest.mark.parametrize(
    "use", [lambda: backlit.progress(1), backlit.cancel_requested, lambda: backlit.sleep(0)]
)
def test_outside_of_a_task_there_is_none_to_speak_of(use):
    with pytest.raises(RuntimeError, match=r"only for functions that backlit\.run"):
        use()


async def test_a_coroutine_that_would_block_the_others_is_told():
    async def job():
        backlit.sleep(1)

    assert "asyncio.sleep" in str((await ended(backlit.run(job))).error)
