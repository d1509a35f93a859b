"""What tasks have taken is given back."""

import asyncio
import gc

import pytest
from waiting import all_ended, ended, until

import backlit


@pytest.fixture
def manager():
    """Keeps nothing that has ended."""
    return backlit.TaskManager(max_completed=0)


def used():
    state = backlit.diagnose()
    return state["tasks"], state["heap_used"]


async def baseline(manager):
    """What is used when nothing is under way."""
    gc.collect()
    backlit.get_default_manager().clear()
    await ended(manager.submit(int))
    await until(lambda: manager.cleanup() == 0 and backlit.diagnose()["tasks"] == 0)
    gc.collect()
    return used()


@pytest.mark.parametrize("function", [bytearray, asyncio.sleep], ids=["function", "coroutine"])
async def test_tasks_that_nobody_reads_give_their_memory_back(manager, function):
    async def round_of_tasks():
        for _ in range(30):
            if function is asyncio.sleep:
                task = manager.submit(asyncio.sleep, 0, bytes(100_000))
            else:
                task = manager.submit(bytearray, 100_000)
            await ended(task)
        del task

    await round_of_tasks()
    _, before = await baseline(manager)
    await round_of_tasks()
    _, after = await baseline(manager)
    assert after - before < 100_000


async def test_progress_and_output_that_nobody_reads(manager):
    def job():
        for _ in range(100):
            backlit.progress(bytes(10_000))
        raise ValueError(bytes(100_000))

    await all_ended([manager.submit(job) for _ in range(3)])
    _, before = await baseline(manager)
    await all_ended([manager.submit(job) for _ in range(10)])
    _, after = await baseline(manager)
    assert after - before < 100_000


async def test_a_result_that_was_read_is_not_kept_in_the_core(manager):
    _, before = await baseline(manager)
    task = await ended(backlit.run(bytes, 1_000_000))
    assert used()[1] - before > 900_000
    assert len(task.result) == 1_000_000
    assert used()[1] - before < 900_000


async def test_functions_that_are_defined_again_and_again(manager):
    async def round_of_functions(start):
        for n in range(start, start + 300):
            names = {"__name__": "__main__"}
            exec(f"def job(): return {n!r} and {'x' * 2000!r}", names)
            task = manager.submit(names["job"])
        await ended(task)

    await round_of_functions(0)
    _, before = await baseline(manager)
    await round_of_functions(300)
    _, after = await baseline(manager)
    assert after - before < 200_000


async def test_schedules_that_are_removed(manager):
    async def some_ticks():
        scheduled = backlit.schedule_interval(int, seconds=0.005, manager=manager)
        await asyncio.sleep(0.1)
        backlit.get_default_scheduler().remove_job(scheduled.job_id)
        await asyncio.sleep(0.05)

    await some_ticks()
    _, before = await baseline(manager)
    for _ in range(3):
        await some_ticks()
    _, after = await baseline(manager)
    backlit.shutdown_scheduler()
    assert after - before < 50_000


async def test_a_handle_that_is_kept_keeps_its_result(manager):
    tasks = await all_ended([manager.submit(pow, n, 2) for n in range(20)])
    manager.cleanup()
    gc.collect()
    assert [task.result for task in tasks] == [n * n for n in range(20)]


async def test_editing_files_again_and_again(manager, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))

    async def edit():
        for n in range(10):
            (tmp_path / "edited.py").write_text(f"# {n}" + "x" * 50_000)
            await ended(manager.submit(int))

    await edit()
    _, before = await baseline(manager)
    await edit()
    _, after = await baseline(manager)
    assert after - before < 200_000
