"""start, shutdown and diagnose."""

import asyncio
import threading

import pytest
from conditions import ended, wait_for

import backlit
from backlit import TaskStatus


def test_nothing_has_to_be_started():
    assert ended(backlit.run(int)).result == 0
    asyncio.run(backlit.start())
    asyncio.run(backlit.start(workers=40))


def test_it_cannot_be_started_otherwise_while_it_runs():
    asyncio.run(backlit.start(workers=2))
    asyncio.run(backlit.start())
    with pytest.raises(RuntimeError, match=r"workers=3.*with 2.*shutdown"):
        asyncio.run(backlit.start(workers=3))
    backlit.shutdown()
    asyncio.run(backlit.start(workers=3))
    assert backlit.diagnose()["workers"] == 3


@pytest.mark.parametrize(("value", "error"), [(0, ValueError), (1.5, TypeError), ("4", TypeError)])
def test_wrong_values_are_named(value, error):
    for name in ("workers", "max_pending"):
        with pytest.raises(error, match=f"{name}={value!r}"):
            asyncio.run(backlit.start(**{name: value}))


@pytest.mark.usefixtures("clock")
def test_shutdown_cancels_everything_and_leaves_results():
    asyncio.run(backlit.start(workers=1))
    cleaned = threading.Event()

    async def coroutine(begun):
        begun.set()
        try:
            await asyncio.sleep(3600)
        finally:
            cleaned.set()

    def fail():
        raise ValueError

    begun = [threading.Event() for _ in range(2)]

    def spin():
        begun[1].set()
        while True:
            pass

    done = ended(backlit.run(int))
    retried = backlit.run(fail, retry=backlit.RetryPolicy(max_attempts=2, base_delay=60))
    wait_for(lambda: retried.attempts == 1 and backlit.diagnose()["busy"] == 0)
    tasks = [retried, backlit.run(coroutine, begun[0]), backlit.run(spin)]
    for event in begun:
        event.wait()
    tasks.append(backlit.run(int))
    backlit.shutdown()
    assert {task.status for task in tasks} == {TaskStatus.CANCELLED}
    assert done.result == 0
    assert cleaned.wait(20)
    assert backlit.get_default_manager().get(done.id) is None
    assert ended(backlit.run(int)).result == 0


def test_threads_end_with_the_runtime():
    ended(backlit.run(int))
    ended(backlit.run(asyncio.sleep, 0))
    ended(backlit.options(timeout=60).run(int))
    backlit.shutdown()
    wait_for(lambda: not [t for t in threading.enumerate() if t.name.startswith("backlit")])


def test_diagnose_counts():
    go = threading.Event()
    asyncio.run(backlit.start(workers=1))
    tasks = [backlit.run(go.wait) for _ in range(3)]
    wait_for(lambda: backlit.diagnose()["running"] == 1)
    assert backlit.diagnose() == {
        "executor": "threads",
        "started": True,
        "problem": None,
        "workers": 1,
        "busy": 1,
        "pending": 2,
        "running": 1,
        "zombies": 0,
        "disowned": 0,
        "lost": 0,
    }
    go.set()
    for task in tasks:
        ended(task)
