"""The start of the runtime, which needs the event loop once."""

import asyncio
import sys
import time

import pytest
from pyodide.ffi import can_run_sync
from waiting import ended

import backlit
from backlit import TaskStatus

PENDING, DONE = TaskStatus.PENDING, TaskStatus.DONE

pytestmark = pytest.mark.once

without_run_sync = pytest.mark.skipif(can_run_sync(), reason="the first run() waits for the start")


@pytest.fixture(autouse=True)
def _not_started():
    backlit.shutdown()


@without_run_sync
async def test_a_task_that_is_run_before_the_start_waits_and_is_run():
    task = backlit.run(divmod, 7, 2)
    assert (task.status, task.done, task.progress, task.attempts) == (PENDING, False, [], 0)
    task_id = task.id
    await asyncio.sleep(0)
    assert task.status is PENDING
    assert (await ended(task)).result == (3, 1)
    assert task.id == task_id
    assert backlit.get_default_manager().get(task_id) is task


async def test_before_the_start_a_task_can_be_awaited_and_cancelled():
    tasks = [backlit.run(pow, 2, n) for n in range(3)]
    cancelled = backlit.run(asyncio.sleep, 3600)
    assert cancelled.cancel()
    assert await asyncio.gather(*tasks) == [1, 2, 4]
    assert (await ended(cancelled)).status is TaskStatus.CANCELLED


@pytest.mark.blocking
@pytest.mark.parametrize("pause", [lambda: time.sleep(0.01), lambda: None])
async def test_after_the_start_a_loop_that_polls_sees_the_end(pause):
    await backlit.start()
    task = backlit.run(divmod, 7, 2)
    while not task.done:
        pause()
    assert task.result == (3, 1)


def poll(task):
    while not task.done:
        time.sleep(0.01)


@without_run_sync
async def test_a_loop_that_polls_before_the_start_is_told_what_to_do():
    task = backlit.run(int)
    start = time.monotonic()
    with pytest.raises(RuntimeError, match=r"`await backlit\.start\(\)`"):
        poll(task)
    assert 0.9 < time.monotonic() - start < 5
    await asyncio.sleep(0)
    assert (await ended(task)).result == 0


@without_run_sync
async def test_who_polls_in_many_turns_is_not_told():
    task = backlit.run(int)
    await ended(task)
    backlit.shutdown()
    task = backlit.run(int)
    start = time.monotonic()
    while time.monotonic() - start < 1.2:
        assert task.status in (PENDING, TaskStatus.RUNNING, DONE)
        await asyncio.sleep(0.1)


@pytest.mark.run_sync
@pytest.mark.blocking
def test_where_python_can_be_suspended_the_first_run_may_be_waited_for():
    task = backlit.run(divmod, 7, 2)
    while not task.done:
        time.sleep(0.01)
    assert task.result == (3, 1)


@pytest.mark.run_sync
def test_where_python_can_be_suspended_the_first_run_has_started_when_it_returns():
    task = backlit.run(int)
    assert backlit.diagnose()["started"] is True
    task.cancel()


async def test_it_can_be_started_again_and_not_otherwise():
    await asyncio.gather(backlit.start(workers=1), backlit.start(workers=1))
    await backlit.start()
    with pytest.raises(RuntimeError, match=r"workers=3.*with 1.*shutdown"):
        await backlit.start(workers=3)
    backlit.shutdown()
    await backlit.start(workers=3)


async def test_shutdown_cancels_and_leaves_results_and_progress():
    def job():
        backlit.progress(1)
        return [1] * 10_000

    done = await ended(backlit.run(job))
    unread = await ended(backlit.run(job))
    seen = backlit.run(job)
    while not seen.done:
        await asyncio.sleep(0.001)
    under_way = [backlit.run(asyncio.sleep, 3600), backlit.run(time.sleep, 3600)]
    while under_way[1].status is PENDING:
        await asyncio.sleep(0.001)
    under_way += [backlit.run(time.sleep, 3600) for _ in range(10)]
    assert done.result == [1] * 10_000
    backlit.shutdown()
    assert [task.status for task in under_way] == [TaskStatus.CANCELLED] * 12
    for task in (done, unread, seen):
        assert (task.result, task.latest, task.progress) == ([1] * 10_000, 1, [1])
    assert done.cancel() is False
    assert under_way[0].cancel() is False
    assert under_way[0].progress == []
    with pytest.raises(asyncio.CancelledError):
        await under_way[1]
    assert backlit.get_default_manager().get(done.id) is None
    assert (await ended(backlit.run(int))).result == 0


async def test_a_full_queue_refuses_and_keeps_nothing():
    await backlit.start(workers=1, max_pending=2)
    first = backlit.run(time.sleep, 3600)
    while first.status is PENDING:
        await asyncio.sleep(0.001)
    waiting = [backlit.run(int) for _ in range(2)]
    with pytest.raises(backlit.QueueFullError, match="max_pending"):
        backlit.run(int)
    first.cancel()
    for task in waiting:
        assert (await ended(task)).result == 0


async def test_tasks_that_wait_go_by_priority():
    await backlit.start(workers=1)
    first = backlit.run(time.sleep, 3600)
    while first.status is PENDING:
        await asyncio.sleep(0.001)
    tasks = {
        priority: backlit.options(priority=priority).run(time.perf_counter)
        for priority in ("low", "normal", "high")
    }
    first.cancel()
    times = {priority: (await ended(task)).result for priority, task in tasks.items()}
    assert times["high"] < times["normal"] < times["low"]


async def test_diagnose_counts():
    await backlit.start(workers=1)
    tasks = [backlit.run(time.sleep, 3600) for _ in range(3)]
    while tasks[0].status is PENDING:
        await asyncio.sleep(0.001)
    state = backlit.diagnose()
    assert (state["executor"], state["started"], state["problem"]) == ("worker", True, None)
    assert (state["workers"], state["busy"], state["pending"]) == (1, 1, 2)
    assert (state["zombies"], state["disowned"], state["lost"]) == (0, 0, 0)


def test_nothing_of_a_worker_is_loaded_in_the_client():
    assert "backlit.threads" not in sys.modules
