"""Progress from other threads."""

import asyncio

from conditions import ended


def test_a_thread_puts_too(library):
    async def job(queue):
        queue.sync_q.put(1)
        await asyncio.to_thread(queue.sync_q.put, 2)

    assert ended(library.run(job)).progress == [1, 2]
