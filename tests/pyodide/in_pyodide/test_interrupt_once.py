"""A function that is cancelled is interrupted once: its cleanup is its own."""

import time

import pytest
from waiting import ended, until

import backlit

SLEEPS = {"time": time, "backlit": backlit}


def clean_up(queue, module):
    try:
        while True:
            queue.sync_q.put("working")
            SLEEPS[module].sleep(0.0005)
    finally:
        for _ in range(1000):
            pass
        time.sleep(0.001)
        queue.sync_q.put("cleaned up")


@pytest.mark.parametrize("module", SLEEPS)
async def test_a_cleanup_after_a_sleep_is_not_interrupted(module):
    ends = set()
    for _ in range(60):
        task = backlit.run(clean_up, module)
        await until(lambda task=task: task.latest)
        task.cancel()
        await ended(task)
        ends.add((task.status.name, task.latest))
    assert ends == {("CANCELLED", "cleaned up")}
