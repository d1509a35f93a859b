"""The word in shared memory by which the core interrupts Python."""

import asyncio

import backlit


async def test_no_interrupt_is_lost_in_a_loop_that_looks_at_it_all_the_time():
    def spin():
        backlit.progress(1)
        while True:
            pass

    rungs = set()
    for _ in range(100):
        task = backlit.run(spin)
        while task.latest is None:
            await asyncio.sleep(0.001)
        task.cancel()
        while not task.done:
            await asyncio.sleep(0.001)
        rungs.add(task.cancelled_by)
    assert rungs == {"interrupt"}
