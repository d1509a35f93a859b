"""What a task gives back, and when."""

import asyncio
import functools
import inspect
import re
import threading
from concurrent import futures

import pytest
from conditions import ended


def add(a, b=1):
    return a + b


async def add_later(a, b=1):
    await asyncio.sleep(0)
    return a + b


@pytest.mark.parametrize("function", [add, add_later, functools.partial(add_later, b=3)])
def test_a_result_arrives_with_status_done(library, function):
    task = ended(library.run(function, 1, b=2))
    assert (task.status, task.result, task.error) == (library.TaskStatus.DONE, 3, None)


def test_arguments_go_by_position_and_by_name(library):
    def arguments(*args, **kwargs):
        return args, kwargs

    assert ended(library.run(arguments, 1, 2, a=3)).result == ((1, 2), {"a": 3})


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


def test_wrong_arguments_are_the_task_s_error(library):
    task = ended(library.run(add))
    assert task.status is library.TaskStatus.ERROR
    assert isinstance(task.error, TypeError)


def test_a_timeout_error_of_the_function_is_an_error_like_others(library):
    def fail():
        raise TimeoutError("mine")

    assert str(ended(library.run(fail)).error) == "mine"


def test_a_cancelled_error_that_a_future_raises_is_an_error(library):
    def fail():
        raise futures.CancelledError("of something else")

    assert ended(library.run(fail)).status is library.TaskStatus.ERROR


def test_a_coroutine_that_raises_a_cancelled_error_is_cancelled(library):
    async def give_up():
        raise asyncio.CancelledError

    task = ended(library.run(give_up))
    assert task.status is library.TaskStatus.CANCELLED
    with pytest.raises(futures.CancelledError):
        _ = task.result


def test_ids_are_uuids_of_version_4(library):
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    tasks = [library.run(add, 1) for _ in range(3)]
    assert all(re.fullmatch(pattern, ended(task).id) for task in tasks)
    assert len({task.id for task in tasks}) == 3


def test_statuses_have_these_values(library):
    assert {status.name: status.value for status in library.TaskStatus} == {
        "PENDING": "pending",
        "RUNNING": "running",
        "DONE": "done",
        "ERROR": "error",
        "CANCELLED": "cancelled",
    }


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


def test_a_thousand_coroutines_wait_together(library):
    arrived = []

    async def wait_for_all():
        arrived.append(1)
        while len(arrived) < 1000:
            await asyncio.sleep(0.01)

    manager = library.TaskManager(max_completed=1000)
    tasks = [manager.submit(wait_for_all) for _ in range(1000)]
    assert all(ended(task).status is library.TaskStatus.DONE for task in tasks)


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


def test_the_parameters_have_these_names(library):
    parameters = inspect.signature(library.run).parameters
    assert [(name, parameter.kind.name) for name, parameter in parameters.items()] == [
        ("func", "POSITIONAL_ONLY"),
        ("args", "VAR_POSITIONAL"),
        ("manager", "KEYWORD_ONLY"),
        ("retry", "KEYWORD_ONLY"),
        ("kwargs", "VAR_KEYWORD"),
    ]
    interval = inspect.signature(library.schedule_interval).parameters
    assert list(interval)[:5] == ["func", "seconds", "args", "kwargs", "manager"]
    assert list(interval)[5:] == ["scheduler", "job_id", "replace_existing", "latest_task_name"]


def test_session_tasks_is_one_dictionary_for_a_session(library):
    session = {}
    library.session_tasks(session)["load"] = 1
    assert library.session_tasks(session) == {"load": 1}
    assert session == {"asynclit_tasks": {"load": 1}}
    assert library.session_tasks(session, key="other") == {}


def test_context_variables_of_the_caller_are_seen(library):
    import contextvars

    variable = contextvars.ContextVar("variable")
    variable.set("the caller's")

    async def see():
        return variable.get()

    assert ended(library.run(variable.get)).result == "the caller's"
    assert ended(library.run(see)).result == "the caller's"
