"""Awaiting tasks."""

import asyncio
import threading

import pytest
from conditions import ended, running

import backlit
from backlit import TaskStatus


def test_who_stops_waiting_does_not_cancel_the_task():
    go = threading.Event()

    async def main():
        task = backlit.run(go.wait)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(task, 0.01)
        return task

    task = asyncio.run(main())
    assert not task.done
    go.set()
    assert ended(task).status is TaskStatus.DONE


def test_several_loops_may_wait_for_one_task():
    go, results = threading.Event(), []
    task = running(backlit.run(go.wait))

    async def wait():
        results.append(await task)

    threads = [threading.Thread(target=asyncio.run, args=(wait(),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join()
    assert results == [True] * 3


def test_a_task_can_await_a_task():
    async def outer():
        return await backlit.run(divmod, 7, 2)

    assert ended(backlit.run(outer)).result == (3, 1)
