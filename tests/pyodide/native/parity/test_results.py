"""What a task gives back, and when."""

import asyncio
import threading

import pytest
from conditions import ended


def add(a, b=1):
    return a + b


async def add_later(a, b=1):
    await asyncio.sleep(0)
    return a + b


def test_a_result_is_the_same_object(library):
    result = object()
    task = ended(library.run(lambda: result))
    assert task.result is result
    assert task.result is result


@pytest.mark.parametrize("is_async", [False, True])
def test_before_the_end_the_result_is_a_runtime_error(library, is_async):
    go = threading.Event()

    async def wait_async():
        while not go.is_set():
            await asyncio.sleep(0.001)

    task = library.run(wait_async if is_async else go.wait)
    try:
        assert not task.done
        assert task.error is None
        with pytest.raises(RuntimeError, match=r"^Task is not complete"):
            _ = task.result
    finally:
        go.set()
        ended(task)


class OwnError(Exception):
    pass


@pytest.mark.parametrize("is_async", [False, True])
def test_an_error_arrives_as_the_object_that_was_raised(library, is_async):
    error = OwnError("no", 1)

    def fail():
        raise error

    async def fail_later():
        raise error

    task = ended(library.run(fail_later if is_async else fail))
    assert task.status is library.TaskStatus.ERROR
    assert task.error is error
    for _ in range(2):
        with pytest.raises(OwnError) as raised:
            _ = task.result
        assert raised.value is error


def test_plain_functions_leave_the_caller_s_thread_and_run_beside_each_other(library):
    together = threading.Barrier(8)

    def meet():
        together.wait(20)
        return threading.current_thread()

    tasks = [library.run(meet) for _ in range(8)]
    threads = {ended(task).result for task in tasks}
    assert len(threads) == 8
    assert threading.current_thread() not in threads


def test_coroutines_share_one_loop_that_is_not_the_caller_s(library):
    async def loop():
        return asyncio.get_running_loop()

    async def caller():
        tasks = [library.run(loop) for _ in range(3)]
        while not all(task.done for task in tasks):
            await asyncio.sleep(0.001)
        return {task.result for task in tasks}, asyncio.get_running_loop()

    loops, own = asyncio.run(caller())
    assert len(loops) == 1
    assert own not in loops


def test_a_task_can_run_tasks(library):
    def outer():
        return ended(library.run(add, 1)).result + 1

    async def outer_later():
        task = library.run(add_later, 1)
        while not task.done:
            await asyncio.sleep(0.001)
        return task.result + 1

    assert ended(library.run(outer)).result == 3
    assert ended(library.run(outer_later)).result == 3


def test_context_variables_of_the_caller_are_seen(library):
    import contextvars

    variable = contextvars.ContextVar("variable")
    variable.set("the caller's")

    async def see():
        return variable.get()

    assert ended(library.run(variable.get)).result == "the caller's"
    assert ended(library.run(see)).result == "the caller's"
