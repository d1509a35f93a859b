"""A client that blocks its thread: everything goes on all the same."""

import asyncio
import time

import pytest

import backlit

pytestmark = pytest.mark.blocking

PATIENCE = 30.0  # seconds; only a test that fails waits so long


def wait_for(condition):
    """Waits for this to be true without a turn of the event loop, and gives it."""
    give_up = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < give_up, "it did not come true"
        time.sleep(0.001)
    return value


def result(task):
    wait_for(lambda: task.done)
    return task.result


@pytest.fixture(autouse=True)
def _unscheduled():
    yield
    backlit.shutdown_scheduler()


async def test_functions_and_coroutines_give_results():
    await backlit.start()
    assert result(backlit.run(divmod, 7, 2)) == (3, 1)
    assert result(backlit.run(asyncio.sleep, 0.01, "slept")) == "slept"


async def test_many_tasks():
    await backlit.start()
    tasks = [backlit.run(pow, n, 2) for n in range(200)]
    tasks += [backlit.run(asyncio.sleep, 0.01, n) for n in range(200)]
    assert [result(task) for task in tasks] == [n * n for n in range(200)] + list(range(200))


async def test_progress_arrives():
    await backlit.start()

    def job():
        for n in range(3):
            backlit.progress(n)
            backlit.sleep(0.01)

    task, seen = backlit.run(job), []
    while not task.done:
        seen += task.progress
    assert seen + task.progress == [0, 1, 2]


async def test_retries_are_made():
    await backlit.start()
    calls = []

    def flaky():
        calls.append(1)
        if len(calls) < 3:
            raise ValueError
        return len(calls)

    policy = backlit.RetryPolicy(max_attempts=3, base_delay=0.02)
    assert result(backlit.run(flaky, retry=policy)) == 3


async def test_timeouts_and_cancels_end_tasks():
    await backlit.start()

    def spin():
        while True:
            pass

    late = backlit.options(timeout=0.1).run(spin)
    wait_for(lambda: late.done)
    assert isinstance(late.error, backlit.TimeoutError)
    for function, *args in [(spin,), (asyncio.sleep, 3600), (sum, range(10**12))]:
        task = backlit.options(cancel_grace=0.2).run(function, *args)
        wait_for(lambda task=task: task.status is not backlit.TaskStatus.PENDING)
        task.cancel()
        wait_for(lambda task=task: task.done)
        assert task.status is backlit.TaskStatus.CANCELLED
    assert result(backlit.run(int)) == 0


async def test_schedules_tick_and_their_tasks_are_found():
    await backlit.start()
    manager = backlit.TaskManager()
    backlit.schedule_interval(
        time.time, seconds=0.02, manager=manager, latest_task_name="x", job_id="a"
    )
    first = wait_for(lambda: manager.get("global:x"))
    newer = wait_for(lambda: (task := manager.get("global:x")) is not first and task)
    assert result(first) < result(newer)
    assert manager.get(first.id) is first


async def test_output_is_printed(capsys):
    await backlit.start()
    result(backlit.run(print, "seen"))
    assert capsys.readouterr().out == "seen\n"


async def test_edited_files_are_seen(tmp_path, monkeypatch):
    await backlit.start()
    monkeypatch.chdir(tmp_path)
    for text in ("one", "two"):
        (tmp_path / "data.txt").write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))
        assert result(backlit.run((tmp_path / "data.txt").read_text)) == text


def test_a_plain_function_may_wait_too():
    assert result(backlit.run(int)) == 0
