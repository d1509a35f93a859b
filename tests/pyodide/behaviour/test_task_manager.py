"""What a manager keeps, and for how long."""

import asyncio

import pytest
from waiting import ended

pytestmark = pytest.mark.everywhere


async def test_a_manager_finds_its_own_tasks_only(library):
    manager = library.TaskManager()
    task = await ended(library.run(int, manager=manager))
    other = await ended(library.run(int))
    assert manager.get(task.id) is task
    assert manager.get(other.id) is None
    assert library.get_default_manager().get(other.id) is other
    assert library.get_default_manager() is library.get_default_manager()


async def test_a_name_finds_its_newest_task(library):
    manager = library.TaskManager()
    assert manager.get("global:load") is None
    for _ in range(2):
        task = await ended(manager.submit(int))
        manager.register_global(task, "load")
        assert manager.get("global:load") is task


async def test_the_next_submission_lets_the_oldest_completed_go(library):
    manager = library.TaskManager(max_completed=2)
    first, *others = [await ended(manager.submit(int)) for _ in range(3)]
    assert manager.get(first.id) is first
    await ended(manager.submit(int))
    assert manager.get(first.id) is None
    assert first.result == 0
    assert all(manager.get(task.id) for task in others)


async def test_tasks_under_way_stay(library):
    manager = library.TaskManager(max_completed=0)
    slow = manager.submit(asyncio.sleep, 3600)
    quick = await ended(manager.submit(asyncio.sleep, 0.01))
    assert manager.cleanup() == 1
    assert manager.get(quick.id) is None
    assert manager.get(slow.id) is slow
    slow.cancel()
    await ended(slow)
    assert manager.cleanup() == 1
