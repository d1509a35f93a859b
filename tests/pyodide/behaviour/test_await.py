"""Awaiting tasks."""

import asyncio

import pytest
from waiting import ended

import backlit
from backlit import TaskStatus

pytestmark = pytest.mark.everywhere


async def test_awaiting_gives_the_result():
    task = backlit.run(divmod, 7, 2)
    assert await task == (3, 1)
    assert await task == (3, 1)
    assert await asyncio.gather(task, backlit.run(int)) == [(3, 1), 0]


async def test_awaiting_a_failed_task_raises_its_error():
    with pytest.raises(ZeroDivisionError):
        await backlit.run(divmod, 1, 0)


async def test_awaiting_a_cancelled_task_raises_asyncio_s_error():
    task = backlit.run(asyncio.sleep, 3600)
    asyncio.get_running_loop().call_soon(task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_stops_waiting_does_not_cancel_the_task():
    task = backlit.run(asyncio.sleep, 0.3, "result")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(task, 0.01)
    assert not task.done
    assert (await ended(task)).status is TaskStatus.DONE


async def test_several_may_wait_for_one_task():
    async def wait():
        return await task

    task = backlit.run(asyncio.sleep, 0.1, "result")
    assert await asyncio.gather(wait(), wait(), wait()) == ["result"] * 3
