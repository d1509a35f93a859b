"""Workers that run for long."""

import asyncio

import pytest

import backlit


@pytest.mark.once
@pytest.mark.run_sync
async def test_a_coroutine_may_take_more_turns_than_a_stack_has_room_for():
    async def job():
        for _ in range(400_000):
            await asyncio.sleep(0)
        return "alive"

    task = backlit.run(job)
    while not task.done:
        await asyncio.sleep(0.2)
    assert task.result == "alive"


async def test_many_small_tasks_one_after_the_other():
    for n in range(500):
        assert await backlit.run(pow, n, 2) == n * n
