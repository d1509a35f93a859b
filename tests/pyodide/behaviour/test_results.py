"""What a task gives back, and when."""

import asyncio
import functools
import inspect
import re
import time
from concurrent import futures

import pytest
from meeting import meet
from waiting import all_ended, ended

import backlit

pytestmark = pytest.mark.everywhere


def add(a, b=1):
    return a + b


async def add_later(a, b=1):
    await asyncio.sleep(0)
    return a + b


@pytest.mark.parametrize("function", [add, add_later, functools.partial(add_later, b=3)])
async def test_a_result_arrives_with_status_done(library, function):
    task = await ended(library.run(function, 1, b=2))
    assert (task.status, task.result, task.error) == (library.TaskStatus.DONE, 3, None)


async def test_arguments_go_by_position_and_by_name(library):
    def arguments(*args, **kwargs):
        return args, kwargs

    assert (await ended(library.run(arguments, 1, 2, a=3))).result == ((1, 2), {"a": 3})


async def test_a_result_stays_the_same_object(library):
    task = await ended(library.run(lambda: [1]))
    assert task.result == [1]
    assert task.result is task.result


async def test_before_the_end_the_result_is_a_runtime_error(library):
    task = library.run(asyncio.sleep, 3600)
    assert not task.done
    assert task.error is None
    with pytest.raises(RuntimeError, match=r"^Task is not complete"):
        _ = task.result
    task.cancel()
    await ended(task)


class OwnError(Exception):
    pass


def fail(error):
    raise error


async def fail_later(error):
    raise error


@pytest.mark.parametrize("function", [fail, fail_later])
async def test_an_error_arrives(library, function):
    task = await ended(library.run(function, OwnError("no", 1)))
    assert task.status is library.TaskStatus.ERROR
    assert type(task.error) is OwnError
    assert task.error.args == ("no", 1)
    for _ in range(2):
        with pytest.raises(OwnError) as raised:
            _ = task.result
        assert raised.value is task.error


async def test_wrong_arguments_are_the_task_s_error(library):
    task = await ended(library.run(add))
    assert task.status is library.TaskStatus.ERROR
    assert isinstance(task.error, TypeError)


async def test_a_timeout_error_of_the_function_is_an_error_like_others(library):
    assert str((await ended(library.run(fail, TimeoutError("mine")))).error) == "mine"


async def test_a_cancelled_error_that_a_future_raises_is_an_error(library):
    task = await ended(library.run(fail, futures.CancelledError("of something else")))
    assert task.status is library.TaskStatus.ERROR


async def test_a_coroutine_that_raises_a_cancelled_error_is_cancelled(library):
    task = await ended(library.run(fail_later, asyncio.CancelledError()))
    assert task.status is library.TaskStatus.CANCELLED
    with pytest.raises(futures.CancelledError):
        _ = task.result


async def test_ids_are_uuids_of_version_4(library):
    pattern = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    tasks = await all_ended(library.run(add, 1) for _ in range(3))
    assert all(re.fullmatch(pattern, task.id) for task in tasks)
    assert len({task.id for task in tasks}) == 3


def test_statuses_have_these_values(library):
    assert {status.name: status.value for status in library.TaskStatus} == {
        "PENDING": "pending",
        "RUNNING": "running",
        "DONE": "done",
        "ERROR": "error",
        "CANCELLED": "cancelled",
    }


async def test_a_thousand_coroutines_wait_together(library):
    manager = library.TaskManager(max_completed=1000)
    tasks = await all_ended([manager.submit(meet, library.__name__, 1000) for _ in range(1000)])
    assert {task.status for task in tasks} == {library.TaskStatus.DONE}


async def test_two_thousand_functions_give_their_own_results(library):
    manager = library.TaskManager(max_completed=2000)
    tasks = await all_ended([manager.submit(add, n) for n in range(2000)])
    assert [task.result for task in tasks] == list(range(1, 2001))


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


async def test_when_things_happened():
    before = time.time()
    task = await ended(backlit.run(lambda: 1))
    after = time.time()
    queued, started, end = task.timings
    slack = 0.01  # threads of a browser read clocks that differ a little
    assert before - slack <= queued <= started <= end <= after + slack
    assert (await ended(backlit.run(add, task.timings.queued))).result == queued + 1


async def test_what_has_not_happened_has_no_time():
    task = backlit.run(asyncio.sleep, 3600)
    assert task.timings.ended is None
    task.cancel()
    await ended(task)
    assert task.timings.ended >= task.timings.queued
