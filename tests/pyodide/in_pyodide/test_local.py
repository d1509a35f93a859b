"""Tasks in the client's own interpreter: `executor="local"`, and all tasks without isolation."""

import asyncio
import threading

import js
import place
import pytest
from pyodide.ffi import create_proxy
from waiting import ended, until

import backlit
from backlit import TaskStatus, local_calls

pytestmark = pytest.mark.everywhere

local = backlit.options(executor="local")


async def test_it_shares_the_client_s_objects():
    values = []
    task = await ended(local.run(values.append, 1))
    assert (values, task.result) == ([1], None)
    result = object()
    assert (await ended(local.run(lambda: result))).result is result
    error = ValueError()

    def fail():
        raise error

    assert (await ended(local.run(fail))).error is error


async def test_what_cannot_be_pickled():
    numbers = (n for n in range(3))
    lock = threading.Lock()

    async def job(numbers):
        await asyncio.sleep(0)
        return list(numbers), lock

    assert (await ended(local.run(job, numbers))).result == ([0, 1, 2], lock)
    assert (await ended(local.run(lambda: js.Object.new()))).result is not None


async def test_it_is_not_called_before_run_returns():
    calls = []
    task = local.run(calls.append, 1)
    assert (task.status, calls) == (TaskStatus.PENDING, [])
    await ended(task)
    assert calls == [1]


async def test_coroutines_run_on_the_client_s_loop():
    async def job():
        return asyncio.get_running_loop()

    assert (await ended(local.run(job))).result is asyncio.get_running_loop()


async def test_coroutines_run_interleaved():
    order = []

    async def job(name):
        for _ in range(3):
            order.append(name)
            await asyncio.sleep(0.02)

    await asyncio.gather(local.run(job, "a"), local.run(job, "b"))
    assert sorted(order[:2]) == ["a", "b"]


async def test_progress_cancel_and_retries():
    calls = []

    async def job():
        backlit.progress("begun")
        try:
            await asyncio.sleep(3600)
        finally:
            calls.append(backlit.cancel_requested())

    task = local.run(job)
    await until(lambda: task.progress)
    assert task.cancel()
    assert (await ended(task)).status is TaskStatus.CANCELLED
    assert calls == [True]

    def flaky():
        calls.append(1)
        if len(calls) < 3:
            raise ValueError
        return len(calls)

    task = await ended(local.run(flaky, retry=backlit.RetryPolicy(max_attempts=3)))
    assert (task.result, task.attempts) == (3, 2)


async def test_a_pending_one_is_cancelled():
    calls = []
    task = local.run(calls.append, 1)
    assert task.cancel()
    assert (task.status, task.cancelled_by) == (TaskStatus.CANCELLED, "flag")
    await asyncio.sleep(0.05)
    assert calls == []


async def test_a_task_that_nobody_keeps_runs_all_the_same():
    calls = []
    manager = backlit.TaskManager()
    local.run(calls.append, 1, manager=manager)
    del manager
    await until(lambda: calls)
    assert calls == [1]


async def test_it_leaves_little_behind():
    manager = backlit.TaskManager(max_completed=0)
    for _ in range(300):
        local.run(int, manager=manager)
        assert await local.run(int, manager=manager) == 0
    backlit.get_default_manager().clear()
    kept = len(local_calls.calls) + len(local_calls.outcomes) + len(local_calls.left)
    assert kept < 250


async def test_prints_go_to_the_client(capsys):
    await ended(local.run(print, "here"))
    assert capsys.readouterr().out == "here\n"


async def test_it_can_be_awaited():
    assert await local.run(divmod, 7, 2) == (3, 1)


@pytest.fixture
def warnings_of_the_console():
    """What is written to the console as a warning."""
    lines = []
    original = js.console.warn
    proxy = create_proxy(lambda text, *_: lines.append(str(text)))
    js.console.warn = proxy
    yield lines
    js.console.warn = original
    proxy.destroy()


@pytest.mark.not_isolated
async def test_without_isolation_all_tasks_are_local():
    values = []
    assert (await ended(backlit.run(values.append, 1))).result is None
    assert values == [1]
    state = backlit.diagnose()
    assert (state["executor"], state["started"], state["isolated"]) == ("local", True, False)
    assert "Cross-Origin-Opener-Policy" in state["problem"]
    assert "Cross-Origin-Embedder-Policy" in state["problem"]


@pytest.mark.not_isolated
async def test_without_isolation_there_is_one_warning_with_the_remedy(warnings_of_the_console):
    backlit.shutdown()
    for _ in range(2):
        await ended(backlit.run(int))
    await backlit.start()
    assert len([line for line in warnings_of_the_console if "backlit" in line]) <= 1


@pytest.mark.not_isolated
async def test_without_isolation_a_function_blocks_and_ends():
    def spin():
        return sum(range(100_000))

    assert await backlit.run(spin) == 4999950000


def test_the_place_is_what_it_is_said_to_be():
    assert getattr(js, "crossOriginIsolated", True) is place.isolated
