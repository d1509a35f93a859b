"""Progress beyond asynclit's."""

import asyncio
import threading

import pytest
from conditions import ended

import backlit


def test_a_plain_function_gets_the_queue_that_it_cannot_do_without():
    def first(queue, count):
        for n in range(count):
            queue.sync_q.put(n)
        return count

    def second(count, *, progress_queue):
        return first(progress_queue, count)

    for function in (first, second):
        task = ended(backlit.run(function, 3))
        assert (task.result, task.progress) == (3, [0, 1, 2])


def test_a_plain_function_whose_queue_has_a_default_keeps_that():
    def job(queue=None, *rest):
        return queue, rest

    assert ended(backlit.run(job)).result == (None, ())
    assert ended(backlit.run(job, 1, 2)).result == (1, (2,))


def test_any_function_says_how_far_it_is():
    def helper(value):
        backlit.progress(value)

    def plain():
        helper(1)
        helper({"a": 2})

    async def coroutine():
        plain()

    for function in (plain, coroutine):
        task = ended(backlit.run(function))
        assert task.latest == {"a": 2}
        assert task.progress == [1, {"a": 2}]
        assert task.progress == []
        assert task.latest == {"a": 2}
        assert task.progress_dropped == 0


def test_interleaved_coroutines_keep_their_progress_apart():
    async def job(name):
        for _ in range(20):
            backlit.progress(name)
            await asyncio.sleep(0)

    tasks = [backlit.run(job, name) for name in range(10)]
    for name, task in enumerate(tasks):
        assert ended(task).progress == [name] * 20


def test_ten_thousand_values_are_all_there_at_once():
    def plain(queue):
        for n in range(10_000):
            queue.sync_q.put(n)

    async def coroutine(queue):
        plain(queue)

    for function in (plain, coroutine):
        assert ended(backlit.run(function)).progress == list(range(10_000))


def test_of_too_many_values_the_oldest_go():
    def job():
        for n in range(20_000):
            backlit.progress(n)

    task = ended(backlit.run(job))
    assert task.progress_dropped == 20_000 - 16_384
    assert task.progress == list(range(20_000 - 16_384, 20_000))


@pytest.mark.parametrize(
    "use", [lambda: backlit.progress(1), backlit.cancel_requested, lambda: backlit.sleep(0)]
)
def test_outside_of_a_task_there_is_none_to_speak_of(use):
    with pytest.raises(RuntimeError, match=r"only for functions that backlit\.run"):
        use()


def test_a_thread_of_a_task_is_outside_of_it():
    failures = []

    def other():
        try:
            backlit.progress(1)
        except RuntimeError as error:
            failures.append(error)

    def job():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    ended(backlit.run(job))
    assert len(failures) == 1


def test_a_coroutine_that_would_block_the_others_is_told():
    async def job():
        backlit.sleep(1)

    assert "asyncio.sleep" in str(ended(backlit.run(job)).error)
